package io.tandem.localaws.wire;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells services apart on one port, by what a request is signed for: the region and the service in
 * the credential of its {@code Authorization}. Signatures are not verified.
 *
 * @param region of everything here; a request that is signed for another is refused
 * @param json services of the JSON protocol, by the first part of {@code X-Amz-Target}
 * @param others by the name that requests are signed for
 */
public record ServiceRouter(
    String region, Map<String, JsonService> json, Map<String, HttpHandler> others)
    implements HttpHandler {

  private static final HttpString TARGET = new HttpString("X-Amz-Target");
  private static final Pattern SCOPE =
      Pattern.compile(
          "Credential=[^/,\\s]{1,200}/[0-9]{8}/([^/,\\s]{1,64})/([^/,\\s]{1,64})/aws4_request");
  private static final int MAX_AUTHORIZATION = 8192;

  /** It has no region, clients sign for us-east-1. */
  private static final String GLOBAL = "iam";

  private static final JsonProtocol PROTOCOL = new JsonProtocol();

  public ServiceRouter {
    json = Map.copyOf(json);
    others = Map.copyOf(others);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    String target = exchange.getRequestHeaders().getFirst(TARGET);
    Matcher scope = scope(exchange);
    boolean signed = scope.find();
    boolean elsewhere = signed && !scope.group(1).equals(region) && !scope.group(2).equals(GLOBAL);
    if (elsewhere && scope.group(2).equals("s3")) {
      refuseOfS3(exchange);
    } else if (elsewhere) {
      PROTOCOL.refuse(
          exchange,
          AwsException.of(
              "InvalidSignatureException",
              "Credential should be scoped to a valid region: this is %s, and the request is signed for another; set AWS_REGION=%s"
                  .formatted(region, region)));
    } else if (target != null && !(signed && scope.group(2).equals("s3"))) {
      json(exchange, target);
    } else {
      other(exchange, signed ? scope.group(2) : guessed(exchange));
    }
  }

  /** Of a request that is not signed, as a person with curl sends it. */
  private static String guessed(HttpServerExchange exchange) {
    boolean invocation =
        exchange.getRequestMethod().equals(Methods.POST)
            && exchange.getRequestPath().startsWith("/endpoints/")
            && exchange.getQueryString().isEmpty();
    return invocation ? "sagemaker" : "s3";
  }

  /** In S3's own form: clients that read the region sign for it and ask again. */
  private void refuseOfS3(HttpServerExchange exchange) {
    exchange.setStatusCode(400);
    exchange.getResponseHeaders().put(new HttpString("x-amz-bucket-region"), region);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/xml");
    exchange
        .getResponseSender()
        .send(
            """
            <Error><Code>AuthorizationHeaderMalformed</Code><Message>the request is signed for \
            another region; expected %s</Message><Region>%1$s</Region></Error>"""
                .formatted(region));
  }

  private static Matcher scope(HttpServerExchange exchange) {
    String authorization = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
    return SCOPE.matcher(
        authorization == null || authorization.length() > MAX_AUTHORIZATION ? "" : authorization);
  }

  private void json(HttpServerExchange exchange, String target) {
    int dot = target.indexOf('.');
    JsonService service = dot < 0 ? null : json.get(target.substring(0, dot));
    if (service == null) {
      PROTOCOL.refuse(
          exchange,
          AwsException.of(
              "UnknownOperationException",
              "no such service here; expected X-Amz-Target of " + json.keySet()));
    } else {
      PROTOCOL.handle(exchange, service, target.substring(dot + 1));
    }
  }

  private void other(HttpServerExchange exchange, String service) throws Exception {
    HttpHandler handler = others.get(service);
    if (handler == null) {
      PROTOCOL.refuse(
          exchange,
          AwsException.of(
              "UnknownOperationException", "no such service here; expected " + others.keySet()));
    } else {
      handler.handleRequest(exchange);
    }
  }
}
