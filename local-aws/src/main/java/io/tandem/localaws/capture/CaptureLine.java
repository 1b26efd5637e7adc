package io.tandem.localaws.capture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.tandem.localsagemaker.endpoint.AnsweredInvocation;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.Utf8;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** One call as a line of JSON, written without a copy of its bodies: they may have 25 MiB each. */
final class CaptureLine {
  static final String BASE64 = "BASE64";

  /** What JSON has for the control characters. */
  private static final byte[][] ESCAPED = new byte[' '][];

  static {
    for (int i = 0; i < ESCAPED.length; i++) {
      ESCAPED[i] = "\\u%04x".formatted(i).getBytes(ISO_8859_1);
    }
    ESCAPED['\n'] = new byte[] {'\\', 'n'};
    ESCAPED['\r'] = new byte[] {'\\', 'r'};
    ESCAPED['\t'] = new byte[] {'\\', 't'};
  }

  private final CaptureConfig config;
  private final OutputStream out;

  private CaptureLine(CaptureConfig config, OutputStream out) {
    this.config = config;
    this.out = out;
  }

  static void write(CaptureConfig config, CapturedInvocation captured, OutputStream out)
      throws IOException {
    new CaptureLine(config, out).write(captured);
  }

  private void write(CapturedInvocation captured) throws IOException {
    AnsweredInvocation call = captured.call();
    text("{\"captureData\":{");
    if (config.input()) {
      text("\"endpointInput\":");
      body(call.input(), "INPUT");
    }
    if (config.output()) {
      text(config.input() ? ",\"endpointOutput\":" : "\"endpointOutput\":");
      body(call.output(), "OUTPUT");
    }
    text("},\"eventMetadata\":{\"eventId\":\"" + newId() + '"');
    String attributes = call.customAttributes();
    if (attributes != null) {
      text(",\"customAttributes\":[" + quoted(attributes) + ']');
    }
    String id = call.inferenceId();
    if (id != null) {
      text(",\"inferenceId\":" + quoted(id));
    }
    text(",\"inferenceTime\":\"" + captured.time().truncatedTo(ChronoUnit.SECONDS) + '"');
    text("},\"eventVersion\":\"0\"}\n");
  }

  private void body(AnsweredInvocation.Body body, String mode) throws IOException {
    byte[] bytes = body.bytes();
    String asked = config.encoding(body.contentType());
    // What is no text cannot be text of JSON.
    boolean binary = asked.equals(BASE64) || Utf8.firstFault(bytes, 0, bytes.length) >= 0;
    String observed = body.contentType();
    text("{");
    if (observed != null) {
      text("\"observedContentType\":" + quoted(observed) + ',');
    }
    text("\"mode\":\"" + mode + "\",\"data\":\"");
    if (binary) {
      base64(bytes);
    } else {
      escaped(bytes);
    }
    text("\",\"encoding\":\"" + (binary ? BASE64 : asked) + "\"}");
  }

  private void base64(byte[] bytes) throws IOException {
    // Closing it writes the last three bytes; the object goes on.
    var open =
        new FilterOutputStream(out) {
          @Override
          public void write(byte[] b, int off, int len) throws IOException {
            out.write(b, off, len);
          }

          @Override
          public void close() {}
        };
    try (OutputStream encoder = Base64.getEncoder().wrap(open)) {
      encoder.write(bytes);
    }
  }

  /** UTF-8 stays as it is: all that JSON escapes are single bytes. */
  private void escaped(byte[] bytes) throws IOException {
    int from = 0;
    for (int at = 0; at < bytes.length; at++) {
      byte b = bytes[at];
      if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
        out.write(bytes, from, at - from);
        from = at + 1;
        if (b < ' ') {
          out.write(ESCAPED[b]);
        } else {
          out.write('\\');
          out.write(b);
        }
      }
    }
    out.write(bytes, from, bytes.length - from);
  }

  private void text(String json) throws IOException {
    out.write(json.getBytes(UTF_8));
  }

  private static String quoted(String text) {
    return Json.text(text).compact();
  }

  /** Unique enough to find a call again; needs no secrecy, so no secure random numbers. */
  static UUID newId() {
    var random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong());
  }
}
