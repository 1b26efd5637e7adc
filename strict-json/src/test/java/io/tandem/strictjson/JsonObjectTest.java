package io.tandem.strictjson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonObjectTest {
  private static final JsonLimits LIMITS = JsonLimits.ofBytes(2_000_000);
  private static final Pattern LETTERS = Pattern.compile("[a-z]*");

  private final Problems problems = new Problems();

  @Test
  void everyTypeOfFieldIsRead() {
    JsonObject object =
        read(
            """
            {"text": "t", "form": "", "flag": true, "whole": 3, "number": 0.5, "choice": "two",
             "object": {"inner": "i"}, "list": ["a", "b"], "objects": [{"n": 1}, {"n": 2}],
             "scalars": ["x", 7, 1.50, false]}
            """);

    assertEquals(Optional.of("t"), object.required("text").text());
    assertEquals(Optional.of("t"), object.required("text").text(1));
    assertEquals(Optional.of(""), object.required("form").text(3, LETTERS, "letters"));
    assertEquals(Optional.of(true), object.required("flag").flag());
    assertEquals(Optional.of(3), object.required("whole").integer(3, 3));
    assertEquals(Optional.of(0.5), object.required("number").number(0, 1));
    assertEquals(Optional.of(2), object.required("choice").choice(Map.of("one", 1, "two", 2)));
    assertEquals(
        Optional.of("i"), object.required("object").objectOrEmpty().required("inner").text());
    assertEquals(
        List.of("a", "b"),
        object.required("list").elements(1, 2, "texts").stream()
            .map(element -> element.text().orElse("?"))
            .toList());
    assertEquals(
        List.of(1, 2),
        object.required("objects").objects(1, 2).stream()
            .map(element -> element.required("n").integer(0, 9).orElse(0))
            .toList());
    assertEquals(
        List.of("x", "7", "1.50", "false"),
        object.required("scalars").elements(1, 4, "scalars").stream()
            .map(element -> element.scalar().orElse("?"))
            .toList());
    object.refuseOtherFields();
    assertEquals(List.of(), problems.all());
  }

  @Test
  void whatIsAbsentReadsAsEmptyAndIsAProblemOnlyWhereRequired() {
    JsonObject object = read("{\"inner\": {}}");

    assertFalse(object.optional("text").isPresent());
    assertEquals(Optional.empty(), object.optional("text").text());
    assertEquals(List.of(), object.optional("list").elements(1, 2, "a list"));
    assertEquals(Optional.empty(), object.required("inner").objectOrEmpty().required("x").flag());
    assertEquals(List.of("$.inner: lacks x"), problems.all());
  }

  @Test
  void allProblemsAreFoundTogetherEachWithItsPlaceAndWithoutTheData() {
    JsonObject object =
        read(
            """
            {"text": " ", "long": "secret", "form": "SECRET", "flag": "secret", "whole": 1.5,
             "number": "secret", "choice": "secret", "object": ["secret"], "list": "secret",
             "objects": [{}, "secret"], "texts": ["a", 7], "nothing": null, "tex": 1}
            """);

    object.required("text").text();
    object.required("long").text(5);
    object.required("form").text(9, LETTERS, "lower-case letters");
    object.required("flag").flag();
    object.required("whole").integer(1, 2);
    object.required("number").number(0, 0.5);
    object.required("choice").choice(Map.of("one", 1, "two", 2));
    object.required("object").objectOrEmpty().required("unsaid").text();
    object.required("list").elements(1, 9, "a list of 1 to 9 texts");
    object.required("objects").objects(0, 2);
    object.required("texts").elements(0, 2, "texts").forEach(JsonField::text);
    object.required("nothing").scalar();
    object.required("absent").text();
    object.refuseOtherFields();

    assertEquals(
        List.of(
            "$.text: expected a text",
            "$.long: expected a text of at most 5 characters",
            "$.form: expected lower-case letters",
            "$.flag: expected true or false",
            "$.whole: expected a whole number from 1 to 2",
            "$.number: expected a number from 0 to 0.5",
            "$.choice: expected one of one, two",
            "$.object: expected an object",
            "$.list: expected a list of 1 to 9 texts",
            "$.objects[1]: expected an object",
            "$.texts[1]: expected a text",
            "$.nothing: expected a text, a number, true or false",
            "$: lacks absent",
            "$: unknown field tex; did you mean text?"),
        problems.all());
  }

  @Test
  void aNearChoiceOrItsSynonymIsOffered() {
    JsonObject object = read("{\"a\": \"colum\", \"b\": \"skip\"}");
    Map<String, Integer> choices = Map.of("column", 1, "drop", 2);

    object.required("a").choice(choices);
    object.required("b").choice(choices, Map.of("skip", "drop"));

    assertEquals(
        List.of(
            "$.a: expected one of column, drop; did you mean column?",
            "$.b: expected one of column, drop; did you mean drop?"),
        problems.all());
  }

  @Test
  void fieldsThatAreAskedForAllTogetherAreKnown() {
    JsonObject object = read("{\"a\": 1, \"b\": 2}");

    assertEquals(List.of("a", "b"), object.names());
    assertEquals(2, object.values().size());
    object.refuseOtherFields();
    assertTrue(problems.isEmpty());
  }

  @Test
  void aDocumentThatIsNoObjectIsOneProblem() {
    read("[]").required("unsaid").text();
    read("{").required("unsaid").text();

    assertEquals(
        List.of("$: expected an object", "ends before the JSON value is complete at column 2"),
        problems.all());
  }

  @Test
  void ofVeryManyProblemsTheFirstAreSaidAndTheOthersCounted() {
    StringBuilder json = new StringBuilder("{\"0\": 0");
    for (int i = 1; i < 50_000; i++) {
      json.append(", \"").append(i).append("\": 0");
    }

    read(json.append("}").toString()).refuseOtherFields();

    assertEquals(50_000, problems.size());
    assertEquals(Problems.KEPT + 1, problems.all().size());
    assertEquals("$: unknown field 0", problems.all().get(0));
    assertEquals("and 49000 more", problems.all().get(Problems.KEPT));
  }

  @Test
  void aFileIsReadWithinItsBound(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file.json"), "{\"a\": \"b\"}");

    assertEquals(Optional.of("b"), JsonObject.read(file, LIMITS, problems).required("a").text());
    JsonObject.read(file, JsonLimits.ofBytes(9), problems).required("unsaid").text();
    JsonObject.read(folder.resolve("absent"), LIMITS, problems).required("unsaid").text();

    assertEquals(List.of("is longer than 9 bytes", "is not there"), problems.all());
  }

  private JsonObject read(String json) {
    return JsonObject.read(json.getBytes(StandardCharsets.UTF_8), LIMITS, problems);
  }
}
