package io.tandem.inferenceserver.http;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the media types of a request and its answer in the headers. Thread-safe. */
final class Negotiation {
  private static final Set<String> CHARSETS = Set.of("utf-8", "utf8", "us-ascii", "ascii");

  /** What was agreed on, or why nothing can be. */
  sealed interface Outcome {}

  record Agreed(MediaType contentType, String accept) implements Outcome {}

  record Refused(Rejected rejected) implements Outcome {}

  private final List<String> contentTypes;

  /** The default first. */
  private final List<String> offers;

  private final MediaType assumedContentType;
  private final Agreed usual;

  /**
   * @throws ContainerException when the default is none of what the inference offers
   */
  Negotiation(Inference inference, Optional<String> defaultAccept) {
    contentTypes = List.copyOf(inference.contentTypes());
    List<String> accepts = new ArrayList<>(inference.accepts());
    defaultAccept.ifPresent(
        name -> {
          if (!accepts.remove(name)) {
            throw new ContainerException(
                "SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT is \""
                    + name
                    + "\": expected one of "
                    + String.join(", ", inference.accepts()));
          }
          accepts.addFirst(name);
        });
    offers = List.copyOf(accepts);
    assumedContentType = MediaType.of(contentTypes.getFirst());
    usual = new Agreed(assumedContentType, offers.getFirst());
  }

  Outcome agree(HeaderMap headers) {
    @Nullable HeaderValues encoding = headers.get(Headers.CONTENT_ENCODING);
    if (encoding != null && !isIdentity(encoding)) {
      return refused(
          Reason.UNSUPPORTED_CONTENT_TYPE,
          "Content-Encoding: expected none, the body is read as it is");
    }
    Outcome contentType = contentType(headers.get(Headers.CONTENT_TYPE));
    return contentType instanceof Agreed agreed
        ? accept(agreed, headers.get(Headers.ACCEPT))
        : contentType;
  }

  private Outcome contentType(@Nullable HeaderValues values) {
    if (values == null || (values.size() == 1 && values.getFirst().isBlank())) {
      return usual;
    }
    Optional<MediaType> parsed =
        values.size() == 1 ? MediaType.parse(values.getFirst()) : Optional.empty();
    String begun = parsed.isEmpty() ? beginning(values.getFirst()) : "";
    if (values.size() == 1 && contentTypes.contains(begun)) {
      return refused(
          Reason.UNSUPPORTED_CONTENT_TYPE,
          "Content-Type: "
              + begun
              + " is read, but not its parameters: expected ; name=value for each, no name twice,"
              + " and a value in double quotes unless it is of letters, digits and"
              + " !#$%&'*+-.^_`|~");
    }
    if (parsed.isEmpty() || !contentTypes.contains(parsed.get().name())) {
      return refused(
          Reason.UNSUPPORTED_CONTENT_TYPE,
          "Content-Type: expected one of " + String.join(", ", contentTypes));
    }
    @Nullable String charset = parsed.get().parameters().get("charset");
    if (charset != null && !CHARSETS.contains(charset.toLowerCase(Locale.ROOT))) {
      return refused(
          Reason.UNSUPPORTED_CONTENT_TYPE, "Content-Type: expected charset utf-8 or none");
    }
    return new Agreed(parsed.get(), usual.accept());
  }

  private static String beginning(String contentType) {
    int end = contentType.indexOf(';');
    String name = end < 0 ? contentType : contentType.substring(0, end);
    return name.strip().toLowerCase(Locale.ROOT);
  }

  private Outcome accept(Agreed agreed, @Nullable HeaderValues values) {
    if (values == null) {
      return agreed;
    }
    String text = values.size() == 1 ? values.getFirst() : String.join(",", values);
    if (text.isEmpty() || text.equals("*/*")) {
      return agreed;
    }
    Optional<AcceptHeader> header = AcceptHeader.parse(text);
    if (header.isEmpty()) {
      return refused(
          Reason.INVALID_INPUT, "Accept: expected media types separated by commas, q from 0 to 1");
    }
    Optional<String> chosen = header.get().choose(offers);
    if (chosen.isEmpty()) {
      return refused(Reason.NOT_ACCEPTABLE, "Accept: expected one of " + String.join(", ", offers));
    }
    return new Agreed(agreed.contentType(), chosen.get());
  }

  private static boolean isIdentity(HeaderValues encoding) {
    return encoding.size() == 1
        && (encoding.getFirst().isBlank()
            || encoding.getFirst().strip().equalsIgnoreCase("identity"));
  }

  private static Refused refused(Reason reason, String detail) {
    return new Refused(new Rejected(reason, detail));
  }
}
