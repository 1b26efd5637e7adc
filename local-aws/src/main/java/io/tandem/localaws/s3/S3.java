package io.tandem.localaws.s3;

import io.tandem.localaws.s3.refusal.ErrorCode;
import io.tandem.localaws.s3.refusal.S3Exception;
import io.tandem.localaws.s3.store.BucketName;
import io.tandem.localaws.s3.store.Buckets;
import io.tandem.localaws.s3.store.ObjectFiles;
import io.tandem.localaws.s3.store.StoreFolder;
import io.tandem.localaws.s3.store.Uploads;
import io.tandem.localsagemaker.s3.S3Folder;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A part of S3 over a folder: the file {@code root/bucket/key} is the object {@code key} of {@code
 * bucket}, whoever put it there. What is not implemented is refused by name. Anybody may do
 * anything: signatures are not verified. Safe for several threads. Only one may be open on a
 * folder.
 */
public final class S3 implements HttpHandler, AutoCloseable {
  private static final HttpString REQUEST_ID = new HttpString("x-amz-request-id");

  /** As the operating system says it. */
  private static final String NO_SPACE = "No space left on device";

  private static final Logger LOG = LoggerFactory.getLogger(S3.class);

  /** The largest part, and what chunks of 8 KiB with signatures add to it. */
  private static final long MAX_ENTITY_BYTES = RequestBody.MAX_BYTES + (1L << 30);

  /** At once; Undertow answers 503 to others, and clients ask again. */
  private static final int MAX_THREADS = 256;

  /**
   * Not virtual ones: XNIO opens a selector for each thread that waits for a socket, and the
   * garbage collector closes it. A thousand small puts on virtual threads hold a thousand files.
   */
  private final ExecutorService threads =
      new ThreadPoolExecutor(
          0,
          MAX_THREADS,
          30,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("s3-", 0).factory());

  private final Buckets buckets;
  private final BucketOperations bucketOperations;
  private final ObjectListing listing;
  private final ObjectOperations objectOperations;
  private final CopyOperations copyOperations;
  private final MultipartOperations multipartOperations;
  private final CompleteMultipartUpload completion;

  private S3(StoreFolder store, String region) {
    var names = new ReentrantReadWriteLock();
    this.buckets = new Buckets(store, names.writeLock());
    var objects = new ObjectFiles(store, buckets, names);
    this.bucketOperations = new BucketOperations(buckets, region);
    this.listing = new ObjectListing(buckets, objects);
    this.objectOperations = new ObjectOperations(store, buckets, objects);
    var uploads = new Uploads(store);
    this.copyOperations = new CopyOperations(store, buckets, objects, uploads);
    this.multipartOperations = new MultipartOperations(store, buckets, uploads);
    this.completion = new CompleteMultipartUpload(store, objects, uploads);
  }

  /**
   * Makes a hidden folder {@code .s3} in the root for what is under way and what is remembered of
   * objects, such as their types.
   *
   * @param region that all buckets are in
   * @throws UncheckedIOException when the folder cannot be used
   */
  public static S3 open(S3Folder folder, String region) {
    return new S3(StoreFolder.open(folder.root()), region);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    exchange.setMaxEntitySize(MAX_ENTITY_BYTES);
    exchange.startBlocking();
    exchange.dispatch(threads, () -> answer(exchange));
  }

  /** Takes no more requests; those under way end by themselves. To be called behind the server. */
  @Override
  public void close() {
    threads.shutdown();
  }

  private void answer(HttpServerExchange exchange) {
    // Unique enough to find an answer again; needs no secrecy, so no secure random numbers.
    var random = ThreadLocalRandom.current();
    String id = new UUID(random.nextLong(), random.nextLong()).toString();
    exchange.getResponseHeaders().put(REQUEST_ID, id);
    try {
      S3Request request = S3Request.of(exchange, this::isBucket);
      run(Operation.of(request), request);
    } catch (S3Exception e) {
      refuse(exchange, e, id);
    } catch (IOException | RuntimeException e) {
      LOG.error("request {} to S3 failed", id, e);
      refuse(exchange, internal(e), id);
    } finally {
      exchange.endExchange();
    }
  }

  /** A disk that is full is theirs to mend who call. */
  private static S3Exception internal(Exception fault) {
    String full = String.valueOf(fault.getMessage()).contains(NO_SPACE) ? " " + NO_SPACE + "." : "";
    return new S3Exception(ErrorCode.INTERNAL_ERROR, "We encountered an internal error." + full);
  }

  private boolean isBucket(BucketName bucket) {
    try {
      return buckets.exists(bucket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run(Operation operation, S3Request request) throws IOException {
    switch (operation) {
      case LIST_BUCKETS -> bucketOperations.list(request);
      case CREATE_BUCKET -> bucketOperations.create(request);
      case HEAD_BUCKET -> bucketOperations.head(request);
      case DELETE_BUCKET -> bucketOperations.delete(request);
      case GET_BUCKET_LOCATION -> bucketOperations.location(request);
      case LIST_OBJECTS -> listing.version1(request);
      case LIST_OBJECTS_V2 -> listing.version2(request);
      case DELETE_OBJECTS -> objectOperations.deleteAll(request);
      case PUT_OBJECT -> objectOperations.put(request);
      case GET_OBJECT, HEAD_OBJECT -> objectOperations.get(request);
      case DELETE_OBJECT -> objectOperations.delete(request);
      case COPY_OBJECT -> copyOperations.copy(request);
      case CREATE_MULTIPART_UPLOAD -> multipartOperations.begin(request);
      case UPLOAD_PART -> multipartOperations.putPart(request);
      case UPLOAD_PART_COPY -> copyOperations.copyPart(request);
      case COMPLETE_MULTIPART_UPLOAD -> completion.run(request);
      case ABORT_MULTIPART_UPLOAD -> multipartOperations.abort(request);
      case LIST_PARTS -> multipartOperations.listParts(request);
      case LIST_MULTIPART_UPLOADS -> multipartOperations.list(request);
    }
  }

  private static void refuse(HttpServerExchange exchange, S3Exception refusal, String id) {
    if (exchange.isResponseStarted()) {
      // Too late for a word: a broken connection says that this is not all.
      closeConnection(exchange);
      return;
    }
    exchange.getResponseHeaders().clear();
    exchange.getResponseHeaders().put(REQUEST_ID, id);
    exchange.setStatusCode(refusal.code().status());
    if (exchange.getRequestMethod().equals(Methods.HEAD)) {
      return;
    }
    XmlAnswer.ofError(
            error ->
                error
                    .element("Code", refusal.code().text())
                    .element("Message", refusal.text())
                    .element("Resource", exchange.getRequestPath())
                    .element("RequestId", id))
        .send(exchange);
  }

  private static void closeConnection(HttpServerExchange exchange) {
    try {
      exchange.getConnection().close();
    } catch (IOException e) {
      LOG.debug("closing a connection failed", e);
    }
  }
}
