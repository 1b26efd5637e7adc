package io.tandem.evaluation;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The two values of one row, taken from its JSON in one pass; everything else is skipped. */
final class RowValues {
  private static final int LABEL = 1;
  private static final int PROBABILITY = 2;

  private final FieldPath labelPath;
  private final FieldPath probabilityPath;
  private int found;
  private boolean label;
  private double probability;

  RowValues(FieldPath labelPath, FieldPath probabilityPath) {
    this.labelPath = labelPath;
    this.probabilityPath = probabilityPath;
  }

  /**
   * @throws EvaluationException naming the path of a value that is missing, given twice or wrong
   */
  void read(JsonParser parser) {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new EvaluationException("expected a JSON object");
    }
    object(parser, 0, LABEL | PROBABILITY);
    if (parser.nextToken() != null) {
      throw new EvaluationException("expected the end of the line after the object");
    }
    require(LABEL, labelPath);
    require(PROBABILITY, probabilityPath);
  }

  boolean label() {
    return label;
  }

  double probability() {
    return probability;
  }

  /**
   * @param candidates the values whose path led to this object
   */
  private void object(JsonParser parser, int depth, int candidates) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      int inside =
          (candidates & LABEL & step(labelPath, depth, name, LABEL))
              | (candidates & PROBABILITY & step(probabilityPath, depth, name, PROBABILITY));
      JsonToken value = parser.nextToken();
      int here =
          (ends(labelPath, depth) ? inside & LABEL : 0)
              | (ends(probabilityPath, depth) ? inside & PROBABILITY : 0);
      if (here != 0) {
        take(parser, value, here);
      }
      if (value == JsonToken.START_OBJECT && (inside & ~here) != 0) {
        object(parser, depth + 1, inside & ~here);
      } else {
        parser.skipChildren();
      }
    }
  }

  private static int step(FieldPath path, int depth, String name, int bit) {
    return depth < path.names().size() && path.names().get(depth).equals(name) ? bit : 0;
  }

  private static boolean ends(FieldPath path, int depth) {
    return depth == path.names().size() - 1;
  }

  private void take(JsonParser parser, JsonToken value, int which) {
    if ((found & which) != 0) {
      throw new EvaluationException(
          ((which & LABEL) != 0 ? labelPath : probabilityPath) + " is given twice");
    }
    if ((which & LABEL) != 0) {
      label = readLabel(parser, value);
    }
    if ((which & PROBABILITY) != 0) {
      probability = readProbability(parser, value);
    }
    found |= which;
  }

  private boolean readLabel(JsonParser parser, JsonToken value) {
    if (value == JsonToken.VALUE_TRUE || value == JsonToken.VALUE_FALSE) {
      return value == JsonToken.VALUE_TRUE;
    }
    double number = value.isNumeric() ? parser.getDoubleValue() : Double.NaN;
    if (number != 0 && number != 1) {
      throw new EvaluationException(labelPath + " is not true, false, 0 or 1");
    }
    return number == 1;
  }

  private double readProbability(JsonParser parser, JsonToken value) {
    double number = value.isNumeric() ? parser.getDoubleValue() : Double.NaN;
    if (!(number >= 0 && number <= 1)) {
      throw new EvaluationException(probabilityPath + " is not a number from 0 to 1");
    }
    return number;
  }

  private void require(int which, FieldPath path) {
    if ((found & which) == 0) {
      throw new EvaluationException(path + " is missing");
    }
  }
}
