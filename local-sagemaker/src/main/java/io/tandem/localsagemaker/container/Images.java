package io.tandem.localsagemaker.container;

import io.tandem.localsagemaker.request.ContainerRequest;
import io.tandem.localsagemaker.terminal.SetupException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Where the images of containers are found. */
public sealed interface Images {
  /**
   * The image of each container, in order.
   *
   * @throws SetupException with every image that is not there
   */
  List<Image> of(List<ContainerRequest> containers);

  /**
   * Runnable jars stand for images.
   *
   * @param jars by the last part of the image's repository name
   */
  record Jars(Map<String, Path> jars) implements Images {
    public Jars {
      jars = Map.copyOf(jars);
    }

    @Override
    public List<Image> of(List<ContainerRequest> containers) {
      var found = new ArrayList<Image>();
      var problems = new ArrayList<String>();
      for (ContainerRequest container : containers) {
        Path jar = jars.get(container.imageName());
        if (jar == null) {
          problems.add(
              "no --image for %s (%s.Image): add --image %s=<its runnable jar>, or --docker"
                  .formatted(container.imageName(), container.place(), container.imageName()));
        } else if (!Files.isRegularFile(jar)) {
          problems.add("--image %s=%s is not a file".formatted(container.imageName(), jar));
        } else {
          found.add(new Image.Jar(jar.toAbsolutePath()));
        }
      }
      return allOrNone(found, problems);
    }
  }

  /**
   * A Docker engine has the images: under the name of the request, or, as they are built on this
   * machine, under the last part of it.
   */
  record Engine() implements Images {
    @Override
    public List<Image> of(List<ContainerRequest> containers) {
      if (!Image.Docker.docker("version")) {
        throw new SetupException(
            "no Docker engine answers: start one and try docker version, or set DOCKER_HOST"
                + " (scripts/docker-engine prints it)");
      }
      var found = new ArrayList<Image>();
      var problems = new ArrayList<String>();
      for (ContainerRequest container : containers) {
        String local = container.image().substring(container.image().lastIndexOf('/') + 1);
        Stream.of(container.image(), local)
            .filter(reference -> Image.Docker.docker("image", "inspect", reference))
            .findFirst()
            .ifPresentOrElse(
                reference -> found.add(new Image.Docker(reference)),
                () ->
                    problems.add(
                        "the Docker engine has neither %s (%s.Image) nor %s: pull it, or build it (scripts/build-images)"
                            .formatted(container.image(), container.place(), local)));
      }
      return allOrNone(found, problems);
    }
  }

  private static List<Image> allOrNone(List<Image> found, List<String> problems) {
    if (!problems.isEmpty()) {
      throw new SetupException(problems);
    }
    return found;
  }
}
