package io.tandem.localaws.page;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.Locale;
import java.util.Set;

/**
 * Nobody is asked for credentials here, so a page from elsewhere that is open in a browser of this
 * machine must not reach the API. Only what browsers send is looked at: they tell by {@code Origin}
 * and {@code Sec-Fetch-Site} which page asks, and no page can remove {@code Accept-Language}. Of
 * these headers clients of AWS send none.
 *
 * <p>What is not the page itself is answered to browsers with a sandbox around it: an object may be
 * HTML, and would be of the same origin.
 */
public final class BrowserGuard implements HttpHandler {
  static final HttpString POLICY = new HttpString("Content-Security-Policy");

  private static final HttpString SITE = new HttpString("Sec-Fetch-Site");
  private static final HttpString DESTINATION = new HttpString("Sec-Fetch-Dest");
  private static final HttpString CONTENT_TYPE_OPTIONS = new HttpString("X-Content-Type-Options");
  private static final HttpString RESOURCE_POLICY = new HttpString("Cross-Origin-Resource-Policy");
  private static final HttpString OPENER_POLICY = new HttpString("Cross-Origin-Opener-Policy");

  /** The page itself, and a person who types an address. */
  private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

  private final HttpHandler next;

  public BrowserGuard(HttpHandler next) {
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (!isOfBrowser(exchange.getRequestHeaders())) {
      next.handleRequest(exchange);
    } else if (isForeign(exchange)) {
      exchange.setStatusCode(403);
      exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain; charset=utf-8");
      exchange
          .getResponseSender()
          .send("refused: a browser asks for a page of another address than 127.0.0.1\n");
    } else {
      exchange.addResponseCommitListener(BrowserGuard::confine);
      next.handleRequest(exchange);
    }
  }

  private static boolean isOfBrowser(HeaderMap headers) {
    String agent = headers.getFirst(Headers.USER_AGENT);
    return headers.contains(Headers.ORIGIN)
        || headers.contains(SITE)
        || headers.contains(Headers.REFERER)
        || headers.contains(Headers.ACCEPT_LANGUAGE)
        || (agent != null && agent.startsWith("Mozilla/"));
  }

  private static boolean isForeign(HttpServerExchange exchange) {
    // A name that others have in DNS may lead here: then even the browser takes it for one site.
    if (!LocalHost.is(exchange)) {
      return true;
    }
    String origin = exchange.getRequestHeaders().getFirst(Headers.ORIGIN);
    if (origin != null
        && !origin.toLowerCase(Locale.ROOT).equals("http://" + LocalHost.of(exchange))) {
      return true;
    }
    String site = exchange.getRequestHeaders().getFirst(SITE);
    return site != null && !OWN_SITES.contains(site) && !isLinkToPage(exchange);
  }

  /** Whoever follows a link to the page sees it; the page that has the link does not. */
  private static boolean isLinkToPage(HttpServerExchange exchange) {
    return "document".equals(exchange.getRequestHeaders().getFirst(DESTINATION))
        && Page.isAskedFor(exchange);
  }

  private static void confine(HttpServerExchange exchange) {
    HeaderMap headers = exchange.getResponseHeaders();
    if (!headers.contains(POLICY)) {
      headers.put(POLICY, "sandbox; default-src 'none'");
    }
    headers.put(CONTENT_TYPE_OPTIONS, "nosniff");
    headers.put(RESOURCE_POLICY, "same-origin");
    headers.put(OPENER_POLICY, "same-origin");
    headers.put(Headers.REFERRER_POLICY, "no-referrer");
  }
}
