package io.tandem.sharedfeatures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.oracle.EveryFunction;
import io.tandem.sharedfeatures.oracle.OracleComparison;
import io.tandem.sharedfeatures.oracle.RandomOrders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster without the cluster: three processes fit a part of the records each, on two JDKs, with
 * other hash codes, locales and charsets. However their states are merged, the feature set is the
 * one that a single process fits.
 */
class StatesOfProcessesTest {
  private static final int PARTS = 3;

  private static final List<List<Integer>> ORDERS =
      List.of(
          List.of(0, 1, 2),
          List.of(0, 2, 1),
          List.of(1, 0, 2),
          List.of(1, 2, 0),
          List.of(2, 0, 1),
          List.of(2, 1, 0));

  @TempDir private Path directory = Path.of("");

  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  private record Corpus(byte[] definition, List<String> records) {
    List<String> part(int part) {
      List<String> lines = new ArrayList<>();
      for (int i = part; i < records.size(); i += PARTS) {
        lines.add(records.get(i));
      }
      return lines;
    }
  }

  @Test
  void statesOfThreeProcessesMakeTheFeatureSetOfOne() throws Exception {
    assumeTrue(Files.isExecutable(ChildJvm.OTHER), "tandem.other-java-home names no other JDK");
    Map<String, Corpus> corpora = corpora();
    List<String> processes =
        List.of(
            fitPart(0, corpora, ChildJvm.HERE, "2", "tr", "TR", "UTF-8"),
            fitPart(1, corpora, ChildJvm.OTHER, "0", "ar", "EG", "ISO-8859-1"),
            fitPart(2, corpora, ChildJvm.HERE, "3", "de", "DE", "US-ASCII"));
    String here = Runtime.version().feature() + " ";
    assertEquals(here + "tr_TR UTF-8", processes.get(0));
    assertTrue(processes.get(1).endsWith("ar_EG ISO-8859-1"), processes.get(1));
    assertEquals(here + "de_DE US-ASCII", processes.get(2));

    for (Map.Entry<String, Corpus> corpus : corpora.entrySet()) {
      FeatureDefinition definition = FeatureDefinition.read(corpus.getValue().definition);
      Fitter alone = StateBytes.fit(definition, corpus.getValue().records);
      Map<String, byte[]> expected = alone.finish().files();
      for (List<Integer> order : ORDERS) {
        String how = corpus.getKey() + " " + order;
        Fitter merged = new Fitter(definition);
        for (int part : order) {
          merged.merge(Files.readAllBytes(state(corpus.getKey(), part)));
        }

        assertEquals(alone.records(), merged.records(), how);
        assertEquals(alone.neverSeen(), merged.neverSeen(), how);
        assertArrayEquals(alone.state(), merged.state(), how);
        merged
            .finish()
            .files()
            .forEach((name, bytes) -> assertArrayEquals(expected.get(name), bytes, how + name));
      }
    }
  }

  private String fitPart(
      int part,
      Map<String, Corpus> corpora,
      Path java,
      String hash,
      String language,
      String country,
      String charset)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    for (Map.Entry<String, Corpus> corpus : corpora.entrySet()) {
      String name = corpus.getKey();
      Path definition = Files.write(directory.resolve(name), corpus.getValue().definition);
      Path records =
          Files.write(directory.resolve(name + ".records." + part), corpus.getValue().part(part));
      arguments.addAll(
          List.of(definition.toString(), records.toString(), state(name, part).toString()));
    }
    return ChildJvm.run(
        java,
        List.of(
            "-XX:+UnlockExperimentalVMOptions",
            "-XX:hashCode=" + hash,
            "-Duser.language=" + language,
            "-Duser.country=" + country,
            "-Dfile.encoding=" + charset),
        StateBytes.class,
        arguments);
  }

  private Path state(String corpus, int part) {
    return directory.resolve(corpus + ".state." + part);
  }

  private static Map<String, Corpus> corpora() throws IOException {
    Map<String, Corpus> corpora = new LinkedHashMap<>();
    corpora.put("every-function", everyFunction());
    example(corpora, "deferred-payment", "features.json", "sample.jsonl.gz");
    example(corpora, "online-retail", "features.json", "validation.jsonl.gz");
    example(corpora, "german-credit", "features.json", "records.jsonl.gz");
    example(corpora, "uci-credit-default", "features.json", "records.jsonl.gz");
    example(corpora, "uci-credit-default", "features-columns.json", "records.jsonl.gz");
    return corpora;
  }

  private static void example(
      Map<String, Corpus> corpora, String example, String definition, String file)
      throws IOException {
    List<String> lines = Sample.lines(example, file);
    corpora.put(
        example + "-" + definition,
        new Corpus(
            Files.readAllBytes(Path.of("..", "examples", example, definition)),
            lines.subList(0, Math.min(3_000, lines.size()))));
  }

  private static Corpus everyFunction() {
    byte[] written = OracleComparison.lenient(EveryFunction.definition());
    FeatureDefinition definition = FeatureDefinition.read(written);
    RandomOrders orders =
        new RandomOrders(definition.sources().subList(0, definition.labelSlot()), List.of());
    Random random = new Random(17);
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      String order = orders.right(random);
      // A line each: as white space they may have ends of lines within.
      records.add(
          "{\"order\": %s, \"label\": %s}"
              .formatted(order.replaceAll("[\\r\\n]", " "), i % 3 == 0));
    }
    return new Corpus(written, records);
  }
}
