package io.tandem.localaws.async;

import io.tandem.localaws.wire.AwsException;
import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.strictjson.Json;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request of InvokeEndpointAsync, as its headers have it.
 *
 * @param config of the endpoint when it came
 * @param id the caller's, or made here
 * @param input its URI
 * @param contentType null when there is none
 * @param accept null when there is none
 * @param passed the headers that containers get
 * @param outputUri where the response will be
 * @param failureUri where a failure will be; empty when it is not kept
 * @param waits no longer than so
 * @param runs no longer than so
 */
record AsyncInvocation(
    AsyncConfig config,
    String endpoint,
    String id,
    String input,
    @Nullable String contentType,
    @Nullable String accept,
    HeaderMap passed,
    String outputUri,
    String failureUri,
    Instant received,
    Duration waits,
    Duration runs) {
  private static final String PREFIX = "X-Amzn-SageMaker-";
  private static final HttpString INPUT = new HttpString(PREFIX + "InputLocation");
  private static final HttpString ID = new HttpString(PREFIX + "Inference-Id");
  private static final HttpString CUSTOM_ATTRIBUTES = new HttpString(PREFIX + "Custom-Attributes");

  private static final Pattern ID_FORM = Pattern.compile("[!-~][ -~]{0,63}");
  private static final Pattern ASCII_FORM = Pattern.compile("[ -~]{0,1024}");
  private static final Pattern INPUT_FORM = Pattern.compile("(https|s3)://[ -~]{1,1015}");
  private static final Pattern FILE_FORM =
      Pattern.compile("(?!.*\\..*\\.)[a-zA-Z0-9][\\w.-]{0,31}");
  private static final Pattern EXTENSION_FORM =
      Pattern.compile("(?!s3:|https:)[a-zA-Z0-9!_.*'()/-]{1,512}");
  private static final Pattern SECONDS_FORM = Pattern.compile("[0-9]{1,5}");

  /**
   * @throws AwsException when a header is not as the service's model has it, or names a place
   *     outside the folder that stands for S3
   */
  static AsyncInvocation read(HeaderMap headers, AsyncConfig config, String endpoint, S3Folder s3) {
    UUID made = UUID.randomUUID();
    String given = checked(headers, ID, ID_FORM);
    String input = checked(headers, INPUT, INPUT_FORM);
    if (input == null) {
      throw AwsException.validation(
          "Value at '" + INPUT + "' failed to satisfy constraint: Member must not be null");
    }
    String file = checked(headers, new HttpString(PREFIX + "Filename"), FILE_FORM);
    String extension =
        checked(headers, new HttpString(PREFIX + "S3OutputPathExtension"), EXTENSION_FORM);
    var passed = new HeaderMap();
    String attributes = checked(headers, CUSTOM_ATTRIBUTES, ASCII_FORM);
    if (attributes != null) {
      passed.put(CUSTOM_ATTRIBUTES, attributes);
    }
    String id = given == null ? made.toString() : given;
    passed.put(ID, id);
    String folder =
        config.output().replaceFirst("/+$", "")
            + (extension == null ? "" : "/" + extension.replaceFirst("/+$", ""));
    var invocation =
        new AsyncInvocation(
            config,
            endpoint,
            id,
            input,
            checked(headers, new HttpString(PREFIX + "Content-Type"), ASCII_FORM),
            checked(headers, new HttpString(PREFIX + "Accept"), ASCII_FORM),
            passed,
            folder + "/" + (file == null ? made + ".out" : file),
            config.failure().isEmpty()
                ? ""
                : config.failure().replaceFirst("/+$", "") + "/" + made + "-error.out",
            Instant.now(),
            seconds(headers, "RequestTTLSeconds", 60, 21_600, 21_600),
            seconds(headers, "InvocationTimeoutSeconds", 1, 3600, 900));
    AwsException.checkLocated(s3, input, "");
    AwsException.checkLocated(s3, invocation.outputUri(), "");
    return invocation;
  }

  private static @Nullable String checked(HeaderMap headers, HttpString name, Pattern form) {
    String value = headers.getFirst(name);
    if (value != null && !form.matcher(value).matches()) {
      throw AwsException.validation(
          "Value at '%s' failed to satisfy constraint: Member must satisfy regular expression pattern: %s"
              .formatted(name, form));
    }
    return value;
  }

  private static Duration seconds(
      HeaderMap headers, String name, int least, int most, int otherwise) {
    String value = checked(headers, new HttpString(PREFIX + name), SECONDS_FORM);
    int seconds = value == null ? otherwise : Integer.parseInt(value);
    if (seconds < least || seconds > most) {
      throw AwsException.validation(
          "Value '%d' at '%s' failed to satisfy constraint: Member must be between %d and %d"
              .formatted(seconds, name, least, most));
    }
    return Duration.ofSeconds(seconds);
  }

  /** When it may wait no longer. */
  Instant ends() {
    return received.plus(waits);
  }

  boolean isExpired() {
    return !Instant.now().isBefore(ends());
  }

  /** Answers that it will be run, and where its end will be. */
  void accepted(HttpServerExchange exchange) {
    exchange.setStatusCode(202);
    HeaderMap headers = exchange.getResponseHeaders();
    headers.put(new HttpString(PREFIX + "OutputLocation"), outputUri);
    if (!failureUri.isEmpty()) {
      headers.put(new HttpString(PREFIX + "FailureLocation"), failureUri);
    }
    headers.put(Headers.CONTENT_TYPE, "application/json");
    exchange.getResponseSender().send(Json.object(Map.of("InferenceId", Json.text(id))).compact());
  }
}
