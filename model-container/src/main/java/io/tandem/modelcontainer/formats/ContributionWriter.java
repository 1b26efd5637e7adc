package io.tandem.modelcontainer.formats;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Writes what the features of a row contributed to its margins, once for each margin. Thread-safe.
 *
 * <pre>
 * JSON   {"bias":-2.5,"features":{"amount":0.25,"country":-0.125}}
 *        {"bias":-2.5,"features":[0.25,-0.125]}      when the features have no names
 * CSV    "[0.25, -0.125, -2.5]"                      the bias last
 * </pre>
 *
 * Of a model with several margins a row has a list of them.
 */
public final class ContributionWriter {
  /** For answers without contributions. */
  public static final ContributionWriter NONE = new ContributionWriter(0, 0, List.of());

  private final int outputs;
  private final int features;

  /** Before the number of each feature: its name, if there are names. */
  private final List<String> keys;

  private final int characters;

  /**
   * @param outputs margins of a row
   * @param features their number
   * @param names by feature, all different; or empty
   */
  public ContributionWriter(int outputs, int features, List<String> names) {
    this.outputs = outputs;
    this.features = features;
    List<String> quoted = new ArrayList<>();
    int length = 0;
    for (String name : names) {
      char[] text = JsonStringEncoder.getInstance().quoteAsCharArray(name);
      quoted.add("\"" + new String(text) + "\":");
      length += text.length + 3;
    }
    this.keys = List.copyOf(quoted);
    this.characters = outputs * (32 + length + 13 * features);
  }

  /** How many a row has, or some more. */
  int characters() {
    return characters;
  }

  /**
   * @param numbers row after row, in it margin after margin, in it the features and then the bias
   */
  void json(float[] numbers, int row, StringBuilder out) {
    int at = row * outputs * (features + 1);
    out.append(outputs == 1 ? "" : "[");
    for (int output = 0; output < outputs; output++, at += features + 1) {
      out.append(output == 0 ? "{\"bias\":" : ",{\"bias\":");
      number(numbers[at + features], out);
      out.append(keys.isEmpty() ? ",\"features\":[" : ",\"features\":{");
      for (int feature = 0; feature < features; feature++) {
        out.append(feature == 0 ? "" : ",").append(keys.isEmpty() ? "" : keys.get(feature));
        number(numbers[at + feature], out);
      }
      out.append(keys.isEmpty() ? "]}" : "}}");
    }
    out.append(outputs == 1 ? "" : "]");
  }

  /** One field, whatever it holds. */
  void csv(float[] numbers, int row, StringBuilder out) {
    int at = row * outputs * (features + 1);
    out.append(outputs == 1 ? "\"" : "\"[");
    for (int output = 0; output < outputs; output++) {
      out.append(output == 0 ? "[" : ", [");
      for (int i = 0; i <= features; i++) {
        out.append(i == 0 ? "" : ", ");
        number(numbers[at++], out);
      }
      out.append(']');
    }
    out.append(outputs == 1 ? "\"" : "]\"");
  }

  private static void number(float number, StringBuilder out) {
    if (Float.isFinite(number)) {
      out.append(number);
    } else {
      out.append("null");
    }
  }
}
