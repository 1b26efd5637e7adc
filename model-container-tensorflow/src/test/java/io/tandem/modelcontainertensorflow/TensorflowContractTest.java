package io.tandem.modelcontainertensorflow;

import io.tandem.inferenceserver.container.ContainerProgram.Trainer;
import io.tandem.inferencetestkit.ContainerContract;
import io.tandem.inferencetestkit.ContainerUnderTest;
import io.tandem.inferencetestkit.ContainerUnderTest.Fault;
import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import io.tandem.modelcontainer.ModelContainer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract, with a network that Keras 3 has exported. Each of its processes loads the library.
 */
@Tag("long")
final class TensorflowContractTest extends ContainerContract {
  @TempDir static Path model;

  @Override
  protected ContainerUnderTest describe() {
    return describe(model.resolve("keras"));
  }

  /**
   * @param model a folder that is not there yet, for the artifact
   */
  static ContainerUnderTest describe(Path model) {
    return new ContainerUnderTest(
        new ModelContainer(TensorflowModelContainer.engines(), TensorflowContractTest::noTrainer),
        TensorflowModelContainer.class,
        Golden.UNPACKED,
        Golden.copy("keras", model),
        List.of(
            Golden.csv("1,2.5,0,-4e-3,0,6\n1,2,3,4,5,6\n"),
            new Sample("application/json", utf8("{\"instances\":[[1,2.5,0,4,5,6]]}")),
            new Sample("application/jsonlines", utf8("{\"features\":[1,2.5,0,4,5,6]}\n")),
            new Sample("application/x-npy", npy(new float[] {1, 2, 3, 4, 5, 6}))),
        List.of("text/csv", "application/json", "application/jsonlines"),
        List.of(
            fault("empty CSV", "text/csv", "", "no rows"),
            fault("short row", "text/csv", "1,2,3,4,5,6\n77,2,3\n", "row 2: 3 columns, expected 6"),
            fault("long row", "text/csv", "77,2,3,4,5,6,7\n", "row 1: 7 columns, expected 6"),
            fault("word", "text/csv", "1,2,3,4,5,6\n1,2,77x,4,5,6", "row 2, column 3"),
            fault("infinity", "text/csv", "1,-inf,77,4,5,6", "row 1, column 2: expected a fini"),
            fault("cut-off JSON", "application/json", "{\"instances\":[[77,2,3", "byte"),
            fault("text", "application/json", "[[1,\"77\",3,4,5,6]]", "$[0][1]: expected a number"),
            fault("short", "application/json", "{\"instances\":[[77,2]]}", "$.instances[0]: 2 col"),
            fault("no npy", "application/x-npy", "secret77", "NumPy")));
  }

  private static Trainer noTrainer() {
    throw new AssertionError("nothing is trained here");
  }

  private static Fault fault(String name, String contentType, String body, String detail) {
    return new Fault(name, contentType, utf8(body), 400, detail, body.contains("77") ? "77" : "");
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
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
