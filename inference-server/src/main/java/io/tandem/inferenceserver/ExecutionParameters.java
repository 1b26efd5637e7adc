package io.tandem.inferenceserver;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.nio.charset.StandardCharsets;

/** What batch transform asks once, before its first call. */
final class ExecutionParameters implements HttpHandler {
  private final byte[] body;

  ExecutionParameters(ServerSettings settings) {
    body =
        new JsonText()
            .put("MaxConcurrentTransforms", settings.concurrentTransforms())
            .put("BatchStrategy", settings.batchStrategy())
            .put("MaxPayloadInMB", settings.payloadInMb())
            .end()
            .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    Responses.send(exchange, 200, MediaType.JSON, body);
  }
}
