package io.tandem.sharedfeatures.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.DeferredPaymentTest;
import io.tandem.sharedfeatures.Sample;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.history.EventsFuzz;
import io.tandem.sharedfeatures.history.HistoryFuzz;
import io.tandem.sharedfeatures.oracle.EveryFunction;
import io.tandem.sharedfeatures.oracle.OracleComparison;
import io.tandem.sharedfeatures.oracle.RandomOrders;
import io.tandem.strictjson.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every target of scripts/fuzz, on what it starts from and on what it once found, which is kept
 * under src/test/resources/fuzz. Leaves the seeds in target/fuzz for scripts/fuzz.
 */
class FuzzSeedsTest {
  private static final Path SEEDS = Path.of("target", "fuzz");
  private static final Path FOUND = Path.of("src", "test", "resources", "fuzz");
  private static final int RANDOM_ORDERS = 30;
  private static final int MUTATIONS = 400;

  @FunctionalInterface
  private interface Target {
    void run(byte[] bytes) throws IOException;
  }

  @Test
  void definitions() throws IOException {
    List<byte[]> seeds = new ArrayList<>(List.of(EveryFunction.definition()));
    seeds.add(OracleComparison.lenient(EveryFunction.definition()));
    try (Stream<Path> examples = Files.list(Path.of("..", "examples"))) {
      for (Path definition : examples.map(e -> e.resolve("features.json")).sorted().toList()) {
        if (Files.exists(definition)) {
          seeds.add(Files.readAllBytes(definition));
        }
      }
    }
    pass("definition", seeds, DefinitionFuzz::fuzzerTestOneInput);
  }

  @Test
  void states(@TempDir Path directory) throws IOException {
    EveryFunction.fit(EveryFunction.encodings()).write(directory);
    ByteArrayOutputStream files = new ByteArrayOutputStream();
    for (String file : StateFuzz.FILES) {
      files.writeBytes(Files.readAllBytes(directory.resolve(file)));
      files.write(StateFuzz.SEPARATOR);
    }
    pass("state", List.of(files.toByteArray()), StateFuzz::fuzzerTestOneInput);
  }

  /** Of the processes of a cluster. */
  @Test
  void partialStates() throws IOException {
    pass("partial", PartialFuzz.seeds(), PartialFuzz::fuzzerTestOneInput);
  }

  /** Without coverage to guide it, but on every build: any bytes with a right checksum. */
  @Test
  void mutatedPartialStates() {
    Random random = new Random(43);
    for (byte[] seed : PartialFuzz.seeds()) {
      for (int i = 0; i < MUTATIONS; i++) {
        byte[] mutated = seed.clone();
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
          mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
        }
        PartialFuzz.fuzzerTestOneInput(mutated);
        PartialFuzz.fuzzerTestOneInput(Arrays.copyOf(mutated, random.nextInt(seed.length)));
      }
    }
  }

  @Test
  void orders() throws IOException {
    List<byte[]> seeds = new ArrayList<>(List.of(EveryFunction.ORDER));
    for (Json.Obj example : DeferredPaymentTest.examples()) {
      seeds.add(Sample.bytes(Sample.field(example, "order").compact()));
    }
    FeatureDefinition definition = FeatureDefinition.read(EveryFunction.definition());
    RandomOrders orders =
        new RandomOrders(definition.sources().subList(0, definition.labelSlot()), List.of());
    Random random = new Random(41);
    for (int i = 0; i < RANDOM_ORDERS; i++) {
      seeds.add(orders.next(random));
    }
    pass("order", seeds, OrderFuzz::fuzzerTestOneInput);
  }

  @Test
  void expressions() throws IOException {
    List<byte[]> seeds =
        Stream.concat(EveryFunction.numbers().stream(), EveryFunction.texts().stream())
            .map(Sample::bytes)
            .toList();
    pass("expression", seeds, ExpressionFuzz::fuzzerTestOneInput);
  }

  @Test
  void historyDefinitions() throws IOException {
    pass("history", HistoryFuzz.seeds(), HistoryFuzz::fuzzerTestOneInput);
  }

  @Test
  void linesOfHistories() throws IOException {
    pass("events", EventsFuzz.seeds(), EventsFuzz::fuzzerTestOneInput);
  }

  private static void pass(String target, List<byte[]> seeds, Target run) throws IOException {
    Path directory = Files.createDirectories(SEEDS.resolve(target));
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(directory.resolve("seed-" + i), seeds.get(i));
      run.run(seeds.get(i));
    }
    if (Files.exists(FOUND.resolve(target))) {
      try (Stream<Path> found = Files.list(FOUND.resolve(target))) {
        for (Path input : found.sorted().toList()) {
          run.run(Files.readAllBytes(input));
        }
      }
    }
    assertTrue(seeds.size() > 0, "no seeds");
  }
}
