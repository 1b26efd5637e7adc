package io.tandem.featurecontainer.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.featurecontainer.OnlineRetail;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DiffCommandTest {
  private static final List<String> RECORDS = OnlineRetail.records("validation");

  @TempDir static Path directory;
  private Path base = Path.of("");

  @BeforeAll
  void fitTheBase() throws Exception {
    base = fit("base", OnlineRetail.definition(), RECORDS);
  }

  @Test
  void aFeatureSetIsTheSameAsItself() {
    Ran ran = Ran.command("diff", base, base);

    assertEquals(0, ran.status(), ran::toString);
    assertTrue(
        ran.out().endsWith("verdict    same: every order has the same vector\n"), ran::toString);
  }

  @Test
  void whatWasLearnedOtherwiseIsOtherSemantics() throws Exception {
    Ran ran =
        Ran.command("diff", base, fit("less", OnlineRetail.definition(), RECORDS.subList(1, 1300)));

    assertEquals(3, ran.status(), ran::toString);
    assertTrue(ran.out().contains("\nverdict    other semantics: "), ran::toString);
    assertTrue(ran.out().startsWith("learned\n  country: other counts of "), ran::toString);
  }

  @Test
  void otherColumnsAreIncompatible() throws Exception {
    String changed =
        OnlineRetail.definition()
            .replace("log1p(amount)", "log(amount)")
            .replace("\"top\": 10, \"min_count\": 20", "\"top\": 1");

    Ran ran = Ran.command("diff", base, fit("changed", changed, RECORDS));

    assertEquals(4, ran.status(), ran::toString);
    assertTrue(ran.out().contains("  - country=DE\n"), ran::toString);
    assertTrue(
        ran.out().contains("  features.amount_log.value: \"log1p(amount)\" -> \"log(amount)\"\n"),
        ran::toString);
    assertTrue(ran.out().contains("  features.country.encode.one-hot.top: 10 -> 1\n"));
    assertTrue(ran.out().contains("\nverdict    incompatible: "), ran::toString);
  }

  @Test
  void jsonHoldsTheWholeDifferenceInOneLine() throws Exception {
    Ran ran = Ran.command("diff", "--json", base, base);

    assertEquals(0, ran.status(), ran::toString);
    assertEquals(1, ran.out().lines().count());
    assertTrue(ran.out().startsWith("{\"verdict\":\"same\",\"schema\":{\"from\":"), ran::toString);
    assertTrue(
        ran.out()
            .endsWith(
                "\"columns\":{\"added\":[],\"removed\":[],\"moved\":[]},"
                    + "\"definition\":[],\"learned\":[],\"data\":[]}\n"),
        ran::toString);
  }

  @Test
  void aFeatureSetIsComparedWithADefinitionAsBothWereBeforeFitting() throws Exception {
    Path definition = directory.resolve("other.json");
    Files.writeString(
        definition, OnlineRetail.definition().replace("\"version\": 2", "\"version\": 3"));

    Ran ran = Ran.command("diff", base, definition);

    assertEquals(3, ran.status(), ran::toString);
    assertEquals(
        """
        definition
          version: 2 -> 3
        verdict    other semantics, as far as it is known before fitting
        """,
        ran.out());
  }

  private Path fit(String name, String definition, List<String> records) throws Exception {
    Path file = Files.writeString(directory.resolve(name + ".json"), definition);
    Path lines = Files.write(directory.resolve(name + ".jsonl"), records);
    Path output = directory.resolve(name);
    Ran ran = Ran.command("fit", "--definition", file, "--output", output, lines);
    assertEquals(0, ran.status(), ran::toString);
    return output;
  }
}
