package io.tandem.localsagemaker.container;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a container is started.
 *
 * @param base its {@code /opt/ml}
 * @param entrypoint in place of the image's own; empty for that
 * @param arguments of the program
 * @param environment all of it, in order
 * @param folders what the container sees of {@code base}
 * @param ports that others reach it by; empty when nobody does
 */
record Launch(
    Path base,
    List<String> entrypoint,
    List<String> arguments,
    Map<String, String> environment,
    List<Mount> folders,
    List<Integer> ports) {

  /**
   * A folder of this machine in the container.
   *
   * @param inside relative to {@code /opt/ml}; empty for that itself
   */
  record Mount(Path folder, String inside, boolean readOnly) {}

  Launch {
    entrypoint = List.copyOf(entrypoint);
    arguments = List.copyOf(arguments);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    folders = List.copyOf(folders);
    ports = List.copyOf(ports);
  }

  /**
   * Of a container that serves: its artifacts are read-only.
   *
   * @param requested the environment of the request; the platform's own variables go over it
   */
  static Launch serve(BaseFolder base, SafePorts ports, Map<String, String> requested) {
    var environment = new LinkedHashMap<>(requested);
    environment.put("SAGEMAKER_BIND_TO_PORT", Integer.toString(ports.first()));
    environment.put("SAGEMAKER_SAFE_PORT_RANGE", ports.range());
    if (base.multiModel()) {
      environment.put("SAGEMAKER_MULTI_MODEL", "true");
    }
    Path artifacts = base.artifacts();
    return new Launch(
        base.path(),
        List.of(),
        List.of("serve"),
        environment,
        List.of(new Mount(artifacts, artifacts.getFileName().toString(), true)),
        List.of(ports.first()));
  }

  /** For what the container writes besides. */
  Path scratch() {
    return base.resolve("tmp");
  }
}
