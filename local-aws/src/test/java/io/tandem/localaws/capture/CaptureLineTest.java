package io.tandem.localaws.capture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.localaws.resource.Members;
import io.tandem.localsagemaker.endpoint.AnsweredInvocation;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands in the lines, read back by a JSON parser. */
final class CaptureLineTest {
  private static final Instant TIME = Instant.parse("2026-11-30T02:40:16.789Z");

  private static CaptureConfig config(boolean input, boolean output) {
    return new CaptureConfig(
        true,
        100,
        "s3://bucket/captured",
        "",
        input,
        output,
        Set.of("application/json"),
        Set.of("text/csv"));
  }

  private static AnsweredInvocation.Body body(@Nullable String type, byte[] bytes) {
    return new AnsweredInvocation.Body(type, bytes);
  }

  private static Json.Obj line(CaptureConfig config, AnsweredInvocation call) throws IOException {
    var out = new ByteArrayOutputStream();
    CaptureLine.write(config, new CapturedInvocation(call, TIME), out);
    byte[] line = out.toByteArray();
    assertEquals(line.length - 1, out.toString(ISO_8859_1).indexOf('\n'));
    return (Json.Obj) Json.read(line, JsonLimits.ofBytes(1 << 20));
  }

  private static Json.Obj member(Json.Obj object, String name) {
    return (Json.Obj) object.fields().getOrDefault(name, Json.text("none of this name"));
  }

  private static Json.Obj input(@Nullable String type, byte[] bytes) throws IOException {
    var call = new AnsweredInvocation(body(type, bytes), body("text/csv", bytes), null, null);
    return member(member(line(config(true, true), call), "captureData"), "endpointInput");
  }

  @Test
  void aLineHasTheMembersOfTheServiceInItsOrder() throws IOException {
    var call =
        new AnsweredInvocation(
            body("application/json; charset=utf-8", "{\"a\":\"ü\"}\n".getBytes(UTF_8)),
            body("text/csv", "0.5".getBytes(UTF_8)),
            "order-1",
            "trace \"7\"");

    Json.Obj line = line(config(true, true), call);

    Json.Obj event = member(line, "eventMetadata");
    assertEquals(36, Members.text(event, "eventId").length());
    assertEquals(
        """
        {"captureData":{"endpointInput":{"observedContentType":"application/json; charset=utf-8",\
        "mode":"INPUT","data":"{\\"a\\":\\"ü\\"}\\n","encoding":"JSON"},\
        "endpointOutput":{"observedContentType":"text/csv","mode":"OUTPUT","data":"0.5",\
        "encoding":"CSV"}},"eventMetadata":{"eventId":"%s","customAttributes":["trace \\"7\\""],\
        "inferenceId":"order-1","inferenceTime":"2026-11-30T02:40:16Z"},"eventVersion":"0"}"""
            .formatted(Members.text(event, "eventId")),
        line.compact());
  }

  @Test
  void whatTheCallerDidNotGiveIsNotThere() throws IOException {
    var call = new AnsweredInvocation(body(null, new byte[0]), body(null, new byte[0]), null, null);

    Json.Obj line = line(config(false, true), call);

    assertEquals(
        Set.of("endpointOutput"), Set.copyOf(member(line, "captureData").fields().keySet()));
    assertEquals(
        Set.of("eventId", "inferenceTime"),
        Set.copyOf(member(line, "eventMetadata").fields().keySet()));
    assertEquals(
        Set.of("mode", "data", "encoding"),
        Set.copyOf(member(member(line, "captureData"), "endpointOutput").fields().keySet()));
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, JSON",
    "Application/JSON;charset=utf-8, JSON",
    "text/csv, CSV",
    "text/csv ; header=absent, CSV",
    "text/plain, BASE64",
    "application/jsonlines, BASE64",
    ", BASE64"
  })
  void theListsOfContentTypesDecideAndTheRestIsBase64(@Nullable String type, String encoding)
      throws IOException {
    assertEquals(encoding, Members.text(input(type, new byte[] {'1'}), "encoding"));
  }

  @Test
  void whatIsNoTextIsBase64WhateverItsType() throws IOException {
    byte[] bytes = {'1', (byte) 0xff, '"'};

    Json.Obj input = input("text/csv", bytes);

    assertEquals("BASE64", Members.text(input, "encoding"));
    assertEquals(Base64.getEncoder().encodeToString(bytes), Members.text(input, "data"));
  }

  @Test
  void anyTextAndAnyBytesReadBackTheSame() throws IOException {
    var random = new Random(7);
    for (int i = 0; i < 500; i++) {
      var text = new StringBuilder();
      for (int length = random.nextInt(40); text.length() < length; ) {
        text.appendCodePoint(
            random.nextBoolean() ? random.nextInt(128) : 0x80 + random.nextInt(0xd000));
      }
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);

      assertEquals(
          text.toString(),
          Members.text(input("text/csv", text.toString().getBytes(UTF_8)), "data"));
      assertEquals(
          Base64.getEncoder().encodeToString(bytes), Members.text(input("x/y", bytes), "data"));
    }
  }
}
