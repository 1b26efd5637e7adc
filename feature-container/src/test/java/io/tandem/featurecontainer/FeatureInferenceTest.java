package io.tandem.featurecontainer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FeatureInferenceTest {
  private static final String ORDER =
      OnlineRetail.order(OnlineRetail.records("validation").getFirst());

  private Path model = Path.of("");

  @BeforeAll
  void fit(@TempDir Path directory) throws Exception {
    model = OnlineRetail.fit(directory, OnlineRetail.definition());
  }

  @Test
  void anAnswerIsBoundedHoweverManyVectorsTheBodyMeans() {
    assertInstanceOf(Answered.class, invoke(10, 10_000));

    Rejected refused = assertInstanceOf(Rejected.class, invoke(100, 10_000));

    assertEquals(Reason.TOO_LARGE, refused.reason());
  }

  private InvocationResult invoke(int orders, long maxAnswerBytes) {
    try (FeatureInference inference =
        FeatureInference.load(FeatureArtifact.read(model), false, maxAnswerBytes)) {
      return inference.invoke(
          new Invocation(
              MediaType.of(MediaType.JSON_LINES),
              MediaType.CSV,
              (ORDER + "\n").repeat(orders).getBytes(UTF_8)));
    }
  }
}
