package io.tandem.inferenceserver.http;

import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.log.JsonObjectWriter;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.nio.charset.StandardCharsets;

/** What batch transform asks once, before its first call. */
final class ExecutionParametersHandler implements HttpHandler {
  private final Responses responses;
  private final byte[] body;

  ExecutionParametersHandler(ServerSettings.Transform transform, Responses responses) {
    this.responses = responses;
    body =
        new JsonObjectWriter()
            .put("MaxConcurrentTransforms", transform.concurrent())
            .put("BatchStrategy", transform.strategy())
            .put("MaxPayloadInMB", transform.payloadInMb())
            .end()
            .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    responses.send(exchange, 200, MediaType.JSON, body);
  }
}
