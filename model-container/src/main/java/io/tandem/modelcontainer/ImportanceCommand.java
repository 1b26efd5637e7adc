package io.tandem.modelcontainer;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.artifact.ModelArtifact;
import io.tandem.modelcontainer.engine.Engine;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.TreeStatistics;
import io.tandem.modelcontainer.engine.UnfitModelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Says which features a model uses, and how much. */
@Command(
    name = "importance",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Says how much a model of trees uses each feature: splits, gain and cover as its file states"
            + " them, and the mean of the absolute contributions to the vectors of a file.")
final class ImportanceCommand implements Callable<Integer> {
  private final List<Engine> engines;
  private final InputStream in;
  private final PrintStream out;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "The folder that model.tar.gz unpacks to, or a model file.")
  private Path path = Path.of("");

  @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", description = VectorOptions.FILE)
  private @Nullable String file;

  @Option(
      names = "--format",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "text (default): the features with splits; json: all features.")
  private String format = "";

  @Option(
      names = "--plot",
      paramLabel = "FILE.svg",
      description = "Draws the thirty most important features as bars.")
  private @Nullable Path plot;

  @Mixin private VectorOptions vectorOptions = new VectorOptions();

  /**
   * What was found.
   *
   * @param rows of the file, 0 without one
   */
  private record Found(List<FeatureImportance> features, long rows) {}

  ImportanceCommand(List<Engine> engines, InputStream in, PrintStream out) {
    this.engines = engines;
    this.in = in;
    this.out = out;
  }

  @Override
  public Integer call() {
    if (!List.of("text", "json").contains(format)) {
      throw new ParameterException(spec.commandLine(), "--format: expected text or json");
    }
    ModelArtifact artifact = ModelArtifact.at(path, engines);
    Found found;
    try (Model model = artifact.load()) {
      found = found(artifact, model, trees(artifact));
    }
    if (plot != null) {
      String title = found.rows > 0 ? "mean |contribution|" : "total gain";
      write(plot, ImportancePlot.svg(title + " by feature", found.features));
    }
    out.print(format.equals("text") ? text(found) : json(found));
    return 0;
  }

  private static TreeStatistics trees(ModelArtifact artifact) {
    try {
      return artifact.engine().trees(artifact.file());
    } catch (UnfitModelException unfit) {
      throw new ContainerException(
          "a model of %s that has no importance: %s"
              .formatted(artifact.engine().name(), unfit.getMessage()),
          unfit);
    }
  }

  private Found found(ModelArtifact artifact, Model model, TreeStatistics trees) {
    FeatureColumns features = FeatureColumns.of(artifact, model);
    if (file == null) {
      return new Found(FeatureImportance.of(features, trees, new double[0]), 0);
    }
    FeatureContributions contributions = ExplainCommand.contributions(artifact, model);
    double[] sums = new double[features.count()];
    int perOutput = features.count() + 1;
    long rows = 0;
    FingerprintCheck check = new FingerprintCheck(artifact.fingerprints(), false);
    try (VectorFile vectors =
        VectorFile.open(
            file, in, vectorOptions.contentType(), model.width(), Integer.MAX_VALUE, check)) {
      for (@Nullable RowMatrix some = vectors.next(); some != null; some = vectors.next()) {
        float[] numbers = contributions.of(some);
        for (int i = 0; i < numbers.length; i++) {
          if (i % perOutput < features.count()) {
            sums[i % perOutput] += Math.abs(numbers[i]);
          }
        }
        rows += some.count();
      }
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= rows;
    }
    return new Found(FeatureImportance.of(features, trees, sums), rows);
  }

  private static String text(Found found) {
    boolean contributions = found.rows > 0;
    StringBuilder text =
        new StringBuilder(
            "%8s %12s %12s %12s %12s"
                .formatted("splits", "gain", "total gain", "cover", "total cover"));
    text.append(contributions ? "  contribution" : "").append("  feature\n");
    int without = 0;
    for (FeatureImportance one : found.features) {
      if (one.splits() == 0) {
        without++;
        continue;
      }
      text.append(
          String.format(
              Locale.ROOT,
              "%8d %12.6g %12.6g %12.6g %12.6g",
              one.splits(),
              one.meanGain(),
              one.totalGain(),
              one.meanCover(),
              one.totalCover()));
      if (contributions) {
        text.append(String.format(Locale.ROOT, "  %12.6g", one.meanContribution()));
      }
      text.append("  ").append(one.feature().replaceAll("\\p{Cntrl}", "?")).append('\n');
    }
    if (without > 0) {
      text.append("%8d in none of %d features\n".formatted(0, without));
    }
    return text.toString();
  }

  /** With XGBoost's names of these numbers. */
  private static String json(Found found) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      if (found.rows > 0) {
        json.writeNumberProperty("rows", found.rows);
      }
      json.writeArrayPropertyStart("features");
      for (FeatureImportance one : found.features) {
        json.writeStartObject();
        json.writeStringProperty("feature", one.feature());
        json.writeNumberProperty("weight", one.splits());
        number(json, "gain", one.meanGain());
        number(json, "total_gain", one.totalGain());
        number(json, "cover", one.meanCover());
        number(json, "total_cover", one.totalCover());
        if (found.rows > 0) {
          number(json, "mean_abs_contribution", one.meanContribution());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text + "\n";
  }

  private static void number(JsonGenerator json, String name, double number) {
    if (Double.isFinite(number)) {
      json.writeNumberProperty(name, number);
    } else {
      json.writeNullProperty(name);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new ContainerException(
          "%s: cannot be written (%s)".formatted(file, e.getClass().getSimpleName()), e);
    }
  }
}
