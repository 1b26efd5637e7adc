package io.tandem.localaws.sts;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Refuses all of IAM as to a caller who may not ask. The SageMaker Python SDK then takes a role as
 * it is; any other refusal ends it.
 */
public record Iam() implements HttpHandler {
  @Override
  public void handleRequest(HttpServerExchange exchange) {
    exchange.setStatusCode(403);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/xml");
    exchange
        .getResponseSender()
        .send(
            """
            <ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error>\
            <Type>Sender</Type><Code>AccessDenied</Code>\
            <Message>IAM is not supported here: every role is taken as it is</Message></Error>\
            <RequestId>%s</RequestId></ErrorResponse>"""
                .formatted(UUID.randomUUID()),
            StandardCharsets.UTF_8);
  }
}
