package io.tandem.modelcontainer.formats;

import io.tandem.modelcontainer.engine.ModelOutput;
import io.tandem.modelcontainer.engine.ModelOutput.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What an answer can say about a prediction: the keys of {@value #SETTING}, with the meaning AWS's
 * XGBoost image gives them, and two more.
 */
public enum OutputKey {
  PREDICTED_LABEL,
  LABELS,
  /** Of the second of two classes; of the most likely one of many. */
  PROBABILITY,
  PROBABILITIES,
  RAW_SCORE,
  /** For one number {@code x}: {@code [1 - x, x]}, whatever it means, as AWS's image answers. */
  RAW_SCORES,
  PREDICTED_SCORE,
  /** What each feature contributed; no key of AWS's image. Whether a model has them, it says. */
  CONTRIBUTIONS,
  /** The features that raised the risk most, in words; no key of AWS's image. */
  REASONS;

  /** The setting that selects them. */
  public static final String SETTING = "SAGEMAKER_INFERENCE_OUTPUT";

  public static List<String> keys() {
    return Arrays.stream(values()).map(OutputKey::key).toList();
  }

  public static OutputKey of(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }

  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it takes what explains the model. */
  public boolean isExplanation() {
    return this == CONTRIBUTIONS || this == REASONS;
  }

  public boolean fits(ModelOutput output) {
    Kind kind = output.kind();
    return switch (this) {
      case PREDICTED_SCORE -> kind == Kind.SCORE;
      case PREDICTED_LABEL -> kind != Kind.SCORE && hasLabels(output);
      case LABELS -> kind != Kind.SCORE && !output.labels().isEmpty();
      case PROBABILITY, PROBABILITIES -> kind == Kind.PROBABILITY || kind == Kind.PROBABILITIES;
      case RAW_SCORE, RAW_SCORES -> kind != Kind.SCORE;
      case CONTRIBUTIONS, REASONS -> true;
    };
  }

  /** The label of a hinge or softmax model is the prediction itself; others choose from a list. */
  private static boolean hasLabels(ModelOutput output) {
    return output.kind() == Kind.BINARY_LABEL
        || output.kind() == Kind.CLASS
        || !output.labels().isEmpty();
  }
}
