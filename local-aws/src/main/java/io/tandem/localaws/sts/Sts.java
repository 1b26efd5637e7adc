package io.tandem.localaws.sts;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * GetCallerIdentity, of the query protocol.
 *
 * @param account twelve digits
 */
public record Sts(String account) implements HttpHandler {
  private static final int MAX_BYTES = 64 * 1024;
  private static final String NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    exchange.setMaxEntitySize(MAX_BYTES);
    exchange
        .getRequestReceiver()
        .receiveFullBytes(
            (receiver, body) -> answer(exchange, body), (receiver, fault) -> refuse(exchange));
  }

  private void answer(HttpServerExchange exchange, byte[] body) {
    boolean asked =
        Arrays.asList(new String(body, StandardCharsets.UTF_8).split("&", -1))
            .contains("Action=GetCallerIdentity");
    if (asked) {
      send(
          exchange,
          200,
          """
          <GetCallerIdentityResponse xmlns="%s"><GetCallerIdentityResult>\
          <Arn>arn:aws:iam::%s:user/local</Arn><UserId>local</UserId><Account>%2$s</Account>\
          </GetCallerIdentityResult><ResponseMetadata><RequestId>%s</RequestId></ResponseMetadata>\
          </GetCallerIdentityResponse>"""
              .formatted(NAMESPACE, account, UUID.randomUUID()));
    } else {
      refuse(exchange);
    }
  }

  private static void refuse(HttpServerExchange exchange) {
    send(
        exchange,
        400,
        """
        <ErrorResponse xmlns="%s"><Error><Type>Sender</Type><Code>InvalidAction</Code>\
        <Message>only GetCallerIdentity is supported here</Message></Error>\
        <RequestId>%s</RequestId></ErrorResponse>"""
            .formatted(NAMESPACE, UUID.randomUUID()));
  }

  private static void send(HttpServerExchange exchange, int status, String xml) {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/xml");
    exchange.getResponseSender().send(xml, StandardCharsets.UTF_8);
  }
}
