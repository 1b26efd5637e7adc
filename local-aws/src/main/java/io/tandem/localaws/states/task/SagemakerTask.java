package io.tandem.localaws.states.task;

import io.tandem.localaws.states.definition.Faults;
import io.tandem.localaws.states.definition.StateException;
import io.tandem.localaws.states.definition.TaskResource;
import io.tandem.localawsmodel.ServiceModel;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * Operations of a service whose API is JSON. Those of SageMaker last with {@code .sync} until the
 * job has ended.
 */
record SagemakerTask(LocalClient client, Service service) {
  /**
   * @param scope what its requests are signed for
   * @param target the first part of {@code X-Amz-Target}
   * @param name in names of errors
   */
  record Service(String scope, String target, String name, ServiceModel model) {
    static Service sagemaker(ServiceModel model) {
      return new Service("sagemaker", "SageMaker", "SageMaker", model);
    }

    static Service autoScaling() {
      return new Service(
          "application-autoscaling",
          "AnyScaleFrontendService",
          "ApplicationAutoScaling",
          ServiceModel.autoScaling());
    }
  }

  private static final long POLL_MILLIS = 100;
  private static final JsonLimits LIMITS = JsonLimits.ofBytes(8 << 20);
  private static final String COMPLETED = "Completed";
  private static final Set<String> ENDED = Set.of(COMPLETED, "Failed", "Stopped");

  Json run(TaskCall call) throws StateException, InterruptedException {
    TaskResource resource = call.resource();
    return resource.pattern().equals(TaskResource.SYNC)
        ? job(call, resource.operation().substring("Create".length()))
        : ask(call, resource.operation(), call.arguments());
  }

  private Json.Obj job(TaskCall call, String kind) throws StateException, InterruptedException {
    String name = kind + "Name";
    Json.Obj named = Json.object(Map.of(name, Json.text(call.text(name))));
    call.left();
    Json.Obj answer = askToTheEnd(call, "Create" + kind, call.arguments());
    Json.Obj described;
    try {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      call.submitted().answered(answer);
      described = ended(call, kind, named);
    } catch (StateException | InterruptedException | RuntimeException e) {
      stop(call, kind, named);
      throw e;
    }
    if (!status(described, kind).equals(COMPLETED)) {
      throw new StateException(Faults.TASK_FAILED, described.compact());
    }
    return described;
  }

  private Json.Obj ended(TaskCall call, String kind, Json.Obj named)
      throws StateException, InterruptedException {
    while (true) {
      Json.Obj described = ask(call, "Describe" + kind, named);
      if (ENDED.contains(status(described, kind))) {
        return described;
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static String status(Json.Obj described, String kind) {
    return text(described, kind + "Status");
  }

  /** What nobody waits for shall not run on. It may have ended by itself, or be stopping. */
  private void stop(TaskCall call, String kind, Json.Obj named) {
    try {
      askToTheEnd(call, "Stop" + kind, named);
    } catch (StateException e) {
      // Told by its description.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Json.Obj ask(TaskCall call, String operation, Json.Obj request)
      throws StateException, InterruptedException {
    return answered(call, operation, client.send(call, request(operation, request)));
  }

  private Json.Obj askToTheEnd(TaskCall call, String operation, Json.Obj request)
      throws StateException, InterruptedException {
    return answered(call, operation, client.sendToTheEnd(request(operation, request)));
  }

  private HttpRequest.Builder request(String operation, Json.Obj body) throws InterruptedException {
    return client
        .request(service.scope(), "/")
        .header("Content-Type", "application/x-amz-json-1.1")
        .header("X-Amz-Target", service.target() + "." + operation)
        .POST(BodyPublishers.ofString(body.compact(), StandardCharsets.UTF_8));
  }

  private Json.Obj answered(TaskCall call, String operation, HttpResponse<byte[]> answer)
      throws StateException {
    Json.Obj body = (Json.Obj) Json.read(answer.body(), LIMITS);
    if (answer.statusCode() == 200) {
      return body;
    }
    String code = text(body, "__type");
    throw new StateException(
        errorName(call.resource(), operation, code),
        cause(call.resource(), answer, code, text(body, "message")));
  }

  /** An error of the model has its name, others that of their client's base class. */
  private String errorName(TaskResource resource, String operation, String code) {
    if (service.model().errors(operation).contains(code)) {
      return service.name() + "." + (code.endsWith("Exception") ? code : code + "Exception");
    }
    return "%s.%s%sException"
        .formatted(service.name(), resource.sdk() ? "" : "Amazon", service.name());
  }

  private String cause(
      TaskResource resource, HttpResponse<byte[]> answer, String code, String message) {
    String id = answer.headers().firstValue("x-amzn-RequestId").orElse("");
    return resource.sdk()
        ? "%s (Service: %s, Status Code: %d, Request ID: %s)"
            .formatted(message, service.name(), answer.statusCode(), id)
        : "%s (Service: AmazonSageMaker; Status Code: %d; Error Code: %s; Request ID: %s; Proxy: null)"
            .formatted(message, answer.statusCode(), code, id);
  }

  private static String text(Json.Obj object, String name) {
    return object.fields().get(name) instanceof Json.Text text ? text.value() : "";
  }
}
