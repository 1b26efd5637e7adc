package io.tandem.evaluation;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The values of one row, taken from its JSON in one pass; everything else is skipped. */
final class RowValues {
  private static final int LABEL = 1;
  private static final int PROBABILITY = 2;
  private static final int ID = 4;

  private final FieldPath labelPath;
  private final FieldPath probabilityPath;
  private final @Nullable FieldPath idPath;
  private int found;
  private boolean label;
  private double probability;
  private String id = "";

  /**
   * @param idPath null when rows need none
   */
  RowValues(FieldPath labelPath, FieldPath probabilityPath, @Nullable FieldPath idPath) {
    this.labelPath = labelPath;
    this.probabilityPath = probabilityPath;
    this.idPath = idPath;
  }

  /**
   * @throws EvaluationException naming the path of a value that is missing, given twice or wrong
   */
  void read(JsonParser parser) {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new EvaluationException("expected a JSON object");
    }
    object(parser, 0, LABEL | PROBABILITY | ID);
    if (parser.nextToken() != null) {
      throw new EvaluationException("expected the end of the line after the object");
    }
    require(LABEL, labelPath);
    require(PROBABILITY, probabilityPath);
    if (idPath != null) {
      require(ID, idPath);
    }
  }

  boolean label() {
    return label;
  }

  double probability() {
    return probability;
  }

  /** Empty when there is no path to one. */
  String id() {
    return id;
  }

  /**
   * @param candidates the values whose path led to this object
   */
  private void object(JsonParser parser, int depth, int candidates) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      int inside =
          (candidates & LABEL & step(labelPath, depth, name, LABEL))
              | (candidates & PROBABILITY & step(probabilityPath, depth, name, PROBABILITY))
              | (candidates & ID & step(idPath, depth, name, ID));
      JsonToken value = parser.nextToken();
      int here =
          (ends(labelPath, depth) ? inside & LABEL : 0)
              | (ends(probabilityPath, depth) ? inside & PROBABILITY : 0)
              | (ends(idPath, depth) ? inside & ID : 0);
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

  private static int step(@Nullable FieldPath path, int depth, String name, int bit) {
    return path != null && depth < path.names().size() && path.names().get(depth).equals(name)
        ? bit
        : 0;
  }

  private static boolean ends(@Nullable FieldPath path, int depth) {
    return path != null && depth == path.names().size() - 1;
  }

  private void take(JsonParser parser, JsonToken value, int which) {
    if ((found & which) != 0) {
      throw new EvaluationException(path(which & found) + " is given twice");
    }
    if ((which & LABEL) != 0) {
      label = readLabel(parser, value);
    }
    if ((which & PROBABILITY) != 0) {
      probability = readProbability(parser, value);
    }
    if ((which & ID) != 0) {
      id = readId(parser, value);
    }
    found |= which;
  }

  private @Nullable FieldPath path(int which) {
    return (which & LABEL) != 0 ? labelPath : (which & PROBABILITY) != 0 ? probabilityPath : idPath;
  }

  private String readId(JsonParser parser, JsonToken value) {
    boolean known = value == JsonToken.VALUE_NUMBER_INT || value == JsonToken.VALUE_STRING;
    if (!known || parser.getString().isBlank()) {
      throw new EvaluationException(idPath + " is not a text or a whole number");
    }
    return parser.getString();
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
