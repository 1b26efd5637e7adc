package io.tandem.localsagemaker.endpoint;

import io.tandem.localsagemaker.pipeline.Pipeline;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * An error of SageMaker's runtime as the AWS SDKs read it: the type in a header, the rest as JSON.
 *
 * @param type the name of the service's exception
 * @param members of its JSON object, in order
 */
record RuntimeError(int status, String type, Map<String, Object> members) {
  private static final HttpString ERROR_TYPE = new HttpString("x-amzn-errortype");
  private static final JsonMapper JSON = new JsonMapper();

  static RuntimeError of(int status, String type, String message) {
    return new RuntimeError(status, type, Map.of("Message", message));
  }

  static RuntimeError validation(String message) {
    return of(400, "ValidationError", message);
  }

  /**
   * @param logStream the container's
   */
  static RuntimeError model(Pipeline.Result.Failed failure, String logStream) {
    var members = new LinkedHashMap<String, Object>();
    members.put("ErrorCode", errorCode(failure.status()));
    members.put("LogStreamArn", logStream);
    members.put("Message", failure.text());
    members.put("OriginalMessage", failure.message());
    members.put("OriginalStatusCode", failure.status());
    return new RuntimeError(424, "ModelError", members);
  }

  private static String errorCode(int status) {
    return switch (status / 100) {
      case 0 -> "INTERNAL_FAILURE_FROM_MODEL";
      case 4 -> "CLIENT_ERROR_FROM_MODEL";
      default -> "SERVER_ERROR_FROM_MODEL";
    };
  }

  void send(HttpServerExchange exchange) {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(ERROR_TYPE, type);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    exchange.getResponseSender().send(ByteBuffer.wrap(JSON.writeValueAsBytes(members)));
  }
}
