package io.tandem.featurecontainer.command;

import io.tandem.featurecontainer.serve.FeatureArtifact;
import io.tandem.featurecontainer.train.ParallelFit;
import io.tandem.sharedfeatures.custom.CustomEncoding;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.difference.FeatureSetDifference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what changed between two feature sets, and whether models can live with it. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Compares two feature sets, or the definitions of two when one is a definition.",
    footer = {
      "",
      "Exit status: 0 the same, 3 the same columns but other semantics, 4 other columns; 1 and 2 as"
          + " for all commands."
    })
final class DiffCommand implements Callable<Integer> {
  static final int OTHER_SEMANTICS = 3;
  static final int INCOMPATIBLE = 4;

  private final Console console;
  private final List<CustomEncoding> customEncodings;

  @Option(names = "--json", description = "The whole difference as one JSON object.")
  private boolean json;

  @Parameters(
      index = "0",
      paramLabel = "FROM",
      description = "A folder with a feature set, or a definition, a JSON file.")
  private Path from = Path.of("");

  @Parameters(index = "1", paramLabel = "TO", description = "What it is compared with.")
  private Path to = Path.of("");

  DiffCommand(Console console, List<CustomEncoding> customEncodings) {
    this.console = console;
    this.customEncodings = customEncodings;
  }

  @Override
  public Integer call() throws IOException {
    FeatureSetDifference difference =
        Files.isDirectory(from) && Files.isDirectory(to)
            ? FeatureSetDifference.between(
                FeatureArtifact.read(from, customEncodings),
                FeatureArtifact.read(to, customEncodings))
            : FeatureSetDifference.between(definition(from), definition(to));
    if (json) {
      console.print(difference.toJson() + "\n");
    } else {
      console.print(String.join("\n", difference.lines()) + "\n");
    }
    return switch (difference.verdict()) {
      case SAME -> 0;
      case OTHER_SEMANTICS -> OTHER_SEMANTICS;
      case INCOMPATIBLE -> INCOMPATIBLE;
    };
  }

  private FeatureDefinition definition(Path path) {
    return Files.isDirectory(path)
        ? FeatureArtifact.read(path, customEncodings).definition()
        : ParallelFit.definition(path, customEncodings);
  }
}
