package io.tandem.localaws.page;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * One document, with its style and its script in it: no path is taken from the buckets. The policy
 * allows these two by their hashes, requests to this port, and nothing else.
 */
public final class Page implements HttpHandler {
  private final HttpHandler others;
  private final byte[] document;
  private final String policy;

  private Page(HttpHandler others, byte[] document, String policy) {
    this.others = others;
    this.document = document;
    this.policy = policy;
  }

  /**
   * @param others handle what does not ask for the page
   */
  public static Page before(HttpHandler others) {
    String style = read("page.css");
    String script = read("page.js");
    String document =
        read("page.html").replace("/*page.css*/", style).replace("/*page.js*/", script);
    String policy =
        "default-src 'none'; style-src %s; script-src %s; connect-src 'self'; img-src data:;"
                .formatted(hash(style), hash(script))
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types 'none'";
    return new Page(others, document.getBytes(StandardCharsets.UTF_8), policy);
  }

  private static String read(String name) {
    try (InputStream resource = Page.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new FileNotFoundException(name);
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every JDK has it.
    }
  }

  /** Whether a browser asks for the document: a client of AWS signs, and accepts no HTML. */
  static boolean isAskedFor(HttpServerExchange exchange) {
    String accepted = exchange.getRequestHeaders().getFirst(Headers.ACCEPT);
    boolean reads =
        exchange.getRequestMethod().equals(Methods.GET)
            || exchange.getRequestMethod().equals(Methods.HEAD);
    return reads
        && exchange.getRequestPath().equals("/")
        && exchange.getQueryString().isEmpty()
        && !exchange.getRequestHeaders().contains(Headers.AUTHORIZATION)
        && accepted != null
        && accepted.contains("text/html")
        && LocalHost.isWithoutBucket(exchange);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (!isAskedFor(exchange)) {
      others.handleRequest(exchange);
      return;
    }
    exchange
        .getResponseHeaders()
        .put(Headers.CONTENT_TYPE, "text/html; charset=utf-8")
        .put(Headers.CACHE_CONTROL, "no-store")
        .put(BrowserGuard.POLICY, policy);
    exchange.getResponseSender().send(ByteBuffer.wrap(document));
  }
}
