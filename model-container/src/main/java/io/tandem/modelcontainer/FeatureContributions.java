package io.tandem.modelcontainer;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.artifact.Manifest;
import io.tandem.modelcontainer.artifact.ModelArtifact;
import io.tandem.modelcontainer.engine.Explainer;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.UnfitModelException;
import io.tandem.modelcontainer.formats.ContributionWriter;
import io.tandem.modelcontainer.formats.OutputKey;
import io.tandem.modelcontainer.formats.ReasonWriter;
import io.tandem.modelcontainer.reasons.Reasons;
import io.tandem.strictjson.Ellipsis;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What each feature of a row contributed to its margins: the sum over its columns, where the
 * artifact says what makes a column; else each column is a feature. And what a person is told of
 * them. Thread-safe.
 */
final class FeatureContributions {
  /** Rows whose numbers by column are there at once. */
  private static final int BLOCK_ROWS = 64;

  private final Explainer explainer;
  private final FeatureColumns features;
  private final Reasons reasons;
  private final ContributionWriter writer;

  /** By language. */
  private final Map<String, ReasonWriter> reasonWriters = new HashMap<>();

  private FeatureContributions(Explainer explainer, FeatureColumns features, Reasons reasons) {
    this.explainer = explainer;
    this.features = features;
    this.reasons = reasons;
    this.writer = new ContributionWriter(explainer.outputs(), features.count(), features.names());
    for (String language : reasons.languages()) {
      reasonWriters.put(
          language,
          new ReasonWriter(features.names(), reasons, language, AnswerSettings.MOST_REASONS));
    }
  }

  /**
   * @param model of the artifact
   * @param answers have contributions or reasons
   * @throws ContainerException when the model has none
   */
  static FeatureContributions of(ModelArtifact artifact, Model model, AnswerSettings answers) {
    boolean named = answers.possible().contains(OutputKey.REASONS);
    OutputKey key = named ? OutputKey.REASONS : OutputKey.CONTRIBUTIONS;
    try {
      Explainer explainer = artifact.explainer();
      if (named && explainer.outputs() > 1) {
        throw new UnfitModelException(
            "of its %d margins none is the risk; expected a model of one"
                .formatted(explainer.outputs()));
      }
      Reasons reasons = named ? reasons(artifact, answers) : Reasons.NONE;
      return new FeatureContributions(explainer, FeatureColumns.of(artifact, model), reasons);
    } catch (UnfitModelException unfit) {
      throw new ContainerException(
          "%s: a model of %s cannot answer %s: %s"
              .formatted(answers.sourceOf(key), model.engine(), key.key(), unfit.getMessage()),
          unfit);
    }
  }

  /**
   * Without reasons.
   *
   * @param model of the artifact
   * @throws UnfitModelException saying why the model has none
   * @throws ContainerException when they do not add up
   */
  static FeatureContributions of(ModelArtifact artifact, Model model) {
    Explainer explainer = artifact.explainer();
    return new FeatureContributions(explainer, FeatureColumns.of(artifact, model), Reasons.NONE);
  }

  private static Reasons reasons(ModelArtifact artifact, AnswerSettings answers) {
    Reasons reasons = artifact.manifest().map(Manifest::reasons).orElse(Reasons.NONE);
    if (reasons.isEmpty()) {
      throw new UnfitModelException(
          "its %s has none; give features of the definition a reason, fit it, and train or bind the model with that feature set (channel or option features)"
              .formatted(Manifest.FILE));
    }
    List<String> languages = reasons.languages();
    if (!answers.language().isEmpty() && !languages.contains(answers.language())) {
      throw new ContainerException(
          "%s is \"%s\": expected a language of the model's reasons, %s"
              .formatted(
                  AnswerSettings.LANGUAGE,
                  Ellipsis.shorten(answers.language(), 100),
                  String.join(", ", languages)));
    }
    return reasons;
  }

  /** What the numbers of {@link #of(RowMatrix)} are of. */
  FeatureColumns features() {
    return features;
  }

  ContributionWriter writer() {
    return writer;
  }

  /** Those of the reasons. */
  List<String> languages() {
    return reasons.languages();
  }

  /**
   * @param language of the reasons; empty for their usual one
   * @param most reasons of a row
   */
  ReasonWriter reasonWriter(String language, int most) {
    String tag = language.isEmpty() ? reasons.usualLanguage().orElse("") : language;
    return Objects.requireNonNull(reasonWriters.get(tag), tag).saying(most);
  }

  /** Of a row: a number for each feature and one for the bias, by output. */
  int numbers() {
    return explainer.outputs() * (features.count() + 1);
  }

  /** Row after row, each number the nearest float of the sum. */
  float[] of(RowMatrix rows) {
    int width = rows.width();
    float[] numbers = new float[rows.count() * numbers()];
    double[] sums = new double[features.count() + 1];
    int at = 0;
    for (int begin = 0; begin < rows.count(); begin += BLOCK_ROWS) {
      int end = Math.min(rows.count(), begin + BLOCK_ROWS);
      double[] byColumn = explainer.contributions(rows.slice(begin, end));
      for (int from = 0; from < byColumn.length; from += width + 1) {
        Arrays.fill(sums, 0);
        for (int column = 0; column < width; column++) {
          sums[features.featureOf(column)] += byColumn[from + column];
        }
        sums[features.count()] = byColumn[from + width];
        for (double sum : sums) {
          numbers[at++] = (float) sum;
        }
      }
    }
    return numbers;
  }

  MemoryUse memory() {
    return explainer.memory().plus(features.memory());
  }
}
