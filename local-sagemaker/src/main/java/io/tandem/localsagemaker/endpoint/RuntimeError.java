package io.tandem.localsagemaker.endpoint;

import io.tandem.localsagemaker.pipeline.InvocationResult;
import io.tandem.strictjson.Json;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error of SageMaker's runtime as the AWS SDKs read it: the type in a header, the rest as JSON.
 *
 * @param type the name of the service's exception
 * @param members of its JSON object, in order
 */
public record RuntimeError(int status, String type, Map<String, Json> members) {
  private static final HttpString ERROR_TYPE = new HttpString("x-amzn-errortype");

  public static RuntimeError of(int status, String type, String message) {
    return new RuntimeError(status, type, Map.of("Message", Json.text(message)));
  }

  public static RuntimeError validation(String message) {
    return of(400, "ValidationError", message);
  }

  /**
   * @param code of the kind of fault, as the platform has it
   */
  static RuntimeError validation(String code, String message) {
    var members = new LinkedHashMap<String, Json>();
    members.put("ErrorCode", Json.text(code));
    members.put("Message", Json.text(message));
    return new RuntimeError(400, "ValidationError", members);
  }

  /**
   * @param logStream the container's
   */
  static RuntimeError model(InvocationResult.Failed failure, String logStream) {
    var members = new LinkedHashMap<String, Json>();
    members.put("ErrorCode", Json.text(errorCode(failure)));
    members.put("LogStreamArn", Json.text(logStream));
    members.put("Message", Json.text(failure.text()));
    members.put("OriginalMessage", Json.text(failure.message()));
    members.put("OriginalStatusCode", Json.num(originalStatus(failure)));
    return new RuntimeError(424, "ModelError", members);
  }

  private static String errorCode(InvocationResult.Failed failure) {
    return switch (failure) {
      case InvocationResult.NoAnswer _ -> "INTERNAL_FAILURE_FROM_MODEL";
      case InvocationResult.Refused refused when refused.isClientError() ->
          "CLIENT_ERROR_FROM_MODEL";
      case InvocationResult.Refused _, InvocationResult.TooLarge _ -> "SERVER_ERROR_FROM_MODEL";
    };
  }

  private static int originalStatus(InvocationResult.Failed failure) {
    return switch (failure) {
      case InvocationResult.NoAnswer _ -> 0;
      case InvocationResult.Refused refused -> refused.status();
      case InvocationResult.TooLarge answer -> answer.status();
    };
  }

  public void send(HttpServerExchange exchange) {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(ERROR_TYPE, type);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    exchange.getResponseSender().send(Json.object(members).compact(), StandardCharsets.UTF_8);
  }
}
