package io.tandem.featurecontainer.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.featurecontainer.OnlineRetail;
import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.Counter;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.loading.LoadResult;
import io.tandem.inferenceserver.resources.ServingResources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Three feature sets in one artifact: for Irish orders, for German ones, and for the others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RoutedInferenceTest {
  private static final String ROUTES =
      """
      {"by": ["$.market.code", "$.billing.country"],
       "sets": {"GB/IE": "ireland-7", "GB/EIRE": "ireland-7", "GB/DE": "germany-2"},
       "else": "others"}
      """;

  private static final Map<String, String> FEATURES =
      Map.of("ireland-7", "amount + 7", "germany-2", "amount * 2", "others", "amount");

  private static final String NO_ROUTE =
      "$.market.code, $.billing.country: expected values of one of 3 feature sets";

  private final ServingResources resources = new ServingResources(1 << 20);
  private final List<String> orders =
      OnlineRetail.records("validation").stream().map(OnlineRetail::order).toList();

  private Path artifact = Path.of("");
  private Inference routed = new Closed();

  @BeforeAll
  void load(@TempDir Path folder) throws IOException {
    artifact = artifact(folder, ROUTES);
    routed = loaded(artifact);
  }

  @AfterAll
  void close() {
    routed.close();
    resources.close();
  }

  /** In place of null, until loading. */
  private static final class Closed implements Inference {
    @Override
    public List<String> contentTypes() {
      return List.of();
    }

    @Override
    public List<MediaType> accepts() {
      return List.of();
    }

    @Override
    public InvocationResult invoke(Invocation invocation) {
      throw new IllegalStateException("not loaded");
    }

    @Override
    public void close() {}
  }

  private static Path artifact(Path folder, String routes) throws IOException {
    for (Map.Entry<String, String> feature : FEATURES.entrySet()) {
      Path set = Files.createDirectories(folder.resolve(feature.getKey()));
      Files.writeString(
          set.resolve("features.json"),
          """
          {"name": "one", "version": 1, "dialect": 1,
           "record": {"order": "$.order", "label": "$.cancelled"},
           "sources": {
             "amount": {"path": "$.order.amount", "type": "number", "required": true},
             "zone": {"path": "$.event.time_zone", "type": "text"}},
           "features": [
             {"name": "f", "value": "FEATURE"},
             {"name": "zoned", "value": "is_missing(zone)"}]}
          """
              .replace("FEATURE", feature.getValue()));
    }
    Files.writeString(folder.resolve("routes.json"), routes);
    return folder;
  }

  private Inference loaded(Path folder) {
    LoadResult result = new FeatureSetLoader(List.of(), false).load(folder, resources);
    return assertInstanceOf(LoadResult.Loaded.class, result, result::toString).inference();
  }

  private static String set(String order) {
    return order.contains("\"country\":\"IE\"")
        ? "ireland-7"
        : order.contains("\"country\":\"DE\"") ? "germany-2" : "others";
  }

  /** Byte for byte, under the fingerprints of that set. */
  @Test
  void eachOrderIsAnsweredAsTheFeatureSetOfItsValuesAloneAnswersIt() {
    Map<String, Integer> seen = new TreeMap<>();
    for (Map.Entry<String, List<String>> same :
        orders.stream().collect(Collectors.groupingBy(RoutedInferenceTest::set)).entrySet()) {
      try (Inference alone = loaded(artifact.resolve(same.getKey()))) {
        for (int i = 0; i < same.getValue().size(); i++) {
          MediaType accept = alone.accepts().get(i % alone.accepts().size());
          String type = i % 3 == 0 ? MediaType.JSON_LINES : MediaType.JSON;
          Answered expected =
              answered(alone.invoke(invocation(type, accept, same.getValue().get(i), "")));

          Answered answer =
              answered(
                  routed.invoke(
                      invocation(type, offered(accept.name()), same.getValue().get(i), "")));

          assertArrayEquals(expected.toByteArray(), answer.toByteArray());
          String header = answer.contentType();
          assertEquals(
              accept.toString(), header == null ? offered(accept.name()).toString() : header);
          seen.merge(same.getKey(), 1, Integer::sum);
        }
      }
    }

    assertEquals(FEATURES.keySet(), seen.keySet());
  }

  @Test
  void setsHaveFingerprintsOfTheirOwn() {
    String irish = vectorsType(order("\"GB\"", "\"IE\""));

    assertNotEquals(irish, vectorsType(order("\"GB\"", "\"DE\"")));
    assertEquals(irish, vectorsType(order("\"GB\"", "\"EIRE\"")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tandem-set=germany-2",
        "trace=1, tandem-set=germany-2 ,other",
        "tandem-setting=ireland-7,tandem-set=germany-2"
      })
  void theSetThatTheCallerAsksForGoesBeforeTheValues(String attributes) {
    assertEquals("20", vector(order("\"GB\"", "\"IE\""), attributes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "trace=1", "tandem-set", "my-tandem-set=germany-2"})
  void otherAttributesDoNot(String attributes) {
    assertEquals("17", vector(order("\"GB\"", "\"IE\""), attributes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tandem-set=",
        "tandem-set=secret",
        "tandem-set=germany-2,tandem-set=germany-2",
        "tandem-set=../others"
      })
  void aSetThatIsNotThereIsRefused(String attributes) {
    assertRefused(
        "custom attributes: expected tandem-set once at most, with the name of one of 3 feature"
            + " sets",
        invoke(routed, MediaType.JSON, order("\"GB\"", "\"IE\""), attributes));
  }

  private static final String UNKNOWN =
      """
      '"GB"',            '"FR"'
      '"GB"',            null
      null,              '"IE"'
      '"GB"',            '{"a": "IE"}'
      '"GB"',            '["IE"]'
      '"GB/IE"',         '""'
      '"GB"',            '"IE/"'
      '"GB"',            '"ie"'
      '"GB"',            1
      """;

  @ParameterizedTest
  @CsvSource(textBlock = UNKNOWN)
  void otherValuesGoToTheSetForTheOthers(String market, String country) {
    assertEquals("10", vector(order(String.valueOf(market), String.valueOf(country)), ""));
  }

  @ParameterizedTest
  @CsvSource(textBlock = UNKNOWN)
  void otherValuesAreRefusedWhereThereIsNone(String market, String country, @TempDir Path folder)
      throws IOException {
    String routes = ROUTES.replace("\"GB/DE\"", "\"GB/X\": \"others\", \"GB/DE\"");
    try (Inference strict =
        loaded(artifact(folder, routes.replace("\"else\": \"others\"", "\"else\": \"reject\"")))) {
      String unknown = order(String.valueOf(market), String.valueOf(country));

      assertRefused(NO_ROUTE, invoke(strict, MediaType.JSON, unknown, ""));
      assertRefused(
          "line 2: " + NO_ROUTE,
          invoke(strict, MediaType.JSON_LINES, order("\"GB\"", "\"IE\"") + "\n" + unknown, ""));
    }
  }

  @ParameterizedTest
  @CsvSource({"7, 17", "7.0, 20", "true, 17", "-1e2, 20", "'\"7\"', 17", "false, 10"})
  void numbersAreTakenAsTheyAreWritten(String value, String expected, @TempDir Path folder)
      throws IOException {
    String routes =
        """
        {"by": ["$.shop"], "else": "others", "sets": {"7": "ireland-7", "true": "ireland-7",
         "7.0": "germany-2", "-1e2": "germany-2"}}
        """;
    try (Inference inference = loaded(artifact(folder, routes))) {
      String order = "{\"order\": {\"amount\": 10}, \"shop\": " + value + "}";

      assertEquals(expected, first(invoke(inference, MediaType.JSON, order, "")));
    }
  }

  @Test
  void aFieldThatIsThereTwiceIsRefusedWhicheverDecides() {
    String order = order("\"GB\"", "\"IE\"");
    String twice = order.replace("{\"code\":", "{\"code\": \"GB\", \"code\":");

    Rejected refused = assertInstanceOf(Rejected.class, invoke(routed, MediaType.JSON, twice, ""));

    assertTrue(refused.detail().contains("same field twice"), refused.detail());
  }

  @Test
  void linesOfOneSetAreAnsweredTogether() {
    List<String> irish = orders.stream().filter(order -> set(order).equals("ireland-7")).toList();
    List<String> many = new ArrayList<>();
    while (many.stream().mapToInt(String::length).sum() < 1 << 20) {
      many.addAll(irish);
    }

    Answered answer = answered(invoke(routed, MediaType.JSON_LINES, String.join("\r\n", many), ""));

    assertEquals(many.size(), new String(answer.toByteArray(), UTF_8).lines().count());
  }

  @Test
  void theFirstLineOfAnotherSetIsNamed() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      lines.add(order("\"GB\"", "\"IE\""));
    }
    lines.set(4000, order("\"GB\"", "\"DE\""));
    lines.set(4500, order("\"GB\"", "\"FR\""));
    String body = String.join("\n", lines);

    assertRefused(
        "line 4001: goes to another feature set than line 1; send orders of one feature set at a"
            + " time",
        invoke(routed, MediaType.JSON_LINES, body, ""));
    answered(invoke(routed, MediaType.JSON_LINES, body, "tandem-set=others"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"market":{"code":"GB"       | $ ends before the JSON value is complete
          [{"market":{"code":"GB"}}]   | $ expected an object, found an array
          {"market":{"code":NaN}}      | $ has NaN or Infinity, which JSON has not
          """)
  void whatIsNoOrderIsRefusedWithItsFault(String body, String fault) {
    assertBegins(fault, invoke(routed, MediaType.JSON, body, ""));
    assertBegins("line 1: " + fault, invoke(routed, MediaType.JSON_LINES, body, ""));
  }

  @Test
  void whatIsEmptyIsRefusedAsByOneSet() {
    assertBegins("the body is empty", invoke(routed, MediaType.JSON, "", ""));
    assertBegins("the body is empty", invoke(routed, MediaType.JSON_LINES, "\r\n\n", ""));
    assertBegins(
        "line 2: $ is empty",
        invoke(
            routed,
            MediaType.JSON_LINES,
            order("\"GB\"", "\"IE\"") + "\n\n" + order("\"GB\"", "\"IE\""),
            ""));
  }

  @Test
  void countersHaveTheNameOfTheirSet(@TempDir Path folder) throws IOException {
    try (Inference inference = loaded(artifact(folder, ROUTES))) {
      List<Counter> before = inference.counters();

      invoke(inference, MediaType.JSON, order("\"GB\"", "\"DE\""), "");

      List<Counter> added = new ArrayList<>(inference.counters());
      added.removeAll(before);
      assertEquals(
          List.of(
              new Counter(
                  "Missing",
                  Map.of("Source", "zone", "Set", "germany-2"),
                  before.stream()
                          .filter(counter -> counter.dimensions().containsValue("germany-2"))
                          .mapToLong(Counter::total)
                          .sum()
                      + 1)),
          added);
    }
  }

  @Test
  void trainingRecordsAreNotRouted() {
    LoadResult result = new FeatureSetLoader(List.of(), true).load(artifact, resources);

    String detail = assertInstanceOf(LoadResult.Refused.class, result).detail();
    assertTrue(detail.startsWith("TANDEM_LABEL_FIRST is true: expected one feature set"), detail);
    assertFalse(detail.contains("\n"), detail);
  }

  @Test
  void itsMemoryIsThatOfAllSets() {
    FeatureSetLoader loader = new FeatureSetLoader(List.of(), false);
    long sum = 0;
    for (String name : FEATURES.keySet()) {
      sum += loader.estimate(artifact.resolve(name)).heapBytes();
    }

    long estimate = loader.estimate(artifact).heapBytes();

    assertTrue(estimate >= sum && estimate < sum + (100 << 10), estimate + " of " + sum);
  }

  private static String order(String market, String country) {
    return "{\"market\": {\"code\": %s}, \"billing\": {\"x\": [{}], \"country\": %s}, \"order\": {\"amount\": 10}}"
        .formatted(market, country);
  }

  /** The first column. */
  private String vector(String order, String attributes) {
    return first(invoke(routed, MediaType.JSON, order, attributes));
  }

  private static String first(InvocationResult result) {
    String text = new String(answered(result).toByteArray(), UTF_8);
    return text.substring(0, text.indexOf(','));
  }

  private String vectorsType(String order) {
    return String.valueOf(
        answered(
                routed.invoke(
                    invocation(MediaType.JSON, offered(MediaType.VECTORS_CSV), order, "")))
            .contentType());
  }

  private MediaType offered(String name) {
    return routed.accepts().stream()
        .filter(type -> type.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static InvocationResult invoke(
      Inference inference, String contentType, String body, String attributes) {
    return inference.invoke(invocation(contentType, MediaType.of(MediaType.CSV), body, attributes));
  }

  private static Invocation invocation(
      String contentType, MediaType accept, String body, String attributes) {
    return new Invocation(
        MediaType.of(contentType), accept, Body.of(body.getBytes(UTF_8)), attributes);
  }

  private static Answered answered(InvocationResult result) {
    return assertInstanceOf(Answered.class, result, result::toString);
  }

  private static void assertRefused(String detail, InvocationResult result) {
    assertEquals(new Rejected(Reason.INVALID_INPUT, detail), result);
  }

  private static void assertBegins(String detail, InvocationResult result) {
    Rejected refused = assertInstanceOf(Rejected.class, result);
    assertEquals(Reason.INVALID_INPUT, refused.reason());
    assertTrue(refused.detail().startsWith(detail), refused.detail());
  }
}
