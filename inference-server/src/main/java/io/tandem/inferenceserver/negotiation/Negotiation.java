package io.tandem.inferenceserver.negotiation;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the media types of a request and its answer in the headers. Thread-safe. */
public final class Negotiation {
  private static final Set<String> CHARSETS = Set.of("utf-8", "utf8", "us-ascii", "ascii");

  /** What was agreed on, or why nothing can be. */
  public sealed interface Outcome {}

  public record Agreed(MediaType contentType, Offer accept) implements Outcome {}

  public record Refused(Rejected rejected) implements Outcome {}

  /**
   * A media type of answers.
   *
   * @param header what the answer's Content-Type says
   */
  public record Offer(MediaType type, String header) {}

  /** Without parameters; the one that is assumed first. */
  private final List<MediaType> contentTypes;

  /** By name, the default first. */
  private final Map<String, Offer> offers = new LinkedHashMap<>();

  private final List<String> offered;
  private final Agreed usual;

  /**
   * @throws ContainerException when the default is none of what the inference offers
   */
  public Negotiation(Inference inference, Optional<String> defaultAccept) {
    contentTypes = inference.contentTypes().stream().map(MediaType::of).toList();
    for (MediaType type : inference.accepts()) {
      offers.put(type.name(), new Offer(type, type.toString()));
    }
    List<String> accepts = new ArrayList<>(offers.keySet());
    defaultAccept.ifPresent(
        name -> {
          if (!accepts.remove(name)) {
            throw new ContainerException(
                "SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT is \""
                    + name
                    + "\": expected one of "
                    + String.join(", ", offers.keySet()));
          }
          accepts.addFirst(name);
        });
    offered = List.copyOf(accepts);
    usual = new Agreed(contentTypes.getFirst(), offer(offered.getFirst()));
  }

  private Offer offer(String name) {
    return Objects.requireNonNull(offers.get(name));
  }

  public Outcome agree(HeaderMap headers) {
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
    @Nullable MediaType plain = plain(values);
    if (plain != null) {
      return new Agreed(plain, usual.accept());
    }
    Optional<MediaType> parsed =
        values.size() == 1 ? MediaType.parse(values.getFirst()) : Optional.empty();
    String begun = parsed.isEmpty() ? beginning(values.getFirst()) : "";
    if (values.size() == 1 && isRead(begun)) {
      return refused(
          Reason.UNSUPPORTED_CONTENT_TYPE,
          "Content-Type: "
              + begun
              + " is read, but not its parameters: expected ; name=value for each, no name twice,"
              + " and a value in double quotes unless it is of letters, digits and"
              + " !#$%&'*+-.^_`|~");
    }
    if (parsed.isEmpty() || !isRead(parsed.get().name())) {
      return refused(
          Reason.UNSUPPORTED_CONTENT_TYPE,
          "Content-Type: expected one of "
              + contentTypes.stream().map(MediaType::name).collect(Collectors.joining(", ")));
    }
    @Nullable String charset = parsed.get().parameters().get("charset");
    if (charset != null && !CHARSETS.contains(charset.toLowerCase(Locale.ROOT))) {
      return refused(
          Reason.UNSUPPORTED_CONTENT_TYPE, "Content-Type: expected charset utf-8 or none");
    }
    return new Agreed(parsed.get(), usual.accept());
  }

  /** As nearly all requests have it: one that is read, and nothing else; there is none to parse. */
  private @Nullable MediaType plain(HeaderValues values) {
    if (values.size() == 1) {
      for (MediaType type : contentTypes) {
        if (type.name().equals(values.getFirst())) {
          return type;
        }
      }
    }
    return null;
  }

  private boolean isRead(String name) {
    return contentTypes.stream().anyMatch(type -> type.name().equals(name));
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
    @Nullable Offer exact = offers.get(text);
    if (exact != null) {
      return new Agreed(agreed.contentType(), exact);
    }
    Optional<AcceptHeader> header = AcceptHeader.parse(text);
    if (header.isEmpty()) {
      return refused(
          Reason.INVALID_INPUT, "Accept: expected media types separated by commas, q from 0 to 1");
    }
    Optional<String> chosen = header.get().choose(offered);
    if (chosen.isEmpty()) {
      return refused(
          Reason.NOT_ACCEPTABLE, "Accept: expected one of " + String.join(", ", offered));
    }
    return new Agreed(agreed.contentType(), offer(chosen.get()));
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
