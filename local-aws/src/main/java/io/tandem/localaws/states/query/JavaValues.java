package io.tandem.localaws.states.query;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as JSONata has it: maps, lists, texts, numbers, booleans, and an object for null. */
final class JavaValues {
  private static final double MAX_LONG = 0x1p53;

  private JavaValues() {}

  private static final class WeighedMap extends LinkedHashMap<String, Object>
      implements Budget.Weighed {
    private static final long serialVersionUID = 1L;

    private int weight;

    @Override
    public int weight() {
      return weight;
    }
  }

  private static final class WeighedList extends ArrayList<Object> implements Budget.Weighed {
    private static final long serialVersionUID = 1L;

    private int weight;

    @Override
    public int weight() {
      return weight;
    }
  }

  static Object of(Json json) {
    return switch (json) {
      case Json.Obj object -> {
        var map = new WeighedMap();
        object
            .fields()
            .forEach(
                (name, value) -> {
                  Object converted = of(value);
                  map.put(name, converted);
                  map.weight += weight(name) + weight(converted);
                });
        yield map;
      }
      case Json.Arr array -> {
        var list = new WeighedList();
        for (Json item : array.items()) {
          Object converted = of(item);
          list.add(converted);
          list.weight += weight(converted);
        }
        yield list;
      }
      case Json.Text text -> text.value();
      case Json.Num number -> number(number.value());
      case Json.Bool bool -> bool.value();
      case Json.Null _ -> Jsonata.NULL_VALUE;
    };
  }

  private static int weight(Object value) {
    return switch (value) {
      case Budget.Weighed known -> 1 + known.weight();
      case String text -> 1 + text.length() / 16;
      default -> 1;
    };
  }

  /** Whole numbers are no doubles in JSONata's Java, or it would show them with a point. */
  private static Number number(double value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < MAX_LONG;
    if (!whole) {
      return value;
    }
    // JSONata takes int and long for different values where it looks for distinct ones.
    long number = (long) value;
    return number == (int) number ? (Number) (int) number : (Number) number;
  }

  /**
   * @throws JException for what is no JSON, such as a function
   */
  static Json toJson(@Nullable Object value) {
    return switch (value) {
      case null -> new Json.Null("$");
      case String text -> Json.text(text);
      case Boolean bool -> new Json.Bool("$", bool);
      case Number number when Double.isFinite(number.doubleValue()) ->
          number instanceof Double ? Json.num(number.doubleValue()) : Json.num(number.longValue());
      case Map<?, ?> map -> {
        Map<String, Json> fields = new LinkedHashMap<>();
        map.forEach((name, item) -> fields.put(String.valueOf(name), toJson(item)));
        yield Json.object(fields);
      }
      case List<?> list -> {
        List<Json> items = new ArrayList<>(list.size());
        for (Object item : list) {
          items.add(toJson(item));
        }
        yield new Json.Arr("$", Collections.unmodifiableList(items));
      }
      default -> {
        if (value.equals(Jsonata.NULL_VALUE)) {
          yield new Json.Null("$");
        }
        throw new JException(
            value instanceof Number ? "a number is not finite" : "a function is no JSON");
      }
    };
  }
}
