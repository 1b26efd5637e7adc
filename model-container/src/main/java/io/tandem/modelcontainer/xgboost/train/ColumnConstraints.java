package io.tandem.modelcontainer.xgboost.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hyperparameters that speak of columns, by their number. XGBoost takes too few monotone
 * constraints as none for the rest, and so a column in the wrong place unsaid.
 */
final class ColumnConstraints {
  private static final String MONOTONE = "monotone_constraints";
  private static final String INTERACTION = "interaction_constraints";
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");
  private static final int MOST_DIGITS = 9;

  private ColumnConstraints() {}

  /**
   * @param booster hyperparameters of the right form
   */
  static List<String> problems(Map<String, String> booster, int width) {
    List<String> problems = new ArrayList<>();
    int monotone = numbers(booster.getOrDefault(MONOTONE, "")).size();
    if (booster.containsKey(MONOTONE) && monotone != width) {
      problems.add(
          "%s: %d constraints for %d columns; expected one for each column"
              .formatted(MONOTONE, monotone, width));
    }
    for (String column : numbers(booster.getOrDefault(INTERACTION, ""))) {
      if (column.length() > MOST_DIGITS || Integer.parseInt(column) >= width) {
        problems.add(
            "%s: there is no column %s of %d columns; expected columns from 0 to %d"
                .formatted(INTERACTION, column, width, width - 1));
        break;
      }
    }
    return problems;
  }

  private static List<String> numbers(String text) {
    List<String> numbers = new ArrayList<>();
    Matcher matcher = NUMBER.matcher(text);
    while (matcher.find()) {
      numbers.add(matcher.group());
    }
    return numbers;
  }
}
