package io.tandem.localaws.page;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.Locale;
import java.util.Set;

/** The names under which a browser on this machine reaches this port. */
final class LocalHost {
  private static final Set<String> NAMES = Set.of("127.0.0.1", "localhost", "[::1]");

  private LocalHost() {}

  /** With the port, as the request has it; empty when it has none. */
  static String of(HttpServerExchange exchange) {
    String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
    return host == null ? "" : host.toLowerCase(Locale.ROOT);
  }

  private static String name(HttpServerExchange exchange) {
    return of(exchange).replaceFirst(":[0-9]{0,5}$", "");
  }

  static boolean isWithoutBucket(HttpServerExchange exchange) {
    return NAMES.contains(name(exchange));
  }

  /** These names, and those with a bucket before them, are not to be had by others in DNS. */
  static boolean is(HttpServerExchange exchange) {
    String name = name(exchange);
    return NAMES.contains(name) || name.endsWith(".localhost");
  }
}
