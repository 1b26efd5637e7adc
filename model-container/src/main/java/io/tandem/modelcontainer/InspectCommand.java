package io.tandem.modelcontainer;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.modelcontainer.artifact.Manifest;
import io.tandem.modelcontainer.artifact.ModelArtifact;
import io.tandem.modelcontainer.engine.Engine;
import io.tandem.modelcontainer.engine.Evaluator;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.TreeStatistics;
import io.tandem.modelcontainer.engine.UnfitModelException;
import io.tandem.modelcontainer.reasons.Reasons;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Loads a model as {@code serve} does, with all its checks, and says what it is and what computes
 * its predictions, a line each.
 */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = "Says what a model is and what computes its predictions, if it can be served.")
final class InspectCommand implements Callable<Integer> {
  private final List<Engine> engines;
  private final PrintStream out;

  @Parameters(
      paramLabel = "MODEL",
      description = "The folder that model.tar.gz unpacks to, or a model file.")
  private Path path = Path.of("");

  InspectCommand(List<Engine> engines, PrintStream out) {
    this.engines = engines;
    this.out = out;
  }

  @Override
  public Integer call() {
    out.print(text(ModelArtifact.at(path, engines)));
    return 0;
  }

  /**
   * What is said of a model.
   *
   * @throws io.tandem.inferenceserver.ContainerException when it cannot be served
   */
  static String text(ModelArtifact artifact) {
    try (Model model = artifact.load()) {
      return text(artifact, model);
    }
  }

  private static String text(ModelArtifact artifact, Model model) {
    Evaluator evaluator = model.evaluator();
    StringBuilder text = new StringBuilder();
    line(text, "file", String.valueOf(artifact.file().getFileName()));
    line(text, "engine", model.engine());
    line(text, "predicted by", evaluator.name());
    if (!evaluator.reason().isEmpty()) {
      line(text, "reason", evaluator.reason());
    }
    line(text, "objective", model.output().name());
    line(text, "predictions per row", Integer.toString(model.output().width()));
    line(text, "columns", Integer.toString(model.width()));
    List<String> names =
        artifact
            .manifest()
            .map(Manifest::columns)
            .filter(columns -> !columns.isEmpty())
            .orElse(model.columns());
    if (!names.isEmpty()) {
      line(text, "column names", String.join(", ", names));
    }
    trees(artifact).ifPresent(trees -> line(text, "trees", trees));
    line(text, "contributions", contributions(artifact, model));
    Reasons reasons = artifact.manifest().map(Manifest::reasons).orElse(Reasons.NONE);
    if (!reasons.isEmpty()) {
      String languages = String.join(", ", reasons.languages());
      line(text, "reasons", "%d, in %s".formatted(reasons.byFeature().size(), languages));
    }
    Fingerprints fingerprints = artifact.fingerprints();
    line(text, "schema", orNone(fingerprints.schema()));
    line(text, "semantics", orNone(fingerprints.semantics()));
    line(text, "golden rows", artifact.manifest().map(InspectCommand::golden).orElse("none"));
    return text.toString();
  }

  private static Optional<String> trees(ModelArtifact artifact) {
    try {
      TreeStatistics trees = artifact.engine().trees(artifact.file());
      String used =
          trees.predicting() < trees.trees()
              ? " of which the first %d predict".formatted(trees.predicting())
              : "";
      return Optional.of(
          "%d%s, depth %d, %d leaves"
              .formatted(trees.trees(), used, trees.depth(), trees.leaves()));
    } catch (UnfitModelException | ContainerException none) {
      return Optional.empty();
    }
  }

  /** What serving with contributions would answer, or why it would not start. */
  private static String contributions(ModelArtifact artifact, Model model) {
    try {
      FeatureColumns features = FeatureContributions.of(artifact, model).features();
      return "by %s (%d)".formatted(features.grouped() ? "feature" : "column", features.count());
    } catch (UnfitModelException | ContainerException none) {
      return "none: " + none.getMessage();
    }
  }

  private static String golden(Manifest manifest) {
    if (manifest.golden().isEmpty()) {
      return "none";
    }
    return manifest.golden().size()
        + (manifest.tolerance() == 0
            ? ", the same bit for bit"
            : ", the same within " + manifest.tolerance());
  }

  private static String orNone(String fingerprint) {
    return fingerprint.isEmpty() ? "not stated" : fingerprint;
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(name).append(": ").append(value.replaceAll("\\p{Cntrl}", "?")).append('\n');
  }
}
