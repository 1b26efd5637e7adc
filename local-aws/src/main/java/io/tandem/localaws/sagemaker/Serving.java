package io.tandem.localaws.sagemaker;

import io.tandem.localaws.async.AsyncConfig;
import io.tandem.localaws.capture.CaptureConfig;
import io.tandem.localaws.capture.DataCapture;
import io.tandem.localsagemaker.container.Containers;
import io.tandem.localsagemaker.endpoint.ByteBudget;
import io.tandem.localsagemaker.endpoint.Endpoint;
import io.tandem.localsagemaker.endpoint.HostedEndpoint;
import io.tandem.localsagemaker.multimodel.LoadedModels;
import org.jspecify.annotations.Nullable;

/**
 * Containers that are ready, and what is told of their calls.
 *
 * @param capture null when nothing is captured
 * @param async null when the endpoint is a real-time one
 */
record Serving(
    HostedEndpoint containers, @Nullable DataCapture capture, @Nullable AsyncConfig async)
    implements AutoCloseable {
  /**
   * From containers that are ready; they stay their owner's when this fails.
   *
   * @param budget for the bodies of invocations
   * @param captured for those that wait to be written
   */
  static Serving start(
      Deployment deployment,
      Endpoint endpoint,
      Containers containers,
      Platform platform,
      ByteBudget budget,
      ByteBudget captured) {
    DataCapture capture =
        deployment
            .capture()
            .filter(CaptureConfig::enabled)
            .map(
                asked ->
                    DataCapture.start(
                        asked, endpoint, platform.s3(), platform.terminal(), captured))
            .orElse(null);
    try {
      var hosted =
          new HostedEndpoint(
              endpoint,
              containers,
              HostedEndpoint.INVOCATION_TIMEOUT,
              budget,
              LoadedModels.NO_LIMIT,
              capture);
      return new Serving(hosted, capture, deployment.async().orElse(null));
    } catch (RuntimeException e) {
      if (capture != null) {
        capture.close();
      }
      throw e;
    }
  }

  /** The calls end first, so that the last of them is captured too. */
  @Override
  public void close() {
    containers.close();
    if (capture != null) {
      capture.close();
    }
  }
}
