package io.tandem.inferencetestkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content type and accept: what is read, what is answered, what is refused. */
public interface NegotiationContract extends Contract {
  @Test
  default void everyContentTypeIsAnsweredInEveryMediaTypeExactly() throws IOException {
    for (Sample sample : container().samples()) {
      for (String accept : container().accepts()) {
        Answer answer =
            post(
                List.of("Content-Type: " + sample.contentType(), "Accept: " + accept),
                sample.body());
        assertEquals(200, answer.status(), () -> sample + " as " + accept + ": " + answer);
        assertContentType(accept, answer);
      }
    }
  }

  @Test
  default void contentTypeIsReadInAnyCaseAndWithParameters() throws IOException {
    for (Sample sample : container().samples()) {
      String type = sample.contentType();
      for (String written :
          List.of(
              type.toUpperCase(Locale.ROOT),
              type + "; charset=utf-8",
              type + ";charset=\"UTF-8\"",
              type + " ; Charset=us-ascii ;",
              "  " + type + ";charset=utf-8;header=absent  ")) {
        Answer answer = post(List.of("Content-Type: " + written), sample.body());
        assertEquals(200, answer.status(), () -> written + ": " + answer);
        assertContentType(container().accepts().getFirst(), answer);
      }
    }
  }

  @Test
  default void contentTypeMayBeAbsentOrEmpty() throws IOException {
    assertEquals(200, post(List.of(), firstSample().body()).status());
    assertEquals(200, post(List.of("Content-Type:"), firstSample().body()).status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "; schema",
        "; schema=",
        "; schema=00ff17 semantics=00ff18",
        "; schema=00ff17, semantics=00ff18",
        "; schema=00ff17; schema=00ff17",
        "; schema=\"00ff17",
        "; schema==00ff17",
        "; schema: 00ff17",
        "; =00ff17",
        "; schema=00/17"
      })
  default void malformedParametersAreNamed(String parameters) throws IOException {
    for (Sample sample : container().samples()) {
      String type = sample.contentType().replaceFirst(";.*", "");
      Answer answer = post(List.of("Content-Type: " + type + parameters), sample.body());
      assertEquals(415, answer.status(), answer::toString);
      ErrorBody.of(answer)
          .assertError("unsupported_content_type")
          .assertDetail(type + " is read, but not its parameters");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-unknown",
        "text/plain",
        "csv",
        "text/",
        "/csv",
        "text/csv/x",
        "text/csv;charset",
        "text/csv;charset=\"utf-8",
        "text/csv charset=utf-8",
        "*/*",
        "\u00e4/\u00f6"
      })
  default void unknownOrMalformedContentTypeIsA415ThatListsWhatIsRead(String contentType)
      throws IOException {
    Answer answer = post(List.of("Content-Type: " + contentType), firstSample().body());
    assertEquals(415, answer.status(), answer::toString);
    ErrorBody.of(answer).assertError("unsupported_content_type").assertDetail(firstType());
  }

  @Test
  default void twoContentTypesAreA415() throws IOException {
    Answer answer = invoke("Content-Type: " + firstType());
    assertEquals(415, answer.status(), answer::toString);
  }

  @Test
  default void charsetThatIsNotUtf8IsA415() throws IOException {
    Answer answer =
        post(List.of("Content-Type: " + firstType() + ";charset=utf-16"), firstSample().body());
    assertEquals(415, answer.status(), answer::toString);
    ErrorBody.of(answer).assertDetail("utf-8");
  }

  @Test
  default void packedBodyIsA415() throws IOException {
    assertEquals(415, invoke("Content-Encoding: gzip").status());
    assertEquals(415, invoke("Content-Encoding: identity, gzip").status());
    assertEquals(200, invoke("Content-Encoding: identity").status());
  }

  @Test
  default void acceptThatNamesNothingGetsTheDefault() throws IOException {
    String type = container().accepts().getFirst();
    assertContentType(type, invoke());
    for (String accept :
        List.of(
            "",
            "*/*",
            " */* ",
            "*",
            "*/*;q=0.1",
            "text/x-other, */*;q=0.5",
            "text/html, image/gif, *; q=.2, */*; q=.2",
            type.substring(0, type.indexOf('/')) + "/*",
            type + ";charset=utf-8",
            type.toUpperCase(Locale.ROOT))) {
      Answer answer = invoke("Accept: " + accept);
      assertEquals(200, answer.status(), () -> accept + ": " + answer);
      assertContentType(type, answer);
    }
  }

  @Test
  default void acceptIsWeighed() throws IOException {
    List<String> offers = container().accepts();
    if (offers.size() < 2) {
      return;
    }
    String first = offers.getFirst();
    String last = offers.getLast();
    assertContentType(last, invoke("Accept: " + first + ";q=0.8, " + last));
    assertContentType(last, invoke("Accept: */*, " + last));
    assertContentType(last, invoke("Accept: */*;q=0.9", "Accept: " + last + ";q=0.901"));
    assertContentType(last, invoke("Accept: " + first + ";q=0, " + last + ";q=0.001"));
    assertContentType(last, invoke("Accept: " + last + ", " + first));
    assertContentType(offers.get(1), invoke("Accept: " + first + ";q=0.0, */*"));
  }

  @Test
  default void unacceptableIsA406ThatListsWhatIsOffered() throws IOException {
    for (String accept :
        List.of(
            "text/x-unknown",
            "*/*;q=0",
            "*/*, " + String.join(";q=0, ", container().accepts()) + ";q=0")) {
      Answer answer = invoke("Accept: " + accept);
      assertEquals(406, answer.status(), () -> accept + ": " + answer);
      ErrorBody.of(answer)
          .assertError("not_acceptable")
          .assertDetail(container().accepts().getFirst());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text",
        "text/",
        "*/csv",
        "text/csv;q=2",
        "text/csv;q=a",
        "text/csv text/css",
        "(a)/b"
      })
  default void malformedAcceptIsA400(String accept) throws IOException {
    Answer answer = invoke("Accept: " + accept);
    assertEquals(400, answer.status(), answer::toString);
    ErrorBody.of(answer).assertError("invalid_input").assertDetail("Accept");
  }

  private String firstType() {
    return firstSample().contentType();
  }

  static void assertContentType(String expected, Answer answer) {
    String found = answer.header("Content-Type").orElse("none");
    String name = found.contains(";") ? found.substring(0, found.indexOf(';')) : found;
    assertEquals(expected, name, answer::toString);
    assertTrue(
        !found.contains("charset"), () -> "a charset breaks the next container's match: " + found);
  }
}
