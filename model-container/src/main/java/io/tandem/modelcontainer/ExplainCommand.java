package io.tandem.modelcontainer;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import io.tandem.modelcontainer.artifact.ModelArtifact;
import io.tandem.modelcontainer.engine.Engine;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.ModelOutput.Kind;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.UnfitModelException;
import io.tandem.modelcontainer.formats.OutputKey;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says of the vectors of a file what each feature contributed to their predictions. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Says what each feature contributed to the predictions for vectors of a file.")
final class ExplainCommand implements Callable<Integer> {
  private static final int BAR = 30;

  /** The first that fits a model says what contributions lead to. */
  private static final List<OutputKey> PREDICTIONS =
      List.of(
          OutputKey.PROBABILITY,
          OutputKey.PREDICTED_SCORE,
          OutputKey.PREDICTED_LABEL,
          OutputKey.RAW_SCORE);

  private final List<Engine> engines;
  private final InputStream in;
  private final PrintStream out;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "The folder that model.tar.gz unpacks to, or a model file.")
  private Path path = Path.of("");

  @Parameters(index = "1", paramLabel = "FILE", description = VectorOptions.FILE)
  private String file = "";

  @Option(
      names = "--format",
      paramLabel = "text|json",
      defaultValue = "text",
      description =
          "text (default): a list for each vector, the largest first; json: a line for each, as"
              + " serve answers it.")
  private String format = "";

  @Option(names = "--row", paramLabel = "N", description = "One vector only, counted from 1.")
  private @Nullable Long only;

  @Mixin private VectorOptions vectorOptions = new VectorOptions();

  ExplainCommand(List<Engine> engines, InputStream in, PrintStream out) {
    this.engines = engines;
    this.in = in;
    this.out = out;
  }

  @Override
  public Integer call() {
    if (!List.of("text", "json").contains(format)) {
      throw new ParameterException(spec.commandLine(), "--format: expected text or json");
    }
    if (only != null && only < 1) {
      throw new ParameterException(spec.commandLine(), "--row: expected a number from 1 on");
    }
    ModelArtifact artifact = ModelArtifact.at(path, engines);
    try (Model model = artifact.load()) {
      FeatureContributions contributions = contributions(artifact, model);
      FingerprintCheck check = new FingerprintCheck(artifact.fingerprints(), false);
      if (format.equals("text")) {
        forEachRow(model.width(), check, (number, row) -> text(model, contributions, number, row));
      } else {
        RowPredictor predictor = new RowPredictor(model, check, answers(model), contributions);
        forEachRow(model.width(), check, (number, row) -> json(predictor, row));
      }
    }
    return 0;
  }

  static FeatureContributions contributions(ModelArtifact artifact, Model model) {
    try {
      return FeatureContributions.of(artifact, model);
    } catch (UnfitModelException unfit) {
      throw new ContainerException(
          "a model of %s that has no contributions: %s"
              .formatted(model.engine(), unfit.getMessage()),
          unfit);
    }
  }

  private static AnswerSettings answers(Model model) {
    OutputKey key =
        PREDICTIONS.stream().filter(some -> some.fits(model.output())).findFirst().orElseThrow();
    return AnswerSettings.of(List.of(key, OutputKey.CONTRIBUTIONS));
  }

  @FunctionalInterface
  private interface RowVisitor {
    /**
     * @param number from 1
     */
    void visit(long number, RowMatrix row);
  }

  private void forEachRow(int width, FingerprintCheck check, RowVisitor visitor) {
    long number = 0;
    try (VectorFile vectors =
        VectorFile.open(file, in, vectorOptions.contentType(), width, Integer.MAX_VALUE, check)) {
      for (@Nullable RowMatrix some = vectors.next(); some != null; some = vectors.next()) {
        for (int row = 0; row < some.count(); row++) {
          number++;
          if (only == null || number == only) {
            visitor.visit(number, some.slice(row, row + 1));
            if (out.checkError()) {
              throw new ContainerException("standard output cannot be written");
            }
          }
        }
        if (only != null && number >= only) {
          return;
        }
      }
    }
    if (only != null) {
      throw new ContainerException(
          "%s: %d rows; expected one with the number %d"
              .formatted(VectorFile.name(file), number, only));
    }
  }

  private void json(RowPredictor predictor, RowMatrix row) {
    if (!(predictor.form("") instanceof AnswerForm.Chosen form)) {
      throw new IllegalStateException("nothing was asked for");
    }
    List<PartOutcome> parts = List.of(predictor.predict(row, form));
    switch (predictor.answer(parts, MediaType.JSON_LINES, form)) {
      case Answered answered -> out.writeBytes(answered.toByteArray());
      case Rejected refusal ->
          throw new ContainerException(VectorFile.name(file) + ", " + refusal.detail());
    }
  }

  private void text(Model model, FeatureContributions contributions, long number, RowMatrix row) {
    Predictions margins = model.margins(row);
    Predictions predictions = model.predict(row);
    float[] numbers = contributions.of(row);
    int perOutput = contributions.features().count() + 1;
    for (int output = 0; output < margins.width(); output++) {
      StringBuilder text = new StringBuilder(number == 1 || only != null ? "" : "\n");
      text.append("row ").append(number);
      text.append(margins.width() == 1 ? "" : ", output " + (output + 1)).append('\n');
      list(contributions.features(), numbers, output * perOutput, text);
      line(text, "margin", margins.value(0, output), "");
      if (predictions.width() == margins.width()) {
        line(text, predicted(model.output().kind()), predictions.value(0, output), "");
      }
      out.print(text);
    }
  }

  private static String predicted(Kind kind) {
    return kind == Kind.PROBABILITY || kind == Kind.PROBABILITIES ? "probability" : "prediction";
  }

  private static void list(FeatureColumns features, float[] numbers, int from, StringBuilder text) {
    int[] sorted =
        IntStream.range(0, features.count())
            .filter(feature -> numbers[from + feature] != 0)
            .boxed()
            .sorted(Comparator.comparingDouble(feature -> -Math.abs(numbers[from + feature])))
            .mapToInt(Integer::intValue)
            .toArray();
    double sum = 0;
    for (int feature : sorted) {
      float number = numbers[from + feature];
      float largest = Math.abs(numbers[from + sorted[0]]);
      int length = Math.max(1, Math.round(BAR * Math.abs(number) / largest));
      line(text, features.label(feature), number, (number > 0 ? "+" : "-").repeat(length));
      sum += number;
    }
    int silent = features.count() - sorted.length;
    if (silent > 0) {
      line(text, silent + (silent == 1 ? " other" : " others"), 0, "");
    }
    float bias = numbers[from + features.count()];
    line(text, "bias", bias, "");
    line(text, "sum", sum + bias, "");
  }

  private static void line(StringBuilder text, String name, double number, String bar) {
    String shown = name.replaceAll("\\p{Cntrl}", "?");
    text.append(String.format(Locale.ROOT, "%12.6g  %-40s %s", number, shown, bar).stripTrailing())
        .append('\n');
  }
}
