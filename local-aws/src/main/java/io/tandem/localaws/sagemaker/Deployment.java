package io.tandem.localaws.sagemaker;

import io.tandem.localaws.async.AsyncConfig;
import io.tandem.localaws.capture.CaptureConfig;
import io.tandem.localsagemaker.request.ModelRequest;
import java.util.Optional;

/**
 * What an endpoint configuration asks to run.
 *
 * @param variant the name of its production variant
 */
record Deployment(
    String variant,
    ModelRequest model,
    Optional<CaptureConfig> capture,
    Optional<AsyncConfig> async) {}
