package io.tandem.workbench.page;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Orders are shown without credentials, so what another page has a browser of this machine ask is
 * refused: what is asked under another name than that of this machine, which may lead here by the
 * DNS of others, and what browsers mark as asked by another page. A program of this machine may ask
 * as well.
 */
public final class OwnRequests implements HttpHandler {
  static final HttpString POLICY = new HttpString("Content-Security-Policy");

  private static final HttpString SITE = new HttpString("Sec-Fetch-Site");
  private static final HttpString DESTINATION = new HttpString("Sec-Fetch-Dest");
  private static final HttpString CONTENT_TYPE_OPTIONS = new HttpString("X-Content-Type-Options");
  private static final HttpString RESOURCE_POLICY = new HttpString("Cross-Origin-Resource-Policy");
  private static final HttpString OPENER_POLICY = new HttpString("Cross-Origin-Opener-Policy");

  private static final Set<String> NAMES = Set.of("127.0.0.1", "localhost");

  /** The page itself, and a person who types an address. */
  private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

  private final HttpHandler next;

  public OwnRequests(HttpHandler next) {
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    confine(exchange.getResponseHeaders());
    if (isOwn(exchange)) {
      next.handleRequest(exchange);
    } else {
      exchange.setStatusCode(403);
      exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain; charset=utf-8");
      exchange
          .getResponseSender()
          .send("refused: the workbench answers its own page only, under 127.0.0.1\n");
    }
  }

  private static boolean isOwn(HttpServerExchange exchange) {
    HeaderMap headers = exchange.getRequestHeaders();
    @Nullable HeaderValues hosts = headers.get(Headers.HOST);
    if (hosts == null || hosts.size() != 1) {
      return false;
    }
    String host = hosts.getFirst().toLowerCase(Locale.ROOT);
    int port = exchange.getConnection().getLocalAddress(InetSocketAddress.class).getPort();
    if (NAMES.stream().noneMatch(name -> host.equals(name + ":" + port))) {
      return false;
    }
    String origin = headers.getFirst(Headers.ORIGIN);
    if (origin != null && !origin.toLowerCase(Locale.ROOT).equals("http://" + host)) {
      return false;
    }
    String site = headers.getFirst(SITE);
    return site == null || OWN_SITES.contains(site) || isLinkToPage(exchange);
  }

  /** Whoever follows a link to the page sees it; the page that has the link does not. */
  private static boolean isLinkToPage(HttpServerExchange exchange) {
    return exchange.getRequestMethod().equals(Methods.GET)
        && exchange.getRequestPath().equals("/")
        && "document".equals(exchange.getRequestHeaders().getFirst(DESTINATION));
  }

  /** Orders stay in no cache, and what is no page is shown as none. */
  private static void confine(HeaderMap headers) {
    headers.put(POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox");
    headers.put(CONTENT_TYPE_OPTIONS, "nosniff");
    headers.put(RESOURCE_POLICY, "same-origin");
    headers.put(OPENER_POLICY, "same-origin");
    headers.put(Headers.REFERRER_POLICY, "no-referrer");
    headers.put(Headers.CACHE_CONTROL, "no-store");
  }
}
