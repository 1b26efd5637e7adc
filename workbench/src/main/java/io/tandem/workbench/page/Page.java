package io.tandem.workbench.page;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
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
 * One document, with its style and its script in it. The policy allows these two by their hashes,
 * requests to this port, and nothing else: what an order holds can neither run nor leave.
 */
public final class Page implements HttpHandler {
  private final byte[] document;
  private final String policy;

  private Page(byte[] document, String policy) {
    this.document = document;
    this.policy = policy;
  }

  public static Page read() {
    String style = read("page.css");
    String script = read("page.js");
    String document =
        read("page.html").replace("/*page.css*/", style).replace("/*page.js*/", script);
    String policy =
        "default-src 'none'; style-src %s; script-src %s; connect-src 'self'; img-src data:;"
                .formatted(hash(style), hash(script))
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types 'none'";
    return new Page(document.getBytes(StandardCharsets.UTF_8), policy);
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

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    exchange
        .getResponseHeaders()
        .put(Headers.CONTENT_TYPE, "text/html; charset=utf-8")
        .put(OwnRequests.POLICY, policy);
    exchange.getResponseSender().send(ByteBuffer.wrap(document));
  }
}
