package io.tandem.inferenceserver.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.util.List;
import java.util.Map;

/**
 * One line of the routing table.
 *
 * @param counted whether the requests to its path are in the metrics
 */
record Route(List<HttpString> methods, PathTemplate path, Handler handler, boolean counted) {
  /** Answers requests to the path. */
  @FunctionalInterface
  interface Handler {
    /**
     * @param variables of the path template, by name
     */
    void handle(HttpServerExchange exchange, Map<String, String> variables) throws Exception;
  }

  Route {
    methods = List.copyOf(methods);
  }

  /** For a path without variables. */
  static Route of(List<HttpString> methods, String path, HttpHandler handler) {
    return of(methods, path, (exchange, variables) -> handler.handleRequest(exchange));
  }

  static Route of(List<HttpString> methods, String path, Handler handler) {
    return new Route(methods, PathTemplate.of(path), handler, false);
  }

  /** The same, in the metrics. */
  Route inMetrics() {
    return new Route(methods, path, handler, true);
  }
}
