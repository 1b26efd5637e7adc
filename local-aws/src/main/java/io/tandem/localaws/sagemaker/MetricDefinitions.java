package io.tandem.localaws.sagemaker;

import io.tandem.localaws.logs.LogLines;
import io.tandem.localaws.resource.Members;
import io.tandem.localaws.wire.AwsException;
import io.tandem.localawsmodel.BoundedText;
import io.tandem.strictjson.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What a training job is to say of itself: the metric of a name is the first group of a regular
 * expression, in the last line of the log that has it.
 */
record MetricDefinitions(Map<String, Pattern> expressions) {
  /**
   * @param request of CreateTrainingJob
   * @throws AwsException when an expression is none, or has no group
   */
  static MetricDefinitions of(Json.Obj request) {
    Map<String, Pattern> expressions = new LinkedHashMap<>();
    if (request.fields().get("AlgorithmSpecification") instanceof Json.Obj algorithm) {
      for (Json each : Members.list(algorithm, "MetricDefinitions")) {
        Json.Obj definition = (Json.Obj) each;
        String name = Members.text(definition, "Name");
        expressions.put(name, expression(name, Members.text(definition, "Regex")));
      }
    }
    return new MetricDefinitions(expressions);
  }

  private static Pattern expression(String name, String regex) {
    try {
      Pattern expression = Pattern.compile(regex);
      if (expression.matcher("").groupCount() > 0) {
        return expression;
      }
    } catch (PatternSyntaxException e) {
      // Told below, as an expression without a group is.
    }
    throw AwsException.validation(
        "MetricDefinitions: the Regex of %s: expected a regular expression with a group"
            .formatted(name));
  }

  /** FinalMetricDataList: the last value of each metric that the log has. */
  List<Json> last(Path log) throws IOException {
    Map<String, Json> found = new LinkedHashMap<>();
    if (!expressions.isEmpty()) {
      LogLines.read(
          log,
          (time, message) ->
              expressions.forEach(
                  (name, expression) -> put(name, expression, time, message, found)));
    }
    return List.copyOf(found.values());
  }

  private static void put(
      String name, Pattern expression, long time, String message, Map<String, Json> found) {
    BoundedText.find(expression, message)
        .map(match -> number(match.group(1)))
        .filter(Double::isFinite)
        .ifPresent(
            value ->
                found.put(
                    name,
                    new Members()
                        .text("MetricName", name)
                        .put("Value", Json.num(value))
                        .time("Timestamp", Instant.ofEpochMilli(time))
                        .object()));
  }

  private static double number(@Nullable String text) {
    try {
      return text == null ? Double.NaN : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
