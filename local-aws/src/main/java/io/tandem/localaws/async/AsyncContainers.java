package io.tandem.localaws.async;

import io.tandem.localsagemaker.endpoint.HostedEndpoint;
import java.time.Duration;
import java.util.Optional;

/** The containers of an endpoint, which come, change and go. */
public interface AsyncContainers {
  /** Waits until there are some that run; empty when there are none in time, or never again. */
  Optional<HostedEndpoint> await(Duration limit) throws InterruptedException;
}
