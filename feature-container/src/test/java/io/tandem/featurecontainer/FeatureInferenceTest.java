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
import io.tandem.sharedfeatures.FeatureSet;
import java.nio.file.Path;
import java.util.List;
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

  /** Warming up with what is rejected would warm nothing. */
  @Test
  void everySampleOfTheWarmUpIsAnswered() {
    FeatureSet features = FeatureArtifact.read(model);
    try (FeatureInference inference = new FeatureInference(features, false, 1 << 20)) {
      List<Invocation> samples = inference.samples(features.goldenOrders());

      assertEquals(16, samples.size());
      samples.forEach(sample -> assertInstanceOf(Answered.class, inference.invoke(sample)));
    }
  }

  private InvocationResult invoke(int orders, long maxAnswerBytes) {
    try (FeatureInference inference =
        new FeatureInference(FeatureArtifact.read(model), false, maxAnswerBytes)) {
      return inference.invoke(
          new Invocation(
              MediaType.of(MediaType.JSON_LINES),
              MediaType.CSV,
              (ORDER + "\n").repeat(orders).getBytes(UTF_8)));
    }
  }
}
