package io.tandem.modelcontainer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.inferencetestkit.Answer;
import io.tandem.inferencetestkit.ContainerContract;
import io.tandem.inferencetestkit.ContainerUnderTest;
import io.tandem.inferencetestkit.ContainerUnderTest.Fault;
import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import io.tandem.modelcontainer.xgboost.train.XgboostTrainer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract, with a model trained in Python under the conventions of AWS's image. */
final class ModelContainerContractTest extends ContainerContract {
  private static final String VECTORS = "application/vnd.tandem.vectors+csv";
  private static final String OURS = Artifacts.FINGERPRINTS.asParametersOf(VECTORS).toString();

  /** What Python predicts for the row without any value and for that of zeros. */
  private static final String MISSING_AND_ZERO = ",,,,,\n0,0,0,0,0,0\n";

  private static final String ANSWER = "0.39944574\n0.17129996\n";

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
        new ModelContainer(Artifacts.ENGINES, () -> new XgboostTrainer(System.out)),
        ModelContainer.class,
        Map.of(),
        Artifacts.withManifest("binary-logistic", "binary:logistic", model),
        List.of(
            new Sample("text/csv", utf8("1,2.5,,-4e-3,0,6\n1,2,3,4,5,6\n")),
            new Sample(OURS, utf8("1,2.5,,-4e-3,0,6\n")),
            new Sample("application/json", utf8("{\"instances\":[[1,2.5,null,4,5,6]]}")),
            new Sample("application/jsonlines", utf8("{\"features\":[1,2.5,null,4,5,6]}\n")),
            new Sample("application/x-npy", npy(new float[] {1, 2, Float.NaN, 4, 5, 6}))),
        List.of("text/csv", "application/json", "application/jsonlines"),
        faults());
  }

  private static List<Fault> faults() {
    String json = "application/json";
    String lines = "application/jsonlines";
    return List.of(
        fault("empty CSV", "text/csv", "", "no rows"),
        fault("blank CSV", "text/csv", "\r\n\n", "no rows"),
        fault("short row", "text/csv", "1,2,3,4,5,6\n77,2,3\n", "row 2: 3 columns, expected 6"),
        fault("long row", "text/csv", "77,2,3,4,5,6,7\n", "row 1: 7 columns, expected 6"),
        fault("word", "text/csv", "1,2,3,4,5,6\n1,2,secret77,4,5,6", "row 2, column 3"),
        fault("1e400 in CSV", "text/csv", "1,2,3,1e400,77,6", "row 1, column 4: the number is out"),
        fault("infinity in CSV", "text/csv", "1,-inf,77,4,5,6", "row 1, column 2: expected a fini"),
        fault("blank line", "text/csv", "1,2,3,4,5,77\n\n1,2,3,4,5,6", "row 2: 1 column, expected"),
        fault("empty JSON", json, "", "the body is empty"),
        fault("cut-off JSON", json, "{\"instances\":[[77,2,3", "byte"),
        fault("trailing garbage", json, "[[1,2,3,4,5,6]] secret77", "byte"),
        fault("second document", json, "[[1,2,3,4,5,6]] [77]", "nothing after the JSON value"),
        fault("text for a number", json, "[[1,\"77\",3,4,5,6]]", "$[0][1]: expected a number"),
        fault("1e400 in JSON", json, "{\"features\":[1,1e400,77,4,5,6]}", "$.features[1]: the nu"),
        fault("Infinity", json, "[[1,Infinity,77,4,5,6]]", "$[0][1]: the number is infinite"),
        fault("-Infinity", json, "[[1,-Infinity,77,4,5,6]]", "$[0][1]: the number is infinite"),
        fault(
            "Infinity in a line", lines, "[1,Infinity,77,4,5,6]", "line 1, $[1]: the number is in"),
        fault("NaN as a key", json, tensor("[77]", "[NaN]", ""), "whole numbers"),
        fault("nan", json, "[[1,nan,77,4,5,6]]", "byte"),
        fault("NaN as a row", json, "[NaN,[77]]", "expected a number"),
        fault("short instance", json, "{\"instances\":[[77,2]]}", "$.instances[0]: 2 columns, ex"),
        fault("no instances", json, "{\"secret77\":1}", "expected \"instances\" or \"features\""),
        fault("duplicate key", json, "{\"instances\":[],\"instances\":[[77]]}", "byte"),
        fault("deep JSON", json, "{\"a\":" + "[".repeat(10_000) + 77, "nested deeper than"),
        fault("wrong type", json, "77", "$: expected an object or an array"),
        fault("wrong shape", json, tensor("[1,2]", "", "[77]"), "expected the shape [6]"),
        fault("wrong key", json, tensor("[1,2]", "[0,77]", ""), "different column numbers from 0"),
        fault("empty JSON Lines", lines, "", "no rows"),
        fault("cut-off line", lines, "[1,2,3,4,5,6]\n[77", "line 2, byte"),
        fault("short line", lines, "[1,2,3,4,5,6]\n[77]", "line 2, $: 1 column, expected 6"),
        fault("no npy", "application/x-npy", "secret77", "NumPy"),
        new Fault(
            "invalid UTF-8",
            json,
            new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'},
            400,
            "byte",
            ""),
        fault("no fingerprint", VECTORS, "77,2,3,4,5,6", "parameter schema: the model was trained"),
        fault(
            "no semantics",
            VECTORS + ";schema=00ff17",
            "77,2,3,4,5,6",
            "a1b2c3; expected this, found none"),
        mismatch(
            "other schema",
            VECTORS + "; schema=00ff18; semantics=a1b2c3",
            "schema 00ff17; expected this, found 00ff18"),
        mismatch(
            "other schema in CSV",
            "text/csv; schema=00ff18",
            "schema 00ff17; expected this, found 00ff18"),
        mismatch(
            "other semantics",
            VECTORS + "; schema=00FF17; semantics=a1b2c4",
            "semantics a1b2c3; expected this, found a1b2c4"),
        new Fault(
            "a schema that is no fingerprint",
            VECTORS + "; schema=secret",
            utf8("1,2,3,4,5,6"),
            400,
            "schema 00ff17; expected this, found something else than hexadecimal digits",
            "secret"));
  }

  private static Fault mismatch(String name, String contentType, String detail) {
    return new Fault(name, contentType, utf8("77,2,3,4,5,6"), 400, detail, "77");
  }

  private static Fault fault(String name, String contentType, String body, String detail) {
    String secret = body.contains("secret77") ? "secret77" : body.contains("77") ? "77" : "";
    return new Fault(name, contentType, utf8(body), 400, detail, secret);
  }

  private static String tensor(String values, String keys, String shape) {
    return "{\"instances\":[{\"data\":{\"features\":{\"values\":"
        + values
        + (keys.isEmpty() ? "" : ",\"keys\":" + keys)
        + (shape.isEmpty() ? "" : ",\"shape\":" + shape)
        + "}}}]}";
  }

  @Test
  void csvIsAnsweredWithALinePerRow() throws IOException {
    assertAnswer(ANSWER, "text/csv", "text/csv", MISSING_AND_ZERO);
    assertAnswer(ANSWER, "text/csv", "text/csv", "\ufeff , ,nan,, ,\r\n0,0,0.0,+0,-0,0\r\n\r\n\n");
    assertAnswer(ANSWER, "text/csv", OURS, MISSING_AND_ZERO);
  }

  @Test
  void everyFormOfJsonIsRead() throws IOException {
    everyFormOfJsonIsRead("null,null,null,null,null,null");
  }

  @Test
  void missingMayBeWhatPythonWrites() throws IOException {
    everyFormOfJsonIsRead("NaN,NaN,NaN,NaN,NaN,NaN");
    everyFormOfJsonIsRead("NaN,null, NaN ,null,NaN,NaN");
  }

  private void everyFormOfJsonIsRead(String n) throws IOException {
    String z = "0,0.0,0e3,-0,0,0";
    for (String body :
        List.of(
            "{\"instances\":[[" + n + "],[" + z + "]]}",
            "{\"instances\":[{\"features\":[" + n + "]},{\"features\":[" + z + "]}]}",
            "{\"signature_name\":{\"a\":[1]},\"instances\":[[" + n + "],[" + z + "]]}",
            "[[" + n + "],[" + z + "]]",
            "[{\"features\":[" + n + "]},[" + z + "]]",
            tensor("[" + n + "]", "", "[6]").replace("}}}]", "}}},[" + z + "]]"),
            tensor("[]", "[]", "").replace("}}}]", "}}},{\"features\":[" + z + "]}]"))) {
      assertAnswer(ANSWER, "text/csv", "application/json", body);
    }
    assertAnswer("0.17129996\n", "text/csv", "application/json", "[" + z + "]");
    assertAnswer("0.17129996\n", "text/csv", "application/json", "{\"features\":[" + z + "]}");
    assertAnswer(
        ANSWER, "text/csv", "application/jsonlines", "[" + n + "]\r\n{\"features\":[" + z + "]}");
  }

  @Test
  void answersComeAsJsonAndJsonLines() throws IOException {
    assertAnswer(
        "{\"predictions\":[{\"score\":0.39944574},{\"score\":0.17129996}]}",
        "application/json",
        "text/csv",
        MISSING_AND_ZERO);
    assertAnswer(
        "{\"score\":0.39944574}\n{\"score\":0.17129996}\n",
        "application/jsonlines",
        "text/csv",
        MISSING_AND_ZERO);
  }

  private void assertAnswer(String expected, String accept, String contentType, String body)
      throws IOException {
    Answer answer = post(List.of("Content-Type: " + contentType, "Accept: " + accept), utf8(body));
    assertEquals(expected, answer.text(), () -> body + ": " + answer);
    assertEquals(200, answer.status());
  }

  private static byte[] npy(float[] row) {
    byte[] header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 6), }\n"
            .getBytes(StandardCharsets.US_ASCII);
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
