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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What each feature of a row contributed to its margins: the sum over its columns, where the
 * artifact says what makes a column; else each column is a feature. And what a person is told of
 * them. Thread-safe.
 */
final class FeatureContributions {
  /** Rows whose numbers by column are there at once. */
  private static final int BLOCK_ROWS = 64;

  private final Explainer explainer;
  private final List<String> names;
  private final int features;
  private final Reasons reasons;

  /** By column. */
  private final int[] featureOf;

  private FeatureContributions(
      Explainer explainer, int width, List<String> byColumn, Reasons reasons) {
    this.explainer = explainer;
    this.reasons = reasons;
    this.featureOf = new int[width];
    List<String> found = new ArrayList<>();
    Map<String, Integer> numbers = new HashMap<>();
    for (int column = 0; column < width; column++) {
      featureOf[column] = column;
      if (!byColumn.isEmpty()) {
        String name = byColumn.get(column);
        featureOf[column] = numbers.computeIfAbsent(name, _ -> numbers.size());
        if (featureOf[column] == found.size()) {
          found.add(name);
        }
      }
    }
    this.names = List.copyOf(found);
    this.features = found.isEmpty() ? width : found.size();
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
      Reasons reasons = named ? reasons(artifact, answers) : Reasons.NONE;
      Explainer explainer = artifact.explainer();
      if (named && explainer.outputs() > 1) {
        throw new UnfitModelException(
            "of its %d margins none is the risk; expected a model of one"
                .formatted(explainer.outputs()));
      }
      return new FeatureContributions(explainer, model.width(), byColumn(artifact, model), reasons);
    } catch (UnfitModelException unfit) {
      throw new ContainerException(
          "%s: a model of %s cannot answer %s: %s"
              .formatted(answers.settingOf(key), model.engine(), key.key(), unfit.getMessage()),
          unfit);
    }
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

  /** The features, else the names of the columns, else nothing. */
  private static List<String> byColumn(ModelArtifact artifact, Model model) {
    List<String> features = artifact.manifest().map(Manifest::features).orElse(List.of());
    List<String> columns = artifact.manifest().map(Manifest::columns).orElse(List.of());
    return !features.isEmpty() ? features : !columns.isEmpty() ? columns : model.columns();
  }

  ContributionWriter writer() {
    return new ContributionWriter(explainer.outputs(), features, names);
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
    return new ReasonWriter(
        names, reasons, language.isEmpty() ? reasons.usualLanguage().orElse("") : language, most);
  }

  /** Of a row: a number for each feature and one for the bias, by output. */
  int numbers() {
    return explainer.outputs() * (features + 1);
  }

  /** Row after row, each number the nearest float of the sum. */
  float[] of(RowMatrix rows) {
    int width = rows.width();
    float[] numbers = new float[rows.count() * numbers()];
    double[] sums = new double[features + 1];
    int at = 0;
    for (int begin = 0; begin < rows.count(); begin += BLOCK_ROWS) {
      int end = Math.min(rows.count(), begin + BLOCK_ROWS);
      double[] byColumn = explainer.contributions(rows.slice(begin, end));
      for (int from = 0; from < byColumn.length; from += width + 1) {
        Arrays.fill(sums, 0);
        for (int column = 0; column < width; column++) {
          sums[featureOf[column]] += byColumn[from + column];
        }
        sums[features] = byColumn[from + width];
        for (double sum : sums) {
          numbers[at++] = (float) sum;
        }
      }
    }
    return numbers;
  }

  MemoryUse memory() {
    return explainer.memory().plus(new MemoryUse((long) featureOf.length * Integer.BYTES, 0));
  }
}
