package io.tandem.ordercontainer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.featurecontainer.serve.FeatureSetLoader;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.resources.ServingResources;
import io.tandem.modelcontainer.ModelContainer;
import io.tandem.modelcontainer.ModelLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The order container beside a pipeline of the two containers with the same artifact: orders as
 * JSON or JSON Lines, CSV between the two, predictions in any format.
 */
final class Halves implements AutoCloseable {
  private static final MediaType CSV = MediaType.of(MediaType.CSV);

  private final ServingResources resources = ServingResources.ofProcess();
  private final Inference features;
  private final Inference model;
  private final Inference whole;

  /**
   * @param artifact with the folders of both
   */
  Halves(Path artifact, Map<String, String> environment) {
    features =
        Example.load(
            new FeatureSetLoader(List.of(), false), artifact.resolve("features"), resources);
    model =
        Example.load(
            ModelLoader.of(ModelContainer.engines(), Settings.of(environment)),
            artifact.resolve("model"),
            resources);
    whole =
        Example.load(
            new OrderContainer(List.of()).serve(Settings.of(environment)), artifact, resources);
  }

  List<MediaType> accepts() {
    return model.accepts();
  }

  void assertSame(String contentType, MediaType accept, String body) {
    assertSame(contentType, accept, body, "");
  }

  /**
   * @param attributes go to both containers, as those of a pipeline do
   * @return the answer
   */
  String assertSame(String contentType, MediaType accept, String body, String attributes) {
    InvocationResult expected =
        switch (Example.invoke(features, contentType, CSV, utf8(body), attributes)) {
          case Answered vectors ->
              Example.invoke(model, MediaType.CSV, accept, vectors.toByteArray(), attributes);
          case Rejected refusal -> refusal;
        };
    InvocationResult found = Example.invoke(whole, contentType, accept, utf8(body), attributes);
    assertEquals(text(expected), text(found));
    return text(found);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(InvocationResult result) {
    return switch (result) {
      case Answered answer -> new String(answer.toByteArray(), StandardCharsets.ISO_8859_1);
      case Rejected refusal -> refusal.toString();
    };
  }

  /** Every order alone, and all of them in one body. */
  void assertSame(List<String> orders) {
    for (MediaType accept : accepts()) {
      for (String order : orders) {
        assertSame(MediaType.JSON, accept, order);
      }
      assertSame(MediaType.JSON_LINES, accept, orders.getFirst() + "\n");
      assertSame(MediaType.JSON_LINES, accept, String.join("\n", orders));
    }
  }

  @Override
  public void close() {
    features.close();
    model.close();
    whole.close();
    resources.close();
  }
}
