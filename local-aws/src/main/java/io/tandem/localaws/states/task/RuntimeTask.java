package io.tandem.localaws.states.task;

import io.tandem.localaws.states.definition.StateException;
import io.tandem.strictjson.InvalidJsonException;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** InvokeEndpoint, as its SDK has it; bodies are texts. */
record RuntimeTask(LocalClient client) {
  private static final JsonLimits LIMITS = JsonLimits.ofBytes(1 << 20);
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9-]{1,63}");
  private static final Map<String, String> HEADERS =
      Map.of(
          "ContentType", "Content-Type",
          "Accept", "Accept",
          "CustomAttributes", "X-Amzn-SageMaker-Custom-Attributes",
          "TargetModel", "X-Amzn-SageMaker-Target-Model",
          "TargetVariant", "X-Amzn-SageMaker-Target-Variant",
          "InferenceId", "X-Amzn-SageMaker-Inference-Id");

  Json run(TaskCall call) throws StateException, InterruptedException {
    String endpoint = call.text("EndpointName");
    if (!NAME.matcher(endpoint).matches()) {
      throw new StateException("States.Runtime", "EndpointName: expected the name of an endpoint");
    }
    for (String name : call.arguments().fields().keySet()) {
      if (!HEADERS.containsKey(name) && !name.equals("EndpointName") && !name.equals("Body")) {
        throw new StateException(
            "States.Runtime", "The field '%s' is not supported".formatted(name));
      }
    }
    Json body = call.arguments().fields().getOrDefault("Body", Json.text(""));
    String text = body instanceof Json.Text string ? string.value() : body.compact();
    var request =
        client
            .request("sagemaker", "/endpoints/%s/invocations".formatted(endpoint))
            .POST(BodyPublishers.ofString(text, StandardCharsets.UTF_8));
    for (Map.Entry<String, String> header : HEADERS.entrySet()) {
      call.header(request, header.getKey(), header.getValue());
    }
    HttpResponse<byte[]> answer = client.send(call, request);
    if (answer.statusCode() >= 300) {
      throw failed(answer);
    }
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("Body", Json.text(new String(answer.body(), StandardCharsets.UTF_8)));
    header(answer, "Content-Type", "ContentType", members);
    header(answer, "x-Amzn-Invoked-Production-Variant", "InvokedProductionVariant", members);
    header(answer, "X-Amzn-SageMaker-Custom-Attributes", "CustomAttributes", members);
    return Json.object(members);
  }

  private static void header(
      HttpResponse<byte[]> answer, String header, String member, Map<String, Json> members) {
    answer.headers().firstValue(header).ifPresent(value -> members.put(member, Json.text(value)));
  }

  private static StateException failed(HttpResponse<byte[]> answer) {
    String code =
        answer.headers().firstValue("x-amzn-ErrorType").orElse("").replaceFirst(":.*", "");
    String message = new String(answer.body(), StandardCharsets.UTF_8);
    try {
      if (Json.read(answer.body(), LIMITS) instanceof Json.Obj body) {
        message =
            body.fields().get("Message") instanceof Json.Text text
                ? text.value()
                : body.fields().get("message") instanceof Json.Text text ? text.value() : message;
      }
    } catch (InvalidJsonException e) {
      // Told as it is.
    }
    String name = code.isEmpty() ? "SageMakerRuntime" : code;
    return new StateException(
        "SageMakerRuntime." + (name.endsWith("Exception") ? name : name + "Exception"),
        "%s (Service: SageMakerRuntime, Status Code: %d, Request ID: %s)"
            .formatted(
                message,
                answer.statusCode(),
                answer.headers().firstValue("x-amzn-RequestId").orElse("null")));
  }
}
