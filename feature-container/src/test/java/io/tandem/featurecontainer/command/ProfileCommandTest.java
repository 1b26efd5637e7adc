package io.tandem.featurecontainer.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.featurecontainer.OnlineRetail;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProfileCommandTest {
  @TempDir static Path directory;
  private final List<String> even = new ArrayList<>();
  private final List<String> odd = new ArrayList<>();
  private Path features = Path.of("");
  private Path later = Path.of("");

  @BeforeAll
  void fitHalfOfTheRecords() throws Exception {
    for (String record : OnlineRetail.records("train")) {
      (even.size() > odd.size() ? odd : even).add(record);
    }
    Path definition = Files.writeString(directory.resolve("f.json"), OnlineRetail.definition());
    Path lines = Files.write(directory.resolve("even.jsonl"), even);
    later = Files.write(directory.resolve("odd.jsonl"), odd);
    features = directory.resolve("fitted");
    Ran ran = Ran.command("fit", "--definition", definition, "--output", features, lines);
    assertEquals(0, ran.status(), ran::toString);
  }

  @Test
  void withoutOrdersItShowsTheTrainingProfile() {
    Ran ran = Ran.command("profile", "--features", features);

    assertEquals(0, ran.status(), ran::toString);
    assertTrue(ran.out().startsWith("training records: " + even.size() + "\n"), ran::toString);
    assertTrue(ran.out().contains("\nhour                missing   0.00 %  unseen   0.00 %  min "));
    assertTrue(ran.out().contains("\n  GB    "), ran::toString);
  }

  @Test
  void theOtherHalfIsStable() {
    Ran ran = Ran.command("profile", "--features", features, "--records", later);

    assertEquals(0, ran.status(), ran::toString);
    assertTrue(ran.out().contains("\nsource "), ran::toString);
    assertTrue(ran.out().lines().anyMatch(l -> l.matches("last_order .*[0-9]+ +[0-9.]+ %.*")));
    assertTrue(ran.out().contains("  stable  "), ran::toString);
    assertFalse(ran.out().contains("  moderate  "), ran::toString);
    assertFalse(ran.out().contains("  major  "), ran::toString);
    assertEquals(List.of(), ran.err());
  }

  @Test
  void whatDriftedComesFirstWithItsBins() throws Exception {
    List<String> drifted = new ArrayList<>();
    for (String record : odd) {
      drifted.add(
          OnlineRetail.order(record).replace("\"country\":\"GB\"", "\"country\":\"\\u001b\""));
    }
    Path file = Files.write(directory.resolve("drifted.jsonl"), drifted);

    Ran ran = Ran.command("profile", "--features", features, file);

    assertEquals(0, ran.status(), ran::toString);
    List<String> lines = ran.out().lines().toList();
    assertTrue(lines.get(3).startsWith("country             major"), ran::toString);
    assertTrue(lines.get(4).contains("  stable  "), ran::toString);
    assertTrue(ran.out().contains("\ncountry             training, now missing"), ran::toString);
  }

  @Test
  void threadsAndTheSplitOverFilesDoNotMatter() throws Exception {
    Path one = Files.write(directory.resolve("one.jsonl"), odd.subList(0, 1_000));
    Path two = Files.write(directory.resolve("two.jsonl"), odd.subList(1_000, odd.size()));
    Ran expected =
        Ran.command(
            "profile", "--features", features, "--records", "--threads", 1, "--json", later);

    Ran ran =
        Ran.command(
            "profile", "--features", features, "--records", "--threads", 3, "--json", two, one);

    assertEquals(expected.out(), ran.out());
    assertEquals(1, ran.out().lines().count());
    assertTrue(
        ran.out().startsWith("{\"records\":" + odd.size() + ",\"rejected\":0,\"sources\":[{"),
        ran::toString);
  }

  @Test
  void rejectedOrdersAreNamedAndTheOthersCount() {
    String order = OnlineRetail.order(odd.getFirst());

    Ran ran = Ran.withInput(order + "\n{}\n", "profile", "--features", features, "-");

    assertEquals(0, ran.status(), ran::toString);
    assertTrue(ran.out().startsWith("records: 1, training records: "), ran::toString);
    assertEquals("profile: 1 orders were rejected", ran.err().get(0));
    assertEquals(3, ran.err().size());
    assertTrue(
        ran.err().get(2).startsWith("profile: the drift of so few orders is unreliable: 1 of them"),
        ran::toString);
  }

  @Test
  void withoutAnOrderThereIsNoDrift() {
    Ran ran = Ran.withInput("{}\n", "profile", "--features", features, "-");

    assertEquals(1, ran.status(), ran::toString);
    assertEquals("profile: no order to compare with those of training", ran.err().getLast());
    assertEquals("", ran.out());
  }

  @Test
  void aDefinitionThatWasNotFittedHasNoProfile() throws Exception {
    Path bare = Files.createDirectories(directory.resolve("bare"));
    Files.writeString(
        bare.resolve("features.json"),
        """
        {"name": "bare", "version": 1, "dialect": 1,
         "record": {"order": "$.order", "label": "$.label"},
         "sources": {"x": {"path": "$.x", "type": "number"}},
         "features": [{"name": "x", "value": "x"}]}
        """);

    Ran ran = Ran.command("profile", "--features", bare);

    assertEquals(1, ran.status(), ran::toString);
    assertEquals(
        List.of("profile: " + bare + " has no training profile; fit the definition to records"),
        ran.err());
  }
}
