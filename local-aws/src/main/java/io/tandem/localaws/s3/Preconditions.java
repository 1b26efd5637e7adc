package io.tandem.localaws.s3;

import io.tandem.localaws.s3.refusal.ErrorCode;
import io.tandem.localaws.s3.refusal.S3Exception;
import io.tandem.localaws.s3.store.ObjectAttributes;
import io.tandem.localaws.s3.store.ObjectFiles;
import io.undertow.util.DateUtils;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a request asks of the object that it reads.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110.html#section-13.2.2">The order of
 *     evaluation</a>
 */
enum Preconditions {
  MET,
  NOT_MODIFIED,
  FAILED;

  /**
   * @param prefix of the names of the headers: empty, or that of the source of a copy
   */
  static Preconditions of(S3Request request, String prefix, ObjectAttributes object) {
    Optional<String> match = request.header(prefix + "If-Match");
    Optional<String> noneMatch = request.header(prefix + "If-None-Match");
    Optional<Instant> modified = date(request.header(prefix + "If-Modified-Since"));
    Optional<Instant> unmodified = date(request.header(prefix + "If-Unmodified-Since"));
    Instant last = lastModified(object).truncatedTo(ChronoUnit.SECONDS);
    if (match.isPresent()
        ? !names(match.get(), object.etag())
        : unmodified.filter(last::isAfter).isPresent()) {
      return FAILED;
    }
    if (noneMatch.isPresent()
        ? names(noneMatch.get(), object.etag())
        : modified.filter(since -> !last.isAfter(since)).isPresent()) {
      return NOT_MODIFIED;
    }
    return MET;
  }

  /** What a put asks of the object that is there, or is not. */
  static ObjectFiles.PutCondition ofPut(S3Request request) throws S3Exception {
    Optional<String> match = request.header("If-Match");
    Optional<String> noneMatch = request.header("If-None-Match");
    if (noneMatch.filter(value -> !value.equals("*")).isPresent()) {
      throw S3Exception.notImplemented("Another If-None-Match than * with this operation");
    }
    return etag -> {
      if (match.isPresent() && etag.isEmpty()) {
        throw S3Exception.noSuchKey();
      }
      if ((noneMatch.isPresent() && etag.isPresent())
          || (match.isPresent() && etag.filter(present -> names(match.get(), present)).isEmpty())) {
        throw failed();
      }
    };
  }

  static S3Exception failed() {
    return new S3Exception(
        ErrorCode.PRECONDITION_FAILED,
        "At least one of the pre-conditions you specified did not hold");
  }

  static Instant lastModified(ObjectAttributes object) {
    return Instant.EPOCH.plus(object.modified(), ChronoUnit.NANOS);
  }

  private static boolean names(String etags, String etag) {
    return Arrays.stream(etags.split(","))
        .map(String::strip)
        .anyMatch(
            each -> each.equals("*") || each.replace("W/", "").replace("\"", "").equals(etag));
  }

  /** One that is none is as good as absent. */
  private static Optional<Instant> date(Optional<String> header) {
    return header
        .map(DateUtils::parseDate)
        .map(Date::getTime)
        .map(millis -> Instant.ofEpochSecond(TimeUnit.MILLISECONDS.toSeconds(millis)));
  }
}
