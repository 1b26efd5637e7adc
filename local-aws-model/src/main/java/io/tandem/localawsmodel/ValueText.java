package io.tandem.localawsmodel;

import io.tandem.strictjson.Ellipsis;
import io.tandem.strictjson.Json;
import java.util.Map;

/**
 * Values in problems, as the service shows them: lists as {@code [a, b]}, maps and structures as
 * {@code {k=v}}.
 */
final class ValueText {
  /** Characters. */
  static final int LONGEST = 200;

  private ValueText() {}

  static String of(Json value) {
    StringBuilder out = new StringBuilder();
    append(out, value);
    return Ellipsis.shorten(out.toString(), LONGEST);
  }

  /** Stops soon after what is shown, as the rest may be all of a request. */
  private static void append(StringBuilder out, Json value) {
    switch (value) {
      case Json.Text text -> out.append(begin(text.value()));
      case Json.Num number -> out.append(begin(number.written()));
      case Json.Bool bool -> out.append(bool.value());
      case Json.Null _ -> out.append("null");
      case Json.Arr array -> {
        out.append('[');
        String separator = "";
        for (Json item : array.items()) {
          if (out.length() > LONGEST) {
            return;
          }
          append(out.append(separator), item);
          separator = ", ";
        }
        out.append(']');
      }
      case Json.Obj object -> {
        out.append('{');
        String separator = "";
        for (Map.Entry<String, Json> field : object.fields().entrySet()) {
          if (out.length() > LONGEST) {
            return;
          }
          append(out.append(separator).append(begin(field.getKey())).append('='), field.getValue());
          separator = ", ";
        }
        out.append('}');
      }
    }
  }

  /** One character more than is shown says that there are more. */
  private static String begin(String text) {
    return text.substring(0, Math.min(text.length(), LONGEST + 1));
  }

  /** What the service says of a value that it cannot read as its shape. */
  static String unreadable(Json value, Shape shape) {
    return switch (value) {
      case Json.Arr _ -> "Start of list found where not expected";
      case Json.Obj _ -> "Start of structure or map found where not expected";
      default ->
          switch (shape) {
            case Shape.Scalar scalar ->
                token(value) + " can not be converted to " + scalar.type().words();
            case Shape.ListOf _ -> "Expected list or null";
            case Shape.Structure _, Shape.MapOf _ -> "Expected null";
          };
    };
  }

  private static String token(Json value) {
    return switch (value) {
      case Json.Text _ -> "STRING_VALUE";
      case Json.Num _ -> "NUMBER_VALUE";
      case Json.Bool bool -> bool.value() ? "TRUE_VALUE" : "FALSE_VALUE";
      default -> throw new IllegalArgumentException("null is absent, lists and objects have words");
    };
  }
}
