package io.tandem.inferenceserver.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tandem.inferenceserver.body.CallerTimeouts;
import io.tandem.inferenceserver.metrics.RequestMetrics;
import io.undertow.server.HttpHandler;
import io.undertow.util.Methods;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RouterTest {
  private static final HttpHandler ANY = exchange -> {};

  @Test
  void aRouteDeclaredTwiceIsRefused() {
    List<Route> routes =
        List.of(
            Route.of(List.of(Methods.GET, Methods.HEAD), "/models", ANY),
            Route.of(List.of(Methods.HEAD), "/models", ANY));

    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> router(routes));

    assertEquals("/models has two routes for one method", e.getMessage());
  }

  @Test
  void namesOfVariablesDoNotTellRoutesApart() {
    List<Route> routes =
        List.of(
            Route.of(List.of(Methods.GET), "/models/{name}", ANY),
            Route.of(List.of(Methods.GET), "/models/{model}", ANY));

    assertThrows(IllegalArgumentException.class, () -> router(routes));
  }

  @Test
  void aVariableHasOneNameForAllMethods() {
    List<Route> routes =
        List.of(
            Route.of(List.of(Methods.GET), "/models/{name}", ANY),
            Route.of(List.of(Methods.DELETE), "/models/{model}", ANY));

    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> router(routes));

    assertEquals(
        "/models/{name} and /models/{model} are one path with two names for a variable",
        e.getMessage());
  }

  @Test
  void onePathMayHaveARouteForEachMethod() {
    router(
        List.of(
            Route.of(List.of(Methods.GET), "/models", ANY),
            Route.of(List.of(Methods.POST), "/models", ANY)));
  }

  private static Router router(List<Route> routes) {
    return new Router(routes, new RequestMetrics(), new Responses(new CallerTimeouts(0)));
  }
}
