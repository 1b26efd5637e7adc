package io.tandem.localsagemaker.request;

import java.util.List;

/**
 * What a job's container is told to run.
 *
 * @param entrypoint in place of the image's own; empty for that
 * @param arguments in place of the image's own; empty for those
 */
public record ContainerCommand(List<String> entrypoint, List<String> arguments) {
  private static final int MAX_WORDS = 100;
  private static final int MAX_LENGTH = 256;

  public ContainerCommand {
    entrypoint = List.copyOf(entrypoint);
    arguments = List.copyOf(arguments);
  }

  static ContainerCommand read(RequestObject object, String entrypoint, String arguments) {
    return new ContainerCommand(
        object.texts(entrypoint, MAX_WORDS, MAX_LENGTH),
        object.texts(arguments, MAX_WORDS, MAX_LENGTH));
  }
}
