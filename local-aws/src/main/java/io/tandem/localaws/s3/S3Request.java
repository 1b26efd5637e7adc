package io.tandem.localaws.s3;

import io.tandem.localaws.s3.refusal.ErrorCode;
import io.tandem.localaws.s3.refusal.S3Exception;
import io.tandem.localaws.s3.store.BucketName;
import io.tandem.localaws.s3.store.ObjectKey;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which bucket, key and sub-resource a request names: {@code /bucket/key}, or the bucket before the
 * first dot of the host.
 *
 * @param bucket null for the service itself
 * @param key null for the bucket itself
 * @param query by name, decoded
 */
record S3Request(
    HttpServerExchange exchange,
    @Nullable BucketName bucket,
    @Nullable ObjectKey key,
    Map<String, String> query) {
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]{1,15}|\\[.{0,64}");
  private static final int MAX_QUERY = 64;

  /**
   * @param isBucket tells {@code orders.host} from the name of a host
   * @throws S3Exception when the address is not well-formed
   */
  static S3Request of(HttpServerExchange exchange, Predicate<BucketName> isBucket)
      throws S3Exception {
    String path = decode(path(exchange), false);
    Map<String, String> query = query(exchange.getQueryString());
    String bucket = bucketOfHost(exchange, path, isBucket).orElse(null);
    String key = path.substring(1);
    if (bucket == null) {
      int slash = key.indexOf('/');
      bucket = slash < 0 ? key : key.substring(0, slash);
      key = slash < 0 ? "" : key.substring(slash + 1);
    }
    if (bucket.isEmpty() && !key.isEmpty()) {
      throw new S3Exception(ErrorCode.INVALID_URI, "Couldn't parse the specified URI.");
    }
    return new S3Request(
        exchange,
        bucket.isEmpty() ? null : BucketName.of(bucket),
        key.isEmpty() ? null : ObjectKey.of(key),
        query);
  }

  private static String path(HttpServerExchange exchange) throws S3Exception {
    String uri = exchange.getRequestURI();
    if (exchange.isHostIncludedInRequestURI()) {
      int slash = uri.indexOf('/', uri.indexOf("://") + 3);
      uri = slash < 0 ? "/" : uri.substring(slash);
    }
    if (!uri.startsWith("/")) {
      throw new S3Exception(ErrorCode.INVALID_URI, "Couldn't parse the specified URI.");
    }
    return uri;
  }

  /** An address, a name without dot, or one below which there is no such bucket, is a host. */
  private static Optional<String> bucketOfHost(
      HttpServerExchange exchange, String path, Predicate<BucketName> isBucket) {
    String host = exchange.getHostName();
    int dot = host == null ? -1 : host.indexOf('.');
    if (host == null || dot < 1 || ADDRESS.matcher(host).matches()) {
      return Optional.empty();
    }
    String first = host.substring(0, dot);
    boolean creates = exchange.getRequestMethod().equalToString("PUT") && path.equals("/");
    boolean named =
        host.endsWith(".localhost")
            || creates
            || (BucketName.isValid(first) && isBucket.test(new BucketName(first)));
    return named ? Optional.of(first) : Optional.empty();
  }

  private static Map<String, String> query(String text) throws S3Exception {
    Map<String, String> query = new LinkedHashMap<>();
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
      if (!name.isEmpty() && (query.put(name, value) != null || query.size() > MAX_QUERY)) {
        throw S3Exception.invalidArgument(
            "The query of the address is not valid: expected each name once, and at most "
                + MAX_QUERY);
      }
    }
    return query;
  }

  /**
   * Undoes percent-encoding.
   *
   * @param plusIsSpace as in forms
   * @throws S3Exception when it, or the UTF-8 in it, is not well-formed
   */
  static String decode(String text, boolean plusIsSpace) throws S3Exception {
    var bytes = ByteBuffer.allocate(3 * text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        if (i + 2 >= text.length()) {
          throw undecodable();
        }
        int high = Character.digit(text.charAt(i + 1), 16);
        int low = Character.digit(text.charAt(i + 2), 16);
        if (high < 0 || low < 0) {
          throw undecodable();
        }
        bytes.put((byte) (high << 4 | low));
        i += 2;
      } else {
        // What a client sends unescaped comes as one char per byte.
        if (c > 0xff) {
          throw undecodable();
        }
        bytes.put((byte) (c == '+' && plusIsSpace ? ' ' : c));
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new S3Exception(
          ErrorCode.INVALID_URI, "Couldn't parse the specified URI: expected UTF-8", e);
    }
  }

  private static S3Exception undecodable() {
    return new S3Exception(
        ErrorCode.INVALID_URI,
        "Couldn't parse the specified URI: expected two hexadecimal digits behind each '%', and such escapes for bytes above ASCII");
  }

  /** To be asked by operations on buckets and objects only. */
  BucketName inBucket() {
    if (bucket == null) {
      throw new IllegalStateException("no operation on a bucket");
    }
    return bucket;
  }

  /** To be asked by operations on objects only. */
  ObjectKey ofObject() {
    if (key == null) {
      throw new IllegalStateException("no operation on an object");
    }
    return key;
  }

  String uploadId() {
    return query.getOrDefault("uploadId", "");
  }

  String method() {
    return exchange.getRequestMethod().toString();
  }

  /** Empty when it is not there, or has no value. */
  Optional<String> header(String name) {
    HeaderValues values = exchange.getRequestHeaders().get(name);
    return values == null
        ? Optional.empty()
        : Optional.of(values.getFirst().strip()).filter(value -> !value.isEmpty());
  }

  /** Empty when it is not there. */
  Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /**
   * A number in the query.
   *
   * @throws S3Exception when it is no whole number from least to most
   */
  int number(String name, int least, int most, int otherwise) throws S3Exception {
    String text = query.get(name);
    if (text == null || text.isEmpty()) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Answered below.
    }
    throw S3Exception.invalidArgument(
        "Argument %s must be an integer between %d and %d".formatted(name, least, most));
  }
}
