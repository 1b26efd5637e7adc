package io.tandem.localaws.wire;

import io.tandem.strictjson.InvalidJsonException;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * AWS's protocols JSON 1.0 and 1.1: {@code POST /}, the operation in {@code X-Amz-Target}, an
 * object in the body. Each request has a virtual thread of its own.
 */
final class JsonProtocol {
  /** More than the longest request that any operation allows, a model card among them. */
  private static final int MAX_BYTES = 4 << 20;

  /**
   * So much of a refused body is still read: some clients look for the answer only when they have
   * written all of it. For longer bodies the connection breaks.
   */
  private static final long MAX_READ_BYTES = 4L * MAX_BYTES;

  private static final HttpString REQUEST_ID = new HttpString("x-amzn-RequestId");
  private static final String VERSION_1_0 = "application/x-amz-json-1.0";
  private static final String VERSION_1_1 = "application/x-amz-json-1.1";

  /** A state machine's definition is one text of up to 1 MiB. */
  private static final JsonLimits LIMITS = new JsonLimits(MAX_BYTES, 64, 1 << 20, 1_024, 400);

  private static final Logger LOG = LoggerFactory.getLogger(JsonProtocol.class);

  private final Executor threads = Thread.ofVirtual().name("api-", 0)::start;

  /**
   * @param operation what {@code X-Amz-Target} has after its dot
   */
  void handle(HttpServerExchange exchange, JsonService service, String operation) {
    exchange.setMaxEntitySize(MAX_READ_BYTES);
    exchange.getRequestReceiver().setMaxBufferSize(MAX_BYTES);
    // Not read by the virtual thread: each thread that waits for a channel gets a selector, which
    // only the garbage collector closes.
    exchange
        .getRequestReceiver()
        .receiveFullBytes(
            (_, body) ->
                exchange.dispatch(threads, () -> answer(exchange, service, operation, body)),
            (_, _) -> refuse(exchange, unreadable()));
  }

  private static AwsException unreadable() {
    return serialization("the body cannot be read, or has more than 4 MiB");
  }

  /** An error of a request that belongs to no service. */
  void refuse(HttpServerExchange exchange, AwsException error) {
    exchange.dispatch(threads, () -> send(exchange, newId(), error));
  }

  private static void answer(
      HttpServerExchange exchange, JsonService service, String operation, byte[] body) {
    String id = newId();
    try {
      Json.Obj answer = service.call(operation, read(body));
      send(exchange, id, 200, answer);
    } catch (AwsException e) {
      send(exchange, id, e);
    } catch (UncheckedIOException e) {
      LOG.error("request {} of {} failed", id, operation, e);
      send(exchange, id, AwsException.internal(id, e));
    } catch (RuntimeException | Error e) {
      LOG.error("request {} of {} failed", id, operation, e);
      send(exchange, id, AwsException.internal(id));
    }
  }

  private static Json.Obj read(byte[] body) {
    if (body.length == 0) {
      return Json.object(Map.of());
    }
    try {
      if (Json.read(body, LIMITS) instanceof Json.Obj object) {
        return object;
      }
    } catch (InvalidJsonException e) {
      throw serialization(String.valueOf(e.getMessage()));
    }
    throw serialization("expected a JSON object");
  }

  private static AwsException serialization(String fault) {
    return AwsException.of("SerializationException", "the request cannot be read: " + fault);
  }

  private static void send(HttpServerExchange exchange, String id, AwsException error) {
    var members = new LinkedHashMap<String, Json>();
    members.put("__type", Json.text(error.code()));
    members.put("message", Json.text(error.text()));
    send(exchange, id, error.status(), Json.object(members));
  }

  private static void send(HttpServerExchange exchange, String id, int status, Json.Obj body) {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(REQUEST_ID, id);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, version(exchange));
    exchange.getResponseSender().send(body.compact(), StandardCharsets.UTF_8);
  }

  /** They differ in name only: the answer's is that of the request. */
  private static String version(HttpServerExchange exchange) {
    String asked = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
    return asked != null && asked.startsWith(VERSION_1_0) ? VERSION_1_0 : VERSION_1_1;
  }

  /** Unique enough to find an answer again; needs no secrecy, so no secure random numbers. */
  private static String newId() {
    var random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
