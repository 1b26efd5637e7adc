package io.tandem.inferenceserver.hosting;

/**
 * What the platform calls a model and where it has unpacked it.
 *
 * @param name opaque: compared, never taken for a path
 * @param url the folder, as the platform has written it
 * @param target what callers call it, for log lines and metrics
 */
public record ModelAddress(String name, String url, String target) {}
