package io.tandem.modelcontainer;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.modelcontainer.artifact.Manifest;
import io.tandem.modelcontainer.artifact.ModelArtifact;
import io.tandem.modelcontainer.engine.Engine;
import io.tandem.modelcontainer.engine.Evaluator;
import io.tandem.modelcontainer.engine.Model;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The command {@code inspect}: loads a model as {@code serve} does, with all its checks, and says
 * what it is and what computes its predictions, a line each. Exit status 0: it can be served; 1: it
 * cannot, the reason is a line on standard error; 2: wrong usage.
 */
final class Inspection {
  private static final String INSPECT = "inspect";
  private static final String HELP = "--help";

  /** First arguments that are answered here. */
  static final Set<String> COMMANDS = Set.of(INSPECT, HELP);

  private static final String USAGE =
      """
      Usage: model-container serve | train
             model-container inspect MODEL
      serve and train are what SageMaker starts; they read the environment and its folders.
      inspect says what a model is and what computes its predictions. MODEL is the folder
      that model.tar.gz unpacks to, or a model file.
      """;

  private Inspection() {}

  /** To be called before anything logs: of what loading logs, warnings only, and as a line. */
  static void installLog() {
    System.setProperty("java.util.logging.SimpleFormatter.format", "%5$s%n");
    Logger.getLogger("").setLevel(Level.WARNING);
  }

  /** Returns the exit status. */
  static int run(String[] args, List<Engine> engines, PrintStream out, PrintStream err) {
    if (List.of(args).contains(HELP)) {
      out.print(USAGE);
      return 0;
    }
    if (args.length != 2) {
      err.println("model-container inspect: expected one argument, the folder or file of a model");
      return 2;
    }
    try {
      out.print(inspect(Path.of(args[1]), engines));
      return 0;
    } catch (ContainerException e) {
      err.println("model-container inspect: " + e.getMessage());
      return 1;
    }
  }

  private static String inspect(Path path, List<Engine> engines) {
    ModelArtifact artifact =
        Files.isRegularFile(path)
            ? ModelArtifact.ofFile(path, engines)
            : ModelArtifact.find(path, engines);
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
    Fingerprints fingerprints = artifact.fingerprints();
    line(text, "schema", orNone(fingerprints.schema()));
    line(text, "semantics", orNone(fingerprints.semantics()));
    int golden = artifact.golden().size();
    line(text, "golden rows", golden == 0 ? "none" : golden + ", the same bit for bit");
    return text.toString();
  }

  private static String orNone(String fingerprint) {
    return fingerprint.isEmpty() ? "not stated" : fingerprint;
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(name).append(": ").append(value.replaceAll("\\p{Cntrl}", "?")).append('\n');
  }
}
