package io.tandem.localsagemaker.request;

import java.util.Map;
import java.util.Optional;

/**
 * One container of a CreateModel request.
 *
 * @param place in the request, for messages
 * @param hostname names it in logs and errors
 * @param image as in a registry: {@code host/path/name:tag}
 * @param modelDataUrl of its artifact, or a prefix of archives that ends with a slash; empty when
 *     it has none
 */
public record ContainerRequest(
    String place,
    String hostname,
    String image,
    ContainerMode mode,
    Optional<String> modelDataUrl,
    Map<String, String> environment) {

  public ContainerRequest {
    environment = Map.copyOf(environment);
  }

  /** The last part of the repository's name: no registry, no path, no tag, no digest. */
  public String imageName() {
    String name = image.substring(image.lastIndexOf('/') + 1);
    int digest = name.indexOf('@');
    name = digest < 0 ? name : name.substring(0, digest);
    int tag = name.indexOf(':');
    return tag < 0 ? name : name.substring(0, tag);
  }
}
