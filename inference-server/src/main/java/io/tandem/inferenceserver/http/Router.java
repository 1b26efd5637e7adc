package io.tandem.inferenceserver.http;

import io.tandem.inferenceserver.metrics.RequestMetrics;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a request by path and method; 404 and 405 end here. A path without variables
 * goes before one with them. Thread-safe.
 */
final class Router implements HttpHandler {
  /** All routes of one path. */
  private record Endpoint(PathTemplate path, List<Route> routes, String allow, boolean counted) {
    static Endpoint of(List<Route> routes) {
      String path = routes.getFirst().path().toString();
      for (Route route : routes) {
        if (!route.path().toString().equals(path)) {
          throw new IllegalArgumentException(
              path + " and " + route.path() + " are one path with two names for a variable");
        }
      }
      List<HttpString> methods =
          routes.stream().flatMap(route -> route.methods().stream()).toList();
      if (methods.stream().distinct().count() < methods.size()) {
        throw new IllegalArgumentException(path + " has two routes for one method");
      }
      return new Endpoint(
          routes.getFirst().path(),
          routes,
          methods.stream().map(HttpString::toString).collect(Collectors.joining(", ")),
          routes.stream().anyMatch(Route::counted));
    }

    @Nullable Route route(HttpString method) {
      for (Route route : routes) {
        if (route.methods().contains(method)) {
          return route;
        }
      }
      return null;
    }
  }

  private final Map<String, Endpoint> fixed = new HashMap<>();
  private final List<Endpoint> templates = new ArrayList<>();
  private final String expected;
  private final RequestMetrics metrics;
  private final Responses responses;

  /**
   * @throws IllegalArgumentException when two routes have the same path and method, or one path is
   *     written in two ways
   */
  Router(List<Route> routes, RequestMetrics metrics, Responses responses) {
    this.metrics = metrics;
    this.responses = responses;
    Map<String, List<Route>> byShape = new LinkedHashMap<>();
    for (Route route : routes) {
      byShape.computeIfAbsent(route.path().shape(), shape -> new ArrayList<>()).add(route);
    }
    byShape.forEach(
        (shape, some) -> {
          Endpoint endpoint = Endpoint.of(List.copyOf(some));
          if (endpoint.path().isFixed()) {
            fixed.put(shape, endpoint);
          } else {
            templates.add(endpoint);
          }
        });
    expected =
        byShape.values().stream()
            .map(some -> some.getFirst().path().toString())
            .collect(Collectors.joining(", ", "path: expected one of ", ""));
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (exchange.getRequestMethod().equals(Methods.GET) && announcesBody(exchange)) {
      // A server before this one may not read the body of a GET: its bytes are a request there.
      exchange.setPersistent(false);
    }
    String path = exchange.getRequestPath();
    @Nullable Endpoint endpoint = fixed.get(path);
    if (endpoint != null) {
      handle(exchange, endpoint, Map.of());
      return;
    }
    if (!templates.isEmpty()) {
      String sent = sentPath(exchange);
      for (Endpoint one : templates) {
        @Nullable Map<String, String> variables = one.path().match(sent);
        if (variables != null) {
          handle(exchange, one, variables);
          return;
        }
      }
    }
    responses.error(exchange, 404, "not_found", expected);
  }

  /** Not decoded: a slash within a segment would be one between two. */
  private static String sentPath(HttpServerExchange exchange) {
    String uri = exchange.getRequestURI();
    if (!exchange.isHostIncludedInRequestURI()) {
      return uri;
    }
    int path = uri.indexOf('/', uri.indexOf("//") + 2);
    return path < 0 ? "/" : uri.substring(path);
  }

  private void handle(HttpServerExchange exchange, Endpoint endpoint, Map<String, String> variables)
      throws Exception {
    if (endpoint.counted()) {
      metrics.count(exchange);
    }
    @Nullable Route route = endpoint.route(exchange.getRequestMethod());
    if (route == null) {
      exchange.getResponseHeaders().put(Headers.ALLOW, endpoint.allow());
      responses.error(exchange, 405, "method_not_allowed", "method: expected " + endpoint.allow());
    } else {
      route.handler().handle(exchange, variables);
    }
  }

  private static boolean announcesBody(HttpServerExchange exchange) {
    return exchange.getRequestHeaders().contains(Headers.TRANSFER_ENCODING)
        || exchange.getRequestContentLength() > 0;
  }
}
