package io.tandem.modelcontainer.xgboost;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** How models in JSON and UBJSON begin. */
final class ModelStart {
  private static final Pattern JSON =
      Pattern.compile("\\{\\s*\"(learner\"\\s*:\\s*\\{|version\"\\s*:\\s*\\[)");

  /** A key has the type of its length, the length and no quotes. */
  private static final Pattern UBJSON =
      Pattern.compile("\\{[iUIlL].{1,8}(learner\\{|version\\[)", Pattern.DOTALL);

  /** XGBoost's configuration, which begins as its models do. */
  private static final Pattern CONFIGURATION =
      Pattern.compile("\"learner_train_param\"\\s*:\\s*\\{");

  private ModelStart() {}

  static boolean matches(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    return UBJSON.matcher(text).lookingAt()
        || (JSON.matcher(text).lookingAt() && !CONFIGURATION.matcher(text).find());
  }
}
