package io.tandem.localsagemaker.endpoint;

/**
 * What the runtime knows of an endpoint besides its containers.
 *
 * @param variant the name of its only production variant
 */
public record Endpoint(String name, String variant, String account, String region) {
  String logStream(String hostname) {
    return "arn:aws:logs:%s:%s:log-group:/aws/sagemaker/Endpoints/%s:log-stream:%s/local/%s"
        .formatted(region, account, name, variant, hostname);
  }
}
