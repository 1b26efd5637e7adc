package io.tandem.inferenceserver.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Path and method; 404 and 405 end here. */
final class Routes implements HttpHandler {
  private record Route(List<HttpString> methods, HttpHandler handler) {
    String allow() {
      return methods.stream().map(HttpString::toString).collect(Collectors.joining(", "));
    }
  }

  static final String INVOCATIONS = "/invocations";

  private final Map<String, Route> routes;
  private final Responses responses;

  Routes(
      HttpHandler ping,
      HttpHandler invocations,
      HttpHandler executionParameters,
      Responses responses) {
    this.responses = responses;
    routes =
        Map.of(
            "/ping",
            new Route(List.of(Methods.GET, Methods.HEAD, Methods.POST), ping),
            INVOCATIONS,
            new Route(List.of(Methods.POST), invocations),
            "/execution-parameters",
            new Route(List.of(Methods.GET, Methods.HEAD), executionParameters));
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (exchange.getRequestMethod().equals(Methods.GET) && announcesBody(exchange)) {
      // A server before this one may not read the body of a GET: its bytes are a request there.
      exchange.setPersistent(false);
    }
    @Nullable Route route = routes.get(exchange.getRequestPath());
    if (route == null) {
      responses.error(
          exchange,
          404,
          "not_found",
          "path: expected one of /ping, /invocations, /execution-parameters");
    } else if (!route.methods().contains(exchange.getRequestMethod())) {
      exchange.getResponseHeaders().put(Headers.ALLOW, route.allow());
      responses.error(exchange, 405, "method_not_allowed", "method: expected " + route.allow());
    } else {
      route.handler().handleRequest(exchange);
    }
  }

  private static boolean announcesBody(HttpServerExchange exchange) {
    return exchange.getRequestHeaders().contains(Headers.TRANSFER_ENCODING)
        || exchange.getRequestContentLength() > 0;
  }
}
