package io.tandem.localaws.s3;

import io.tandem.localaws.s3.checksum.BodyDigests;
import io.tandem.localaws.s3.refusal.ErrorCode;
import io.tandem.localaws.s3.refusal.S3Exception;
import io.tandem.localaws.s3.store.Buckets;
import io.tandem.localaws.s3.store.ObjectAttributes;
import io.tandem.localaws.s3.store.ObjectFiles;
import io.tandem.localaws.s3.store.ObjectKey;
import io.tandem.localaws.s3.store.StoreFolder;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.DateUtils;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xnio.channels.Channels;
import org.xnio.channels.StreamSinkChannel;

/** PutObject, GetObject, HeadObject, DeleteObject and DeleteObjects. */
final class ObjectOperations {
  private static final int MAX_DELETED = 1000;

  /** A thousand of the longest keys, each of their characters escaped. */
  private static final int MAX_DELETE_BYTES = 8 << 20;

  private static final int BUFFER_BYTES = 128 << 10;
  private static final HttpString CHECKSUM_MODE = new HttpString("x-amz-checksum-mode");

  private final StoreFolder store;
  private final Buckets buckets;
  private final ObjectFiles objects;

  ObjectOperations(StoreFolder store, Buckets buckets, ObjectFiles objects) {
    this.store = store;
    this.buckets = buckets;
    this.objects = objects;
  }

  void put(S3Request request) throws IOException {
    ObjectHeaders.check(request);
    ObjectFiles.PutCondition condition = Preconditions.ofPut(request);
    var headers = ObjectHeaders.of(request);
    RequestBody body = RequestBody.of(request);
    buckets.folder(request.inBucket());
    try (StoreFolder.UnderWay file = store.create()) {
      BodyDigests.Sums sums = body.copyTo(file.channel(), null);
      var attributes = new ObjectAttributes(sums.size(), 0, sums.md5(), headers, sums.checksum());
      objects.put(request.inBucket(), request.ofObject(), file, attributes, condition);
      HeaderMap answer = request.exchange().getResponseHeaders();
      answer.put(Headers.ETAG, quoted(sums.md5()));
      sums.checksum().ifPresent(checksum -> ObjectHeaders.putChecksum(answer, checksum));
    }
  }

  static String quoted(String etag) {
    return '"' + etag + '"';
  }

  /** GetObject, and HeadObject, which is the same without the bytes. */
  void get(S3Request request) throws IOException {
    ObjectHeaders.check(request);
    HttpServerExchange exchange = request.exchange();
    try (ObjectFiles.Opened object = objects.open(request.inBucket(), request.ofObject())) {
      ObjectAttributes attributes = object.attributes();
      HeaderMap answer = exchange.getResponseHeaders();
      switch (Preconditions.of(request, "", attributes)) {
        case FAILED -> throw Preconditions.failed();
        case NOT_MODIFIED -> {
          validators(answer, attributes);
          exchange.setStatusCode(304);
          return;
        }
        case MET -> {}
      }
      Optional<ByteRange> range = range(request, attributes);
      ByteRange sent = range.orElse(new ByteRange(0, attributes.size()));
      ObjectHeaders.put(answer, attributes);
      ObjectHeaders.override(answer, request);
      validators(answer, attributes);
      answer.put(Headers.ACCEPT_RANGES, "bytes");
      answer.put(Headers.CONTENT_LENGTH, sent.length());
      if (range.isPresent()) {
        exchange.setStatusCode(206);
        long last = sent.first() + sent.length() - 1;
        answer.put(
            Headers.CONTENT_RANGE,
            "bytes %d-%d/%d".formatted(sent.first(), last, attributes.size()));
      } else if ("ENABLED".equalsIgnoreCase(exchange.getRequestHeaders().getFirst(CHECKSUM_MODE))) {
        attributes.checksum().ifPresent(sum -> ObjectHeaders.putChecksum(answer, sum));
      }
      if (!exchange.getRequestMethod().equals(Methods.HEAD) && sent.length() > 0) {
        send(exchange, object, sent);
      }
    }
  }

  private static Optional<ByteRange> range(S3Request request, ObjectAttributes object)
      throws S3Exception {
    Optional<String> header = request.header("Range");
    boolean other =
        request.header("If-Range").filter(any -> !any.equals(quoted(object.etag()))).isPresent();
    return header.isEmpty() || other ? Optional.empty() : ByteRange.of(header.get(), object.size());
  }

  private static void validators(HeaderMap answer, ObjectAttributes object) {
    answer.put(Headers.ETAG, quoted(object.etag()));
    answer.put(
        Headers.LAST_MODIFIED,
        DateUtils.toDateString(Date.from(Preconditions.lastModified(object))));
  }

  /** Not by transferFrom, with which Undertow 2.4.4 begins at the start of the file. */
  private static void send(HttpServerExchange exchange, ObjectFiles.Opened object, ByteRange range)
      throws IOException {
    StreamSinkChannel sink = exchange.getResponseChannel();
    var buffer = ByteBuffer.allocate(BUFFER_BYTES);
    long at = range.first();
    long end = range.first() + range.length();
    while (at < end) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
      int count = object.channel().read(buffer, at);
      if (count < 0) {
        throw new EOFException("a file has become shorter");
      }
      at += count;
      Channels.writeBlocking(sink, buffer.flip());
    }
    sink.shutdownWrites();
    Channels.flushBlocking(sink);
  }

  void delete(S3Request request) throws IOException {
    ObjectHeaders.check(request);
    if (request.header("If-Match").isPresent()) {
      throw S3Exception.notImplemented("If-Match with DeleteObject");
    }
    objects.delete(request.inBucket(), request.ofObject());
    request.exchange().setStatusCode(204);
  }

  void deleteAll(S3Request request) throws IOException {
    ObjectHeaders.check(request);
    buckets.folder(request.inBucket());
    XmlElement body = XmlElement.read(RequestBody.of(request).bytes(MAX_DELETE_BYTES), "Delete");
    body.refuseOthers(Set.of("Object", "Quiet"));
    boolean quiet = body.text("Quiet").filter(text -> text.strip().equals("true")).isPresent();
    List<XmlElement> asked = body.all("Object");
    if (asked.isEmpty() || asked.size() > MAX_DELETED) {
      throw XmlElement.malformed("expected 1 to " + MAX_DELETED + " Object");
    }
    for (XmlElement object : asked) {
      object.refuseOthers(Set.of("Key"));
      if (object.text("Key").filter(key -> !key.isEmpty()).isEmpty()) {
        throw XmlElement.malformed("expected a Key in each Object");
      }
    }
    XmlAnswer.of("DeleteResult", to -> asked.forEach(each -> delete(request, each, quiet, to)))
        .send(request.exchange());
  }

  private void delete(S3Request request, XmlElement object, boolean quiet, XmlAnswer to) {
    // Exactly one, as was looked at before.
    String key = object.children().getFirst().text();
    try {
      objects.delete(request.inBucket(), ObjectKey.of(key));
      if (!quiet) {
        to.element("Deleted", deleted -> deleted.element("Key", key));
      }
    } catch (IOException e) {
      ErrorCode code = e instanceof S3Exception refused ? refused.code() : ErrorCode.INTERNAL_ERROR;
      String message = e instanceof S3Exception refused ? refused.text() : code.text();
      to.element(
          "Error",
          error ->
              error.element("Key", key).element("Code", code.text()).element("Message", message));
    }
  }
}
