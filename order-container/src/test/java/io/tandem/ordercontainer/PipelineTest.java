package io.tandem.ordercontainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.MediaType;
import io.tandem.inferencetestkit.Answer;
import io.tandem.inferencetestkit.Connection;
import io.tandem.inferencetestkit.TestProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What calls ask for in their custom attributes, as a user sends them: to the two containers behind
 * local-sagemaker, all of them processes, and beside them to the order container.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PipelineTest {
  private static final String ON_REQUEST = "TANDEM_OUTPUT_ON_REQUEST";
  private static final String ALLOWED = "contributions,reasons";
  private static final String REASONS =
      "tandem-output=probability,reasons;tandem-reasons=2;tandem-language=de";
  private static final String CONTRIBUTIONS = "tandem-output=contributions,probability";
  private static final int STOPPED_BY_SIGTERM = 143;

  private final List<TestProcess> processes = new ArrayList<>();
  private List<String> orders = List.of();
  private int before;
  private int pipeline;
  private int whole;

  /** One call, by what the caller sends. */
  private record Call(String contentType, String accept, String body) {
    /** Status, content type and body. */
    String of(int port, String attributes) throws IOException {
      List<String> headers =
          new ArrayList<>(List.of("Content-Type: " + contentType, "Accept: " + accept));
      if (!attributes.isEmpty()) {
        headers.add("X-Amzn-SageMaker-Custom-Attributes: " + attributes);
      }
      Answer answer =
          Connection.exchange(
              port, "POST", "/invocations", headers, body.getBytes(StandardCharsets.UTF_8));
      return "%d %s\n%s"
          .formatted(answer.status(), answer.header("Content-Type").orElse(""), answer.text());
    }
  }

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    Path artifact = Example.ONLINE_RETAIL.train(folder);
    orders = Example.ONLINE_RETAIL.orders("validation").subList(0, 50);
    LocalPlatform platform = LocalPlatform.of(artifact, folder.resolve("platform"));
    before = TestProcess.freePort();
    processes.add(platform.endpoint(LocalPlatform.pipeline(Map.of()), before));
    pipeline = TestProcess.freePort();
    processes.add(platform.endpoint(LocalPlatform.pipeline(Map.of(ON_REQUEST, ALLOWED)), pipeline));
    whole = TestProcess.freePort();
    Path base = Files.createDirectory(folder.resolve("order-container"));
    Files.createSymbolicLink(base.resolve("model"), artifact);
    processes.add(
        TestProcess.start(
            OrderContainer.class,
            Map.of(
                "SAGEMAKER_BASE_DIR",
                base.toString(),
                "SAGEMAKER_BIND_TO_PORT",
                Integer.toString(whole),
                LocalPlatform.OUTPUT,
                "probability",
                ON_REQUEST,
                ALLOWED),
            "serve"));
    List<Integer> ports = List.of(before, pipeline, whole);
    for (int i = 0; i < ports.size(); i++) {
      processes.get(i).awaitPing(ports.get(i), 200);
    }
  }

  @AfterAll
  void stop() throws InterruptedException {
    processes.forEach(TestProcess::terminate);
    for (TestProcess process : processes) {
      try (process) {
        assertEquals(STOPPED_BY_SIGTERM, process.exitStatus(), process::toString);
      }
    }
  }

  private List<Call> calls() {
    List<Call> calls = new ArrayList<>();
    for (String accept : List.of(MediaType.CSV, MediaType.JSON, MediaType.JSON_LINES)) {
      calls.add(new Call(MediaType.JSON, accept, orders.getFirst()));
      calls.add(new Call(MediaType.JSON_LINES, accept, String.join("\n", orders)));
    }
    return calls;
  }

  @Test
  void anAnswerIsTheOrderContainersByteForByteWhateverACallAsksFor() throws IOException {
    for (Call call : calls()) {
      for (String attributes : List.of("", "trace=1", REASONS, CONTRIBUTIONS)) {
        String answer = call.of(pipeline, attributes);

        assertTrue(answer.startsWith("200 " + call.accept()), answer);
        assertEquals(call.of(whole, attributes), answer);
      }
    }
  }

  @Test
  void onlyTheCallThatAsksGetsReasonsOrContributions() throws IOException {
    for (Call call : calls()) {
      String usual = call.of(pipeline, "trace=1");
      assertFalse(explains(usual) || usual.contains("code"), usual);
      String reasons = call.of(pipeline, REASONS);
      assertTrue(reasons.contains("code") && !reasons.contains("bias"), reasons);
      String contributions = call.of(pipeline, CONTRIBUTIONS);
      assertTrue(explains(contributions) && !contributions.contains("code"), contributions);
    }
  }

  /** In JSON by their names, in CSV as a quoted list. */
  private static boolean explains(String answer) {
    return answer.contains("bias") || answer.contains(",\"[") || answer.contains("\n\"[");
  }

  @Test
  void aCallThatAsksForNothingGetsTheBytesOfAPipelineWithoutTheSetting() throws IOException {
    for (Call call : calls()) {
      String usual = call.of(before, "");

      assertEquals(usual, call.of(pipeline, ""));
      assertEquals(usual, call.of(before, REASONS));
    }
  }

  @Test
  void whatACallMayNotAskForIsTheModelsErrorWithTheOrderContainersWords() throws IOException {
    Call call = calls().getFirst();

    String refused = call.of(whole, "tandem-output=labels");
    String failed = call.of(pipeline, "tandem-output=labels");

    assertTrue(refused.startsWith("400 ") && refused.contains("tandem-output: "), refused);
    assertTrue(failed.startsWith("424 "), failed);
    String words = refused.substring(refused.indexOf('\n') + 1).strip().replace("\"", "\\\"");
    assertTrue(failed.contains("\"OriginalMessage\":\"" + words), failed);
  }
}
