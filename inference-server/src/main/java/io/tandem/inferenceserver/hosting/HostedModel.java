package io.tandem.inferenceserver.hosting;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.admission.ModelQueue;
import io.tandem.inferenceserver.body.BodyPool;
import io.tandem.inferenceserver.metrics.ModelMetrics;
import io.tandem.inferenceserver.negotiation.Negotiation;
import java.util.Map;
import java.util.Optional;

/**
 * A loaded model and what the server keeps for it alone.
 *
 * @param queue its share of the threads
 * @param bodies its share of the memory for bodies
 */
public record HostedModel(
    Inference inference,
    Negotiation negotiation,
    ModelQueue queue,
    BodyPool.Share bodies,
    ModelMetrics metrics) {

  /**
   * Takes over the inference, which is closed when this fails.
   *
   * @param dimensions of its metrics; empty for the only model
   * @throws ContainerException when the default media type of answers is not offered
   */
  public static HostedModel of(
      Inference inference,
      Optional<String> defaultAccept,
      BodyPool bodies,
      Map<String, String> dimensions) {
    try {
      return new HostedModel(
          inference,
          new Negotiation(inference, defaultAccept),
          new ModelQueue(),
          bodies.share(),
          new ModelMetrics(dimensions, inference::counters));
    } catch (RuntimeException e) {
      inference.close();
      throw e;
    }
  }
}
