package io.tandem.modelcontainer;

import io.tandem.inferenceserver.MediaType;
import io.tandem.modelcontainer.formats.RowsReader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a command that reads vectors is told what they are. */
final class VectorOptions {
  static final String FILE =
      "Vectors in any form that serve takes, or - for standard input. CSV that begins with a line"
          + " #tandem holds training vectors: their labels are left out.";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--content-type",
      paramLabel = "TYPE",
      description =
          "What the vectors are, as in a request to serve (default: by the ending of the name,"
              + " .json, .jsonl, .ndjson or .npy, else text/csv).")
  private @Nullable String contentType;

  /** Empty when it was not given. */
  Optional<MediaType> contentType() {
    if (contentType == null) {
      return Optional.empty();
    }
    Optional<MediaType> type = MediaType.parse(contentType);
    if (type.isEmpty() || !RowsReader.CONTENT_TYPES.contains(type.get().name())) {
      throw new ParameterException(
          spec.commandLine(),
          "--content-type: expected one of " + String.join(", ", RowsReader.CONTENT_TYPES));
    }
    return type;
  }
}
