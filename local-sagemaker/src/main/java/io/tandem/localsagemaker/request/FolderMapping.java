package io.tandem.localsagemaker.request;

/**
 * Objects of S3 that are a folder of a container.
 *
 * @param uri {@code s3://bucket/key} of a prefix
 * @param folder relative to the container's {@code /opt/ml}
 */
public record FolderMapping(String uri, String folder) {}
