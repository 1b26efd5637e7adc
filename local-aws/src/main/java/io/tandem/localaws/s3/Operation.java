package io.tandem.localaws.s3;

import io.tandem.localaws.s3.refusal.ErrorCode;
import io.tandem.localaws.s3.refusal.S3Exception;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What can be asked, and by which method, kind of address and query. */
enum Operation {
  LIST_BUCKETS("GET", Level.SERVICE, "", "prefix continuation-token max-buckets bucket-region"),
  CREATE_BUCKET("PUT", Level.BUCKET, "", ""),
  HEAD_BUCKET("HEAD", Level.BUCKET, "", ""),
  DELETE_BUCKET("DELETE", Level.BUCKET, "", ""),
  GET_BUCKET_LOCATION("GET", Level.BUCKET, "location", ""),
  LIST_OBJECTS_V2(
      "GET",
      Level.BUCKET,
      "list-type",
      "prefix delimiter continuation-token start-after max-keys encoding-type fetch-owner"),
  LIST_OBJECTS("GET", Level.BUCKET, "", "prefix delimiter marker max-keys encoding-type"),
  DELETE_OBJECTS("POST", Level.BUCKET, "delete", ""),
  LIST_MULTIPART_UPLOADS(
      "GET",
      Level.BUCKET,
      "uploads",
      "prefix key-marker upload-id-marker max-uploads encoding-type"),
  PUT_OBJECT("PUT", Level.OBJECT, "", ""),
  COPY_OBJECT("PUT", Level.OBJECT, "", ""),
  GET_OBJECT(
      "GET",
      Level.OBJECT,
      "",
      "response-cache-control response-content-disposition response-content-encoding"
          + " response-content-language response-content-type response-expires"),
  HEAD_OBJECT("HEAD", Level.OBJECT, "", ""),
  DELETE_OBJECT("DELETE", Level.OBJECT, "", ""),
  CREATE_MULTIPART_UPLOAD("POST", Level.OBJECT, "uploads", ""),
  UPLOAD_PART("PUT", Level.OBJECT, "uploadId", "partNumber"),
  UPLOAD_PART_COPY("PUT", Level.OBJECT, "uploadId", "partNumber"),
  COMPLETE_MULTIPART_UPLOAD("POST", Level.OBJECT, "uploadId", ""),
  ABORT_MULTIPART_UPLOAD("DELETE", Level.OBJECT, "uploadId", ""),
  LIST_PARTS("GET", Level.OBJECT, "uploadId", "max-parts part-number-marker");

  /** What an address names. */
  private enum Level {
    SERVICE,
    BUCKET,
    OBJECT
  }

  private static final String COPY_SOURCE = "x-amz-copy-source";

  /**
   * Of presigned addresses, of both versions of the signature, and the name of the operation that
   * the SDK for Java adds.
   */
  private static final Set<String> SIGNATURE =
      Set.of(
          "x-id",
          "x-amz-algorithm",
          "x-amz-credential",
          "x-amz-date",
          "x-amz-expires",
          "x-amz-security-token",
          "x-amz-signature",
          "x-amz-signedheaders",
          "x-amz-content-sha256",
          "x-amz-checksum-mode",
          "awsaccesskeyid",
          "signature",
          "expires");

  private final String method;
  private final Level level;
  private final String subResource;
  private final String parameters;

  /**
   * @param subResource the name in the query that tells it from others; empty for none
   * @param parameters other names in the query, separated by spaces
   */
  Operation(String method, Level level, String subResource, String parameters) {
    this.method = method;
    this.level = level;
    this.subResource = subResource;
    this.parameters = parameters;
  }

  /**
   * @throws S3Exception naming what is not implemented
   */
  static Operation of(S3Request request) throws S3Exception {
    Operation found = null;
    for (Operation operation : values()) {
      if (operation.fits(request) && (found == null || found.subResource.isEmpty())) {
        found = operation;
      }
    }
    for (String name : request.query().keySet()) {
      if (!isOfSignature(name) && (found == null || !found.reads(name))) {
        throw S3Exception.notImplemented(request.method() + " with ?" + name);
      }
    }
    if (found == null) {
      throw new S3Exception(
          ErrorCode.METHOD_NOT_ALLOWED,
          "The specified method is not allowed against this resource.");
    }
    return found;
  }

  private boolean fits(S3Request request) {
    Level asked =
        request.bucket() == null
            ? Level.SERVICE
            : request.key() == null ? Level.BUCKET : Level.OBJECT;
    boolean copies = this == COPY_OBJECT || this == UPLOAD_PART_COPY;
    return level == asked
        && method.equals(request.method())
        && (subResource.isEmpty() || request.query().containsKey(subResource))
        && (!method.equals("PUT") || copies == request.header(COPY_SOURCE).isPresent());
  }

  private boolean reads(String name) {
    return name.equals(subResource) || List.of(parameters.split(" ", -1)).contains(name);
  }

  private static boolean isOfSignature(String name) {
    return SIGNATURE.contains(name.toLowerCase(Locale.ROOT));
  }
}
