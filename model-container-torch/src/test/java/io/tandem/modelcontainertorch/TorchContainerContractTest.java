package io.tandem.modelcontainertorch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.inferencetestkit.Answer;
import io.tandem.inferencetestkit.ContainerContract;
import io.tandem.inferencetestkit.ContainerUnderTest;
import io.tandem.inferencetestkit.ContainerUnderTest.Fault;
import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import io.tandem.modelcontainer.ModelContainer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract, with a module that takes missing values. */
@Tag("long") // Each of its processes loads a library of 450 MB.
final class TorchContainerContractTest extends ContainerContract {
  private static final String VECTORS =
      "application/vnd.tandem.vectors+csv; " + Artifacts.FINGERPRINTS;

  @TempDir static Path model;

  @Override
  protected ContainerUnderTest describe() {
    return describe(model);
  }

  /**
   * @param model an empty folder for the artifact
   */
  static ContainerUnderTest describe(Path model) {
    return new ContainerUnderTest(
        new ModelContainer(
            TorchModelContainer.engines(),
            () -> {
              throw new AssertionError("it does not train here");
            }),
        TorchModelContainer.class,
        Artifacts.withLibrary(),
        Artifacts.withManifest(GoldenModel.newest("imputed"), "margin", model),
        List.of(
            new Sample("text/csv", utf8("1,2.5,,-4e-3,0,6\n1,2,3,4,5,6\n")),
            new Sample(VECTORS, utf8("1,2.5,,-4e-3,0,6\n")),
            new Sample("application/json", utf8("{\"instances\":[[1,2.5,null,4,5,6]]}")),
            new Sample("application/jsonlines", utf8("{\"features\":[1,2.5,null,4,5,6]}\n")),
            new Sample("application/x-npy", npy(new float[] {1, 2, Float.NaN, 4, 5, 6}))),
        List.of("text/csv", "application/json", "application/jsonlines"),
        List.of(
            fault("short row", "text/csv", "1,2,3,4,5,6\n77,2,3\n", "row 2: 3 columns, expected 6"),
            fault("word", "text/csv", "1,2,secret77,4,5,6", "row 1, column 3"),
            fault("short instance", "application/json", "[[77,2]]", "2 columns, expected 6"),
            fault("no npy", "application/x-npy", "secret77", "NumPy"),
            fault(
                "other schema",
                "text/csv; schema=00ff18",
                "77,2,3,4,5,6",
                "schema 00ff17; expected this, found 00ff18")));
  }

  private static Fault fault(String name, String contentType, String body, String detail) {
    return new Fault(
        name, contentType, utf8(body), 400, detail, body.contains("secret77") ? "secret77" : "77");
  }

  @Test
  void aRowIsAnsweredWithWhatPyTorchGives() throws IOException {
    GoldenModel golden = GoldenModel.newest("imputed");
    Answer answer =
        post(
            List.of("Content-Type: text/csv"), utf8(String.join("\n", GoldenModel.lines()) + "\n"));
    List<String> lines = answer.text().lines().toList();

    assertEquals(200, answer.status(), answer::toString);
    double[] expected = golden.expected();
    assertEquals(expected.length, lines.size());
    for (int i = 0; i < expected.length; i++) {
      assertEquals(
          expected[i],
          Float.parseFloat(lines.get(i)),
          2e-6 * Math.max(1, Math.abs(expected[i])),
          answer::toString);
    }
  }

  private static byte[] npy(float[] row) {
    byte[] header = utf8("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 6), }\n");
    ByteBuffer npy =
        ByteBuffer.allocate(10 + header.length + 4 * row.length).order(ByteOrder.LITTLE_ENDIAN);
    npy.put((byte) 0x93).put(utf8("NUMPY")).put((byte) 1).put((byte) 0);
    npy.putShort((short) header.length).put(header);
    for (float value : row) {
      npy.putFloat(value);
    }
    return npy.array();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
