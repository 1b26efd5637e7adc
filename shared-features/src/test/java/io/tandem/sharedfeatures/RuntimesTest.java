package io.tandem.sharedfeatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.oracle.EveryFunction;
import io.tandem.sharedfeatures.oracle.OracleComparison;
import io.tandem.sharedfeatures.oracle.RandomOrders;
import io.tandem.strictjson.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One corpus fitted and extracted, each in a process of its own, on the JDK of these tests and on
 * the one that runs Maven: the same bytes.
 */
class RuntimesTest {
  private static final Path EXAMPLES = Path.of("..", "examples");

  @TempDir private Path directory = Path.of("");

  @Test
  void deferredPaymentGivesTheSameBytes() throws Exception {
    List<String> records = new ArrayList<>(Sample.lines("deferred-payment", "sample.jsonl.gz"));
    for (Json.Obj example : DeferredPaymentTest.examples()) {
      String order = Sample.field(example, "order").compact();
      records.add("{\"order\": " + order + ", \"outcome\": {\"defaulted\": true}}");
    }
    assertTrue(records.size() > 2_000);

    compare(DeferredPaymentTest.definition(), records);
  }

  @Test
  void onlineRetailGivesTheSameBytes() throws Exception {
    compare(
        Files.readAllBytes(EXAMPLES.resolve("online-retail").resolve("features.json")),
        Sample.lines("online-retail", "validation.jsonl.gz"));
  }

  @Test
  void everyFunctionGivesTheSameBytes() throws Exception {
    byte[] written = OracleComparison.lenient(EveryFunction.definition());
    FeatureDefinition definition = FeatureDefinition.read(written);
    RandomOrders orders =
        new RandomOrders(definition.sources().subList(0, definition.labelSlot()), List.of());
    Random random = new Random(71);
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      records.add("{\"order\": %s, \"label\": %s}".formatted(orders.right(random), i % 3 == 0));
    }

    compare(written, records);
  }

  /** Java 17 has Unicode 13.0, Java 25 16.0; the semantics are compared, too. */
  @Test
  void lettersNewerThanAJdkGiveTheSameBytes() throws Exception {
    List<String> texts = new ArrayList<>();
    for (int c : new int[] {0x2c2f, 0xa7c0, 0xa7d0, 0x10570, 0x1c89, 0xa7cb, 0x10d50}) {
      String letter = Character.toString(c);
      texts.addAll(List.of(letter, "a" + letter, letter + "b " + letter, letter + "\u03a3"));
    }
    List<String> records =
        texts.stream()
            .map(text -> "{\"order\": {\"s\": \"%s\"}, \"label\": true}".formatted(text))
            .toList();
    String features =
        Stream.of("lower(s)", "fold(s)", "name_case(s)", "domain(concat('@', s))", "s")
            .map(
                value ->
                    "{\"name\": \"%s\", \"value\": \"%s\", \"encode\": {\"one-hot\": {}}}"
                        .formatted(value.replaceAll("\\W", "_"), value))
            .collect(Collectors.joining(","));

    compare(
        Sample.bytes(
            Sample.definition("{\"s\": {\"path\": \"$.s\", \"type\": \"text\"}}", features)),
        records);
  }

  /** Java 17 knows neither these marks nor that they compose. */
  @Test
  void marksNewerThanAJdkGiveTheSameBytes() throws Exception {
    List<String> texts = new ArrayList<>();
    for (int c : new int[] {0x301, 0x1acf, 0x10efd, 0x113ce, 0x1e4ef, 0x897, 0x10d69}) {
      String mark = Character.toString(c);
      texts.addAll(List.of("e" + mark, "e" + mark + "\u0323\u0301", "e\u0323" + mark + "\u0302"));
    }
    texts.addAll(List.of("\ud808\udc00\u0301", "\ud804\udf82\ud804\udfc9", "\ud804\udf83"));
    List<String> records =
        texts.stream()
            .map(text -> "{\"order\": {\"s\": \"%s\"}, \"label\": true}".formatted(text))
            .toList();
    String feature = "{\"name\": \"f\", \"value\": \"fold(s)\", \"encode\": {\"one-hot\": {}}}";

    compare(
        OracleComparison.inNewestDialect(
            Sample.bytes(
                Sample.definition("{\"s\": {\"path\": \"$.s\", \"type\": \"text\"}}", feature))),
        records);
  }

  /** The comparison would be worth nothing if it could not fail. */
  @Test
  void anotherRecordGivesOtherBytes() throws Exception {
    List<String> records = Sample.lines("online-retail", "validation.jsonl.gz").subList(0, 500);
    byte[] definition =
        Files.readAllBytes(EXAMPLES.resolve("online-retail").resolve("features.json"));
    Path all = Files.createDirectory(directory.resolve("all"));
    Path fewer = Files.createDirectory(directory.resolve("fewer"));

    assertNotEquals(
        RuntimeBytes.hash(FeatureDefinition.read(definition), bytes(records), all),
        RuntimeBytes.hash(
            FeatureDefinition.read(definition), bytes(records.subList(1, 500)), fewer));
  }

  private void compare(byte[] definition, List<String> records) throws Exception {
    assumeTrue(Files.isExecutable(ChildJvm.OTHER), "tandem.other-java-home names no other JDK");
    Path features = Files.write(directory.resolve("features.json"), definition);
    Path input = Files.write(directory.resolve("records.jsonl"), records);
    String here = run(ChildJvm.HERE, features, input);
    String there = run(ChildJvm.OTHER, features, input);
    String version = there.split(" ", 2)[0];
    assumeTrue(
        !here.split(" ", 2)[0].equals(version),
        () -> "Maven runs on the JDK of these tests, " + version + ": nothing to compare");

    assertEquals(here.split(" ", 2)[1], there.split(" ", 2)[1], () -> "on Java " + version);
  }

  private String run(Path java, Path features, Path records)
      throws IOException, InterruptedException {
    Path artifact = Files.createTempDirectory(directory, "artifact");
    return ChildJvm.run(
        java,
        List.of(),
        RuntimeBytes.class,
        List.of(features.toString(), records.toString(), artifact.toString()));
  }

  private static List<byte[]> bytes(List<String> lines) {
    return lines.stream().map(Sample::bytes).toList();
  }
}
