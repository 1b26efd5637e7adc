package io.tandem.modelcontainer.lightgbm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not what LightGBM writes: each is refused in words, none is guessed. */
final class ModelTextTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/lightgbm/4.3.0");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "^tree$ | trees | it does not begin with the line tree",
        "^version=v4 | version=v2 | its form is v2, where v3 and v4 are read",
        "^version=v4 | version=v5 | its form is v5",
        "^version=v4$ | x=1 | its form is not stated",
        "^feature_names=Column_0 | feature_names=a b | it has 7 feature_names",
        "^max_feature_idx=5 | max_feature_idx=7 | it has 6 feature_names, where max_feature_idx states 8",
        "^max_feature_idx=5 | max_feature_idx=-2 | line 6: max_feature_idx is negative",
        "^num_tree_per_iteration=1 | num_tree_per_iteration=3 | an iteration has 3",
        "^num_tree_per_iteration=1 | num_tree_per_iteration=99 | num_tree_per_iteration 99",
        "^num_tree_per_iteration=1 | num_tree_per_iteration=one | is not a whole number",
        "^tree_sizes=\\d+ | tree_sizes=5 6 | it has 8 trees, where tree_sizes states 9",
        "^tree_sizes=\\d+ \\d+ | tree_sizes=9 | expected tree 7 of 7",
        "^Tree=3 | Tree=4 | expected tree 3 of 8",
        "^Tree=0 | Tree=x | is not a whole number",
        "^num_leaves=8 | num_leaves=9 | has 7 numbers, not 8",
        "^num_leaves=8 | num_leaves=0 | tree 0: it has 0 leaves",
        "^num_leaves=8 | num_leaves=999999999 | tree 0: it has 999999999 leaves",
        "^num_leaves=8 | x=8 | tree 0: it does not begin with num_leaves",
        "^num_cat=4 | num_cat=3 | cat_boundaries has 5 numbers, not 4",
        "^num_cat=4 | num_cat=0 | cat_boundaries has 5 numbers, not 1",
        "^num_cat=4 | num_cat=2147483647 | more than it has splits",
        "^split_feature=5 | split_feature=6 | node 0 splits on a column that is not there",
        "^split_feature=5 | split_feature=-1 | node 0 splits on a column that is not there",
        "^threshold=0 | threshold=4 | node 0 has no categories",
        "^threshold=0 | threshold=0.5 | node 0 has no categories",
        "^threshold=0 | threshold=nan | number 1 of threshold is not a number",
        "^threshold=0 | threshold=0x1p3z | is not a number",
        "^threshold=0 -0.53 | threshold=0  -0.53 | has 8 numbers, not 7",
        "^decision_type=9 | decision_type=16 | node 0 has the unknown decision_type 16",
        "^decision_type=9 | decision_type=13 | node 0 has the unknown decision_type 13",
        "^decision_type=9 | decision_type=8 | but 3 splits are by category",
        "^left_child=5 | left_child=0 | node 0: the children form no tree",
        "^left_child=5 | left_child=1 | node 0: the children form no tree",
        "^left_child=5 | left_child=7 | node 0: the children form no tree",
        "^left_child=5 | left_child=-9 | node 0: the children form no tree",
        "^left_child=5 | left_child=-2147483648 | node 0: the children form no tree",
        "^left_child=5 | left_child=2147483648 | is not a whole number",
        "^left_child= | x= | tree 0: left_child is missing",
        "^leaf_value= | x= | tree 0: leaf_value is missing",
        "^cat_boundaries=0 3 | cat_boundaries=0 0 | has no categories",
        "^cat_boundaries=0 3 | cat_boundaries=-1 3 | has no categories",
        "^cat_boundaries=0 3 6 7 10 | cat_boundaries=0 3 6 7 1000000000 | has 10 numbers, not 1000000000",
        "^cat_threshold=2474730308 | cat_threshold=4294967296 | is not a word of 32 bits",
        "^cat_threshold=2474730308 | cat_threshold=-1 | is not a word of 32 bits",
        "^is_linear=0 | is_linear=1 | its leaves are linear (linear_tree), which are not served",
        "^objective=binary sigmoid:1 | objective=nobody | its objective is not one of those known",
        "^objective=binary sigmoid:1 | objective=binary sigmoid:0 | the sigmoid of its objective",
        "^objective=binary sigmoid:1 | objective=binary sigmoid:x | the sigmoid of its objective",
        "^objective=binary sigmoid:1 | objective=binary quick | an option that is not known here",
        "^objective=binary sigmoid:1 | objective=multiclass num_class:3 | an option that is not known",
        "^end of trees | end | expected a tree, or the end of trees",
        "^pandas_categorical:null | pandas_categorical:[[\"a\", \"b\"]] | categories of pandas",
      })
  void whatIsWrongIsNamed(String part, String other, String message) throws IOException {
    String text = text() + "\npandas_categorical:null\n";
    String changed = text.replaceFirst("(?m)" + part, other);
    assertFalse(changed.equals(text), part);

    String found = refusal(changed.getBytes(UTF_8));

    assertTrue(found.contains(message), found);
    assertTrue(found.endsWith("expected a model saved by LightGBM 3 or 4 (Booster.save_model)"));
    assertEquals(1, found.lines().count());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "num_leaves=9 | tree 0: num_leaves is there twice",
        "num_cat=5 | tree 0: num_cat is behind cat_boundaries",
      })
  void aCountIsStatedBeforeWhatHasSoMany(String line, String message) throws IOException {
    String text = text().replaceFirst("(?m)^cat_threshold=", line + "\ncat_threshold=");

    String found = refusal(text.getBytes(UTF_8));

    assertTrue(found.contains(message), found);
  }

  @Test
  void aNumberThatDoesNotEndIsNotParsed() throws IOException {
    String text = text().replaceFirst("(?m)^leaf_value=\\S+", "leaf_value=0." + "1".repeat(100));

    assertTrue(refusal(text.getBytes(UTF_8)).contains("more than 40 characters"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]"})
  void withoutCategoriesOfPandasItIsServed(String none) throws IOException {
    String text = text() + "\npandas_categorical:" + none + "\n";

    load(text.getBytes(UTF_8)).close();
  }

  @Test
  void linesMayEndAsOnWindows() throws IOException {
    RowMatrix row = new RowMatrix(new float[] {1, 2, 3, 4, 5, 6}, 1, 6);
    try (Model model = load(text().getBytes(UTF_8));
        Model other = load(text().replace("\n", "\r\n").getBytes(UTF_8))) {
      assertEquals(model.margins(row).value(0, 0), other.margins(row).value(0, 0));
    }
  }

  /** Whoever packs a file that was not copied to its end. */
  @Test
  void aFileThatIsCutOffIsRefusedWhereverItEnds() throws IOException {
    byte[] whole = Files.readAllBytes(GOLDEN.resolve("one-leaf.txt"));
    int end = text("one-leaf").indexOf("end of trees") + "end of trees".length();
    for (int length = 0; length < end; length++) {
      refusal(Arrays.copyOf(whole, length));
    }
  }

  /** Nothing but a refusal, or a model that answers. */
  @Test
  void anyChangedFileIsAModelOrRefused() throws IOException {
    Random random = new Random(3);
    int refused = 0;
    for (int i = 0; i < 4000; i++) {
      byte[] changed = changed(text(i % 2 == 0 ? "categorical" : "missing-zero"), random);
      try (Model model = load(changed)) {
        int width = model.width();
        model.predict(new RowMatrix(new float[2 * width], 2, width));
      } catch (ContainerException e) {
        refused++;
      }
    }
    assertTrue(refused > 1000 && refused < 4000, "refused " + refused);
  }

  private static byte[] changed(String text, Random random) {
    byte[] bytes = text.getBytes(UTF_8);
    int end = text.indexOf("end of trees");
    for (int change = random.nextInt(3); change >= 0; change--) {
      int at = random.nextInt(end);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] = (byte) ('0' + random.nextInt(10));
        case 2 -> bytes[at] = (byte) " =-\n.e".charAt(random.nextInt(6));
        default -> {
          int from = random.nextInt(end);
          int length = Math.min(random.nextInt(30), end - Math.max(from, at));
          System.arraycopy(bytes, from, bytes, at, length);
        }
      }
    }
    return bytes;
  }

  @Test
  void columnsAreThoseOfTheManifestWhereOnlySpacesDiffer() throws IOException {
    byte[] text = text().replaceFirst("Column_0", "first_one").getBytes(UTF_8);
    List<String> names = Stream.of("first one", "a", "b", "c", "d", "e").toList();
    Path file = Files.write(folder.resolve("model.txt"), text);
    Path same =
        Files.writeString(
            folder.resolve("same.txt"),
            text().replaceFirst("feature_names=.*", "feature_names=first_one a b c d e"));

    try (Model model = LightgbmModel.load(same, names);
        Model other = LightgbmModel.load(file, names);
        Model nameless = load(text().getBytes(UTF_8))) {
      assertEquals(names, model.columns());
      assertEquals("first_one", other.columns().getFirst());
      assertEquals(List.of(), nameless.columns());
    }
  }

  private static String text() throws IOException {
    return text("categorical");
  }

  private static String text(String name) throws IOException {
    return Files.readString(GOLDEN.resolve(name + ".txt"));
  }

  private Model load(byte[] text) throws IOException {
    return LightgbmModel.load(Files.write(folder.resolve("model.txt"), text), List.of());
  }

  private String refusal(byte[] text) {
    return String.valueOf(
        assertThrows(ContainerException.class, () -> load(text).close()).getMessage());
  }
}
