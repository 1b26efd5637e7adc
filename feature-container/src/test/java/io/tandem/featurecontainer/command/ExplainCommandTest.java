package io.tandem.featurecontainer.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.featurecontainer.OnlineRetail;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExplainCommandTest {
  private static final Path ORDER = OnlineRetail.EXAMPLE.resolve("order.json");
  private static final String RECORD = OnlineRetail.records("validation").getFirst();

  @TempDir Path directory;
  private Path features = Path.of("");

  @BeforeEach
  void fit() throws Exception {
    Path records =
        Files.write(
            directory.resolve("records.jsonl"), OnlineRetail.records("validation").subList(0, 300));
    features = directory.resolve("fitted");
    Path definition = OnlineRetail.EXAMPLE.resolve("features.json");
    Ran ran = Ran.command("fit", "--definition", definition, "--output", features, records);
    assertEquals(0, ran.status(), ran::toString);
  }

  @Test
  void onlyTheNamedFeaturesAreExplainedAsJsonToo() {
    Ran text = explain("--only", " hour , amount_log", ORDER);
    Ran json = explain("--json", "--only", "amount_log, hour", ORDER);

    assertEquals(0, text.status(), text::toString);
    assertEquals(2, text.out().lines().filter(line -> line.matches("[a-z_]+ = .*")).count());
    assertTrue(json.out().contains("\"name\":\"hour\""), json::toString);
    assertFalse(json.out().contains("\"name\":\"weekday\""), json::toString);
  }

  @Test
  void anUnknownFeatureIsNamedWithTheNearestOne() {
    Ran ran = explain("--only", "amout_log", ORDER);

    assertEquals(1, ran.status(), ran::toString);
    assertEquals(
        List.of("explain: --only: there is no feature amout_log; did you mean amount_log?"),
        ran.err());
  }

  @Test
  void aTrainingRecordIsExplainedAsOneAndOtherwiseRecognised() throws Exception {
    Path record = Files.writeString(directory.resolve("record.json"), RECORD);

    assertEquals(0, explain("--records", record).status());
    Ran asOrder = explain(record);
    Ran asRecord = explain("--records", ORDER);

    assertEquals(1, asOrder.status(), asOrder::toString);
    assertTrue(asOrder.err().getFirst().endsWith("add --records"), asOrder::toString);
    assertTrue(asRecord.err().getFirst().endsWith("leave out --records"), asRecord::toString);
  }

  @Test
  void aCompressedOrderIsToldByHowItBegins() throws Exception {
    Path packed = directory.resolve("order.json");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(Files.readAllBytes(ORDER));
    }

    assertEquals(explain(ORDER).out(), explain(packed).out());
  }

  @Test
  void aFolderAndAMissingFileAreTold() {
    assertTrue(
        explain(directory).err().getFirst().endsWith("is a folder; expected a file with an order"));
    assertTrue(
        explain(directory.resolve("no.json"))
            .err()
            .getFirst()
            .endsWith("no.json: not found; expected a file with an order"));
  }

  private Ran explain(Object... arguments) {
    Object[] all = new Object[arguments.length + 3];
    System.arraycopy(new Object[] {"explain", "--features", features}, 0, all, 0, 3);
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return Ran.command(all);
  }
}
