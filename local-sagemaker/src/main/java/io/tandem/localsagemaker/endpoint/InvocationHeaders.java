package io.tandem.localsagemaker.endpoint;

import io.tandem.localsagemaker.pipeline.TargetModel;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The headers of InvokeEndpoint: what may come in, what goes on, what comes back. */
final class InvocationHeaders {
  private static final String PREFIX = "X-Amzn-SageMaker-";
  private static final HttpString TARGET_VARIANT = new HttpString(PREFIX + "Target-Variant");
  private static final HttpString TARGET_CONTAINER =
      new HttpString(PREFIX + "Target-Container-Hostname");
  private static final HttpString INFERENCE_COMPONENT =
      new HttpString(PREFIX + "Inference-Component");

  private static final HttpString CUSTOM_ATTRIBUTES = new HttpString(PREFIX + "Custom-Attributes");
  private static final HttpString INFERENCE_ID = new HttpString(PREFIX + "Inference-Id");

  private record Passed(HttpString name, int maxLength) {}

  private static final List<Passed> PASSED =
      List.of(
          new Passed(CUSTOM_ATTRIBUTES, 1024),
          new Passed(INFERENCE_ID, 64),
          new Passed(TARGET_VARIANT, 63),
          new Passed(new HttpString(PREFIX + "Enable-Explanations"), 64),
          new Passed(new HttpString(PREFIX + "Session-Id"), 256));

  private static final List<HttpString> RETURNED =
      List.of(
          Headers.CONTENT_TYPE,
          CUSTOM_ATTRIBUTES,
          new HttpString(PREFIX + "New-Session-Id"),
          new HttpString(PREFIX + "Closed-Session-Id"));

  private InvocationHeaders() {}

  /**
   * @return the first fault, or null
   */
  static @Nullable RuntimeError check(
      HttpServerExchange exchange, Endpoint endpoint, boolean multiModel) {
    HeaderMap headers = exchange.getRequestHeaders();
    String model = headers.getFirst(TargetModel.HEADER);
    if (model != null && !multiModel) {
      return RuntimeError.validation(
          "TARGET_MODEL_HEADER_NOT_SUPPORTED",
          "Endpoint %s is not a multi-model endpoint and does not support target model header."
              .formatted(endpoint.name()));
    }
    if (model == null && multiModel) {
      return RuntimeError.validation(
          "Request %s is missing a target model header.".formatted(RequestId.of(exchange)));
    }
    if (model != null && (model.isBlank() || model.startsWith(" ") || !fits(model, 1024))) {
      return outOfForm(TargetModel.HEADER, 1024);
    }
    if (headers.contains(TARGET_CONTAINER)) {
      return RuntimeError.validation(
          "TargetContainerHostname is for endpoints that invoke containers directly");
    }
    if (headers.contains(INFERENCE_COMPONENT)) {
      return RuntimeError.validation("The endpoint has no inference components");
    }
    String variant = headers.getFirst(TARGET_VARIANT);
    if (variant != null && !variant.equals(endpoint.variant())) {
      return RuntimeError.validation(
          "Variant %s not found for endpoint %s".formatted(printable(variant), endpoint.name()));
    }
    return checkForm(headers);
  }

  private static @Nullable RuntimeError checkForm(HeaderMap headers) {
    for (Passed header : PASSED) {
      String value = headers.getFirst(header.name());
      if (value != null && (value.isEmpty() || !fits(value, header.maxLength()))) {
        return outOfForm(header.name(), header.maxLength());
      }
    }
    for (HttpString name : List.of(Headers.CONTENT_TYPE, Headers.ACCEPT)) {
      String value = headers.getFirst(name);
      if (value != null && !fits(value, 1024)) {
        return outOfForm(name, 1024);
      }
    }
    return null;
  }

  private static RuntimeError outOfForm(HttpString name, int maxLength) {
    return RuntimeError.validation(
        "Value at '%s' failed to satisfy constraint: at most %d visible ASCII characters"
            .formatted(name, maxLength));
  }

  private static boolean fits(String value, int maxLength) {
    return value.length() <= maxLength && value.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  private static String printable(String value) {
    return fits(value, 63) ? value : "?";
  }

  static AnsweredInvocation answered(
      HeaderMap request, byte[] input, HeaderMap answer, byte[] output) {
    return new AnsweredInvocation(
        new AnsweredInvocation.Body(request.getFirst(Headers.CONTENT_TYPE), input),
        new AnsweredInvocation.Body(answer.getFirst(Headers.CONTENT_TYPE), output),
        request.getFirst(INFERENCE_ID),
        request.getFirst(CUSTOM_ATTRIBUTES));
  }

  /** What every container gets; everything else that the client sent is dropped. */
  static HeaderMap passed(HeaderMap headers) {
    var passed = new HeaderMap();
    for (Passed header : PASSED) {
      String value = headers.getFirst(header.name());
      if (value != null) {
        passed.put(header.name(), value);
      }
    }
    return passed;
  }

  /** Copies what the client gets to see of the last container's headers. */
  static void giveBack(HeaderMap answer, HeaderMap response) {
    for (HttpString name : RETURNED) {
      String value = answer.getFirst(name);
      if (value != null) {
        response.put(name, value);
      }
    }
  }
}
