package io.tandem.localsagemaker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runnable jars that stand for container images.
 *
 * @param jars absolute paths by the last part of the image's repository name
 */
record Images(Map<String, Path> jars) {
  Images {
    jars = Map.copyOf(jars);
  }

  /**
   * The jar of each container, in order.
   *
   * @throws SetupException with every image that has no jar
   */
  List<Path> of(List<ContainerRequest> containers) {
    var found = new ArrayList<Path>();
    var problems = new ArrayList<String>();
    for (ContainerRequest container : containers) {
      Path jar = jars.get(container.imageName());
      if (jar == null) {
        problems.add(
            "no --image for %s (%s.Image): add --image %s=<its runnable jar>"
                .formatted(container.imageName(), container.place(), container.imageName()));
      } else if (!Files.isRegularFile(jar)) {
        problems.add("--image %s=%s is not a file".formatted(container.imageName(), jar));
      } else {
        found.add(jar.toAbsolutePath());
      }
    }
    if (!problems.isEmpty()) {
      throw new SetupException(problems);
    }
    return found;
  }
}
