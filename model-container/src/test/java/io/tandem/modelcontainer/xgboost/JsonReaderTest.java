package io.tandem.modelcontainer.xgboost;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers are read as the library reads them, which says so in what it saves again. */
final class JsonReaderTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NaN",
        "Infinity",
        "-Infinity",
        "0.0",
        "-0.0",
        "1E0",
        "1e0",
        "1E+2",
        "1e-2",
        "1.5E-10",
        "1.",
        "01.5",
        "-01.5E1",
        "1e39",
        "-1e39",
        "3.4028235E38",
        "3.4028236E38",
        "1.4E-45",
        "7e-46",
        "-7e-46",
        "1e-50",
        "1e999",
        "-1e99999",
        "1e-99999",
        "0e999",
        "16777217.0",
        "0.000000000000000000000000000000000000000001401298464324817070923729583289916131280",
        "340282346638528859811704183484516925440.0",
        "123456789012345678901234567890.0",
        "9.5e0 ",
        "\n\t 2.5\r\n"
      })
  void everyNumberIsThatOfTheLibrary(String text) throws XGBoostError, IOException {
    assertSame(List.of(text));
  }

  static Stream<Arguments> decimals() {
    return Stream.<Function<Random, String>>of(
            random -> Float.toString(finite(random)),
            random -> Double.toString(random.nextGaussian()),
            random -> Double.toString((float) random.nextGaussian()),
            random -> "%.9g".formatted(random.nextGaussian()),
            random -> "%.8e".formatted(finite(random)),
            random -> halfway((float) random.nextGaussian(), new MathContext(60)),
            random -> halfway((float) random.nextGaussian(), new MathContext(16)),
            random -> halfway(finite(random), new MathContext(18)))
        .map(Arguments::of);
  }

  /** Also those between two floats, which become another one when they are rounded twice. */
  @ParameterizedTest
  @MethodSource("decimals")
  void everyDecimalIsTheFloatOfTheLibrary(Function<Random, String> decimal)
      throws XGBoostError, IOException {
    Random random = new Random(5);

    assertSame(IntStream.range(0, 20_001).mapToObj(i -> decimal.apply(random)).toList());
  }

  private static float finite(Random random) {
    float value = Float.intBitsToFloat(random.nextInt());
    return Float.isFinite(value) ? value : 1;
  }

  private static String halfway(float value, MathContext precision) {
    BigDecimal next = new BigDecimal(Math.nextDown(value));
    String text =
        new BigDecimal(value).add(next).divide(BigDecimal.TWO).round(precision).toString();
    return text.matches("-?[0-9]+") ? text + ".0" : text;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nan", "inf", "-NaN", "Inf", "+1.0", ".5", "1e", "1e+", "-", "--1.0", "0x1p3", "1.5f",
        "1.0 2.0", "null", "", "N", "Na", "-Inf", "\"1.0\"", "[1.0]"
      })
  void whatTheLibraryDoesNotReadIsRefused(String text) {
    byte[] model = withConditions(List.of(text));

    assertThrows(XGBoostError.class, () -> XGBoost.loadModel(model).dispose());
    assertThrows(ModelException.class, () -> ModelDescription.of(ModelDocument.read(model).root()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":[1,2                  | not valid JSON at line 1, column 10",
        "{\"a\":[1,,2]}               | not valid JSON at line 1, column 9",
        "{\"a\":[1,2,]}               | not valid JSON at line 1, column 11",
        "{\"a\":[1 2]}                | not valid JSON at line 1, column 9",
        "{\"a\":[1,\"b\"]}            | not valid JSON at line 1, column 9",
        "{\"a\":[1,true]}             | not valid JSON at line 1, column 9",
        "{\"a\":tru}                  | not valid JSON at line 1, column 9",
        "{\"a\":1,}                   | not valid JSON at line 1, column 8",
        "{\"a\" 1}                    | not valid JSON at line 1, column 6",
        "{\"a\":\"b                   | not valid JSON at line 1, column 8",
        "{\"a\":\"b\\x\"}             | not valid JSON at line 1",
        "{\"a\":\"b\\u12g4\"}         | not valid JSON at line 1",
        "{\"a\":null}                 | no null as at line 1, column 6",
        "{\"a\":1,\"a\":2}            | a key is there twice",
        "{\"a\":1}}                   | something follows the end",
        "{\"a\":1} 1                  | something follows the end",
      })
  void whatIsNoJsonIsNamedWithItsPlace(String json, String fault) {
    ModelException found =
        assertThrows(ModelException.class, () -> JsonReader.read(utf8(json.strip())));

    assertTrue(String.valueOf(found.getMessage()).contains(fault), found.getMessage());
  }

  @Test
  void placesCountLines() {
    ModelException found =
        assertThrows(ModelException.class, () -> JsonReader.read(utf8("{\n\"a\":\n  x")));

    assertEquals("it is not valid JSON at line 3, column 3 (cut off?)", found.getMessage());
  }

  @Test
  void deepNestingIsRefused() {
    String deep = "{\"a\":" + "[".repeat(100_000);

    ModelException found = assertThrows(ModelException.class, () -> JsonReader.read(utf8(deep)));

    assertEquals("nested deeper than 32", found.getMessage());
  }

  @Test
  void textsAreUnescaped() {
    Object document =
        JsonReader.read(utf8("{\"a\\n\":\"\\\"\\\\\\/\\b\\f\\r\\t\\u00e9ß\\ud83d\\ude00.\"}"));

    assertEquals(Map.of("a\n", "\"\\/\b\f\r\té" + "ß😀."), document);
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    byte[] json = "{\"a\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);

    ModelException found = assertThrows(ModelException.class, () -> JsonReader.read(json));

    assertEquals("the text at byte 6 is not UTF-8", found.getMessage());
  }

  @Test
  void theReplacementCharacterIsAText() {
    assertEquals(Map.of("a", "\ufffd"), JsonReader.read(utf8("{\"a\":\"\ufffd\"}")));
  }

  @Test
  void wholeNumbersStayWhole() {
    Map<?, ?> document =
        (Map<?, ?>)
            JsonReader.read(
                utf8("{\"w\":[0, -1,2147483647,-2147483648],\"r\":[1,2147483648,0.5],\"e\":[ ]}"));

    assertArrayEquals(
        new int[] {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}, (int[]) document.get("w"));
    assertArrayEquals(new float[] {1, 0x1p31f, 0.5f}, (float[]) document.get("r"));
    assertArrayEquals(new int[0], (int[]) document.get("e"));
  }

  /** As XGBoost 1.0 to 1.5 wrote them. */
  @Test
  void directionsMayBeTrueAndFalse() throws Exception {
    String json = Files.readString(GOLDEN.resolve("xgboost-1.7/binary-logistic.json"));
    String older = json;
    for (int i = 0; i < 64; i++) {
      older =
          older
              .replaceAll("(\"default_left\":\\[[^]]*)\\b1\\b", "$1true")
              .replaceAll("(\"default_left\":\\[[^]]*)\\b0\\b", "$1false");
    }
    ModelDocument document = ModelDocument.read(utf8(older));
    ModelDescription description = ModelDescription.of(document.root());
    ForestMargins forest = ForestReader.read(document.root(), description).forest().orElseThrow();
    try (NativeBooster library = NativeBooster.load(utf8(older), description)) {
      assertTrue(older.contains("\"default_left\":[true"));
      assertTrue(forest.probe().isGivenBy(library));
    }
  }

  @Test
  void modelWithoutTreesWasNeverTrained() {
    String json = new String(withConditions(List.of("0.0")), StandardCharsets.UTF_8);
    String empty =
        json.replaceFirst("(?s)\"trees\":\\[\\{.*\\}\\}\\]\\},", "\"trees\":[]},")
            .replace("\"num_trees\":\"1\"", "\"num_trees\":\"0\"")
            .replace("\"iteration_indptr\":[0,1],\"tree_info\":[0]", "\"tree_info\":[]");
    ModelDocument document = ModelDocument.read(utf8(empty));

    ModelException found =
        assertThrows(ModelException.class, () -> ModelDescription.of(document.root()));

    assertEquals("it has no trees: the model was never trained", found.getMessage());
  }

  /** The conditions of one tree, as read here and as the library saves them after it read them. */
  private static void assertSame(List<String> texts) throws XGBoostError, IOException {
    byte[] json = withConditions(texts);
    Booster booster = XGBoost.loadModel(json);
    byte[] saved = booster.toByteArray("ubj");
    booster.dispose();

    int[] expected = bits(ModelDocument.read(saved), texts.size());
    int[] found = bits(ModelDocument.read(json), texts.size());

    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i], texts.get(i));
    }
  }

  private static int[] bits(ModelDocument model, int count) {
    float[] conditions =
        model
            .root()
            .object("learner")
            .object("gradient_booster")
            .object("model")
            .element("trees", 0)
            .floats("split_conditions", count);
    return IntStream.range(0, count).map(i -> Float.floatToIntBits(conditions[i])).toArray();
  }

  /** A model of one tree; an odd number of conditions. */
  private static byte[] withConditions(List<String> conditions) {
    int size = conditions.size();
    int[] left = new int[size];
    int[] right = new int[size];
    int[] parents = new int[size];
    Arrays.fill(left, -1);
    Arrays.fill(right, -1);
    parents[0] = Integer.MAX_VALUE;
    for (int node = 0; 2 * node + 2 < size; node++) {
      left[node] = 2 * node + 1;
      right[node] = 2 * node + 2;
      parents[left[node]] = node;
      parents[right[node]] = node;
    }
    String zeros = IntStream.range(0, size).mapToObj(i -> "0").collect(Collectors.joining(","));
    String reals = zeros.replace("0", "0E0");
    return utf8(
        """
        {"learner":{"attributes":{},"feature_names":[],"feature_types":[],"gradient_booster":{"model":{
        "gbtree_model_param":{"num_parallel_tree":"1","num_trees":"1"},"iteration_indptr":[0,1],"tree_info":[0],
        "trees":[{"base_weights":[%s],"categories":[],"categories_nodes":[],"categories_segments":[],
        "categories_sizes":[],"default_left":[%s],"id":0,"left_children":%s,"loss_changes":[%s],"parents":%s,
        "right_children":%s,"split_conditions":[%s],"split_indices":[%s],"split_type":[%s],"sum_hessian":[%s],
        "tree_param":{"num_deleted":"0","num_feature":"1","num_nodes":"%d","size_leaf_vector":"1"}}]},
        "name":"gbtree"},"learner_model_param":{"base_score":"5E-1","boost_from_average":"1","num_class":"0",
        "num_feature":"1","num_target":"1"},"objective":{"name":"reg:squarederror",
        "reg_loss_param":{"scale_pos_weight":"1"}}},"version":[3,4,0]}
        """
            .formatted(
                reals,
                zeros,
                Arrays.toString(left),
                reals,
                Arrays.toString(parents),
                Arrays.toString(right),
                String.join(",", conditions),
                zeros,
                zeros,
                reals,
                size));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
