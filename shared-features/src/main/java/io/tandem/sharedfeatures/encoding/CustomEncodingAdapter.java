package io.tandem.sharedfeatures.encoding;

import io.tandem.sharedfeatures.custom.CustomEncoding;
import io.tandem.sharedfeatures.custom.CustomEncodingException;
import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.Type;
import io.tandem.sharedfeatures.partial.StateInput;
import io.tandem.sharedfeatures.partial.StateOutput;
import io.tandem.sharedfeatures.text.Texts;
import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A {@link CustomEncoding} as one of this package's encodings. */
public record CustomEncodingAdapter(CustomEncoding custom, CustomEncoding.Recipe recipe)
    implements Encoding {
  /** Characters of what one feature learns. */
  private static final int MAX_LEARNED = 16_000_000;

  /** Characters of one text in the state, which is read with a limit on them. */
  private static final int PART = 1 << 15;

  @Override
  public List<Input> inputs() {
    return custom.inputs().stream()
        .map(
            input ->
                new Input(
                    input.type() == CustomEncoding.InputType.TEXT ? Type.TEXT : Type.NUMBER,
                    input.perElement(),
                    false))
        .toList();
  }

  @Override
  public Optional<Statistics> statistics(String feature) {
    return recipe.learner().map(learner -> new CustomStatistics(feature, custom, learner));
  }

  @Override
  public Encoder encoder(String feature, List<Expression> values, @Nullable Json learned) {
    try {
      CustomEncoding.Transform transform = recipe.transform(learned(feature, learned));
      List<String> columns = transform.suffixes().stream().map(suffix -> feature + suffix).toList();
      if (columns.isEmpty() || columns.size() > Limits.COLUMNS_OF_ONE) {
        throw new IllegalArgumentException("it makes " + columns.size() + " columns");
      }
      return new CustomEncoder(feature, custom, columns, transform, values);
    } catch (IllegalArgumentException e) {
      throw new DefinitionException(
          "feature " + feature, List.of(custom.id() + ": " + e.getMessage()));
    }
  }

  private static String learned(String feature, @Nullable Json learned) {
    if (learned == null) {
      return "";
    }
    if (!(learned instanceof Json.Obj object)
        || !(object.fields().get("learned") instanceof Json.Arr parts)
        || !parts.items().stream().allMatch(part -> part instanceof Json.Text)) {
      throw StateReader.lacks(feature, "the texts learned");
    }
    return parts.items().stream()
        .map(part -> ((Json.Text) part).value())
        .collect(Collectors.joining());
  }

  private record CustomStatistics(
      String feature, CustomEncoding custom, CustomEncoding.Learner learner) implements Statistics {
    @Override
    public void observe(List<Expression> values, Row row) {
      try {
        learner.observe(new RowValues(values, row));
      } catch (RuntimeException e) {
        throw new CustomEncodingException(feature, custom, e);
      }
    }

    @Override
    public void merge(Statistics other) {
      learner.merge(((CustomStatistics) other).learner);
    }

    @Override
    public String kind() {
      return "custom " + custom.id() + "@" + custom.version();
    }

    @Override
    public void write(StateOutput out) {
      try {
        out.bytes(learner.state());
      } catch (UnsupportedOperationException e) {
        throw new DefinitionException(
            "fitting",
            List.of(
                "feature %s: the encoding %s@%d has no state() and merge(byte[]), so it cannot be"
                        .formatted(feature, custom.id(), custom.version())
                    + " fitted on a cluster; fit on one machine"));
      } catch (RuntimeException e) {
        throw new CustomEncodingException(feature, custom, e);
      }
    }

    @Override
    public void read(StateInput in) {
      byte[] state = in.bytes();
      try {
        learner.merge(state);
      } catch (IllegalArgumentException e) {
        throw StateInput.broken(
            "has something of feature %s that is none of %s@%d"
                .formatted(feature, custom.id(), custom.version()));
      } catch (RuntimeException e) {
        throw new CustomEncodingException(feature, custom, e);
      }
    }

    @Override
    public Json finish() {
      String learned = learner.finish();
      if (learned.length() > MAX_LEARNED || !Texts.isWellFormed(learned)) {
        throw new DefinitionException(
            "fitting",
            List.of(
                "feature "
                    + feature
                    + " learned a text of more than "
                    + MAX_LEARNED
                    + " characters, or with half a surrogate pair"));
      }
      List<Json> parts = new ArrayList<>();
      for (int from = 0, to; from < learned.length(); from = to) {
        to = Math.min(learned.length(), from + PART);
        to -= to < learned.length() && Character.isLowSurrogate(learned.charAt(to)) ? 1 : 0;
        parts.add(Json.text(learned.substring(from, to)));
      }
      return Json.object(Map.of("learned", new Json.Arr("$", parts)));
    }
  }

  private record CustomEncoder(
      String feature,
      CustomEncoding custom,
      List<String> columns,
      CustomEncoding.Transform transform,
      List<Expression> inputs)
      implements Encoder {
    @Override
    public Outcome encode(Row row, float[] vector, int at) {
      double[] values = new double[columns.size()];
      try {
        transform.apply(new RowValues(inputs, row), values);
      } catch (RuntimeException e) {
        throw new CustomEncodingException(feature, custom, e);
      }
      boolean missing = true;
      for (int i = 0; i < values.length; i++) {
        vector[at + i] = Encoding.column(values[i]);
        missing &= Float.isNaN(vector[at + i]);
      }
      return missing ? Outcome.MISSING : Outcome.KNOWN;
    }
  }

  private record RowValues(List<Expression> values, Row row) implements CustomEncoding.Values {
    @Override
    public double number(int input) {
      return number(input, Row.SCALAR);
    }

    @Override
    public @Nullable String text(int input) {
      return text(input, Row.SCALAR);
    }

    @Override
    public int length() {
      for (Expression value : values) {
        if (value.array() != Row.SCALAR) {
          return row.lengths[value.array()];
        }
      }
      return 0;
    }

    @Override
    public double number(int input, int element) {
      return Expression.number(values.get(input)).at(row, checked(input, element));
    }

    @Override
    public @Nullable String text(int input, int element) {
      return Expression.text(values.get(input)).at(row, checked(input, element));
    }

    /** Beyond the length stand elements of the orders before. */
    private int checked(int input, int element) {
      int array = values.get(input).array();
      return array == Row.SCALAR ? element : Objects.checkIndex(element, row.lengths[array]);
    }
  }
}
