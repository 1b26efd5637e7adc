package io.tandem.modelcontainer.xgboost.train;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What values a hyperparameter may have. */
sealed interface Hyperparameter {
  /** What is wrong with a value, or null: {@code expected a number from 0 to 1}. */
  @Nullable String fault(String value);

  /** A whole number. */
  record Whole(long min, long max) implements Hyperparameter {
    @Override
    public @Nullable String fault(String value) {
      try {
        long number = Long.parseLong(value.trim());
        if (number >= min && number <= max) {
          return null;
        }
      } catch (NumberFormatException e) {
        // the same fault as a number out of range
      }
      return max == Integer.MAX_VALUE
          ? "expected a whole number, at least " + min
          : "expected a whole number from " + min + " to " + max;
    }
  }

  /**
   * A decimal number.
   *
   * @param open whether the smallest value itself is excluded
   */
  record Real(double min, double max, boolean open) implements Hyperparameter {
    @Override
    public @Nullable String fault(String value) {
      try {
        double number = Double.parseDouble(value.trim());
        if (number <= max && (open ? number > min : number >= min) && Double.isFinite(number)) {
          return null;
        }
      } catch (NumberFormatException e) {
        // the same fault as a number out of range
      }
      String from = open ? "expected a number above " + min : "expected a number from " + min;
      return max == Double.MAX_VALUE ? from + " on" : from + " to " + max;
    }
  }

  /** One of a few words. */
  record Choice(List<String> choices) implements Hyperparameter {
    @Override
    public @Nullable String fault(String value) {
      return choices.contains(value) ? null : "expected one of " + String.join(", ", choices);
    }
  }

  /** Comma-separated evaluation metrics; some take a threshold, {@code error@0.7}. */
  record Metrics(List<String> names, List<String> withThreshold) implements Hyperparameter {
    @Override
    public @Nullable String fault(String value) {
      for (String metric : value.split(",", -1)) {
        String[] parts = metric.trim().split("@", 2);
        boolean known =
            parts.length == 1
                ? names.contains(parts[0])
                : withThreshold.contains(parts[0]) && parts[1].matches("[0-9]+(\\.[0-9]+)?");
        if (!known) {
          return "expected a comma-separated list of "
              + String.join(", ", names)
              + ", with a threshold (@0.7) for "
              + String.join(", ", withThreshold);
        }
      }
      return null;
    }
  }

  /** A text of a certain form. */
  record Text(String pattern, String description) implements Hyperparameter {
    @Override
    public @Nullable String fault(String value) {
      return value.length() <= 2500 && value.matches(pattern) ? null : "expected " + description;
    }
  }

  /** Known to AWS's image, without a meaning here. */
  record Unsupported(String reason) implements Hyperparameter {
    @Override
    public String fault(String value) {
      return "not supported: " + reason;
    }
  }
}
