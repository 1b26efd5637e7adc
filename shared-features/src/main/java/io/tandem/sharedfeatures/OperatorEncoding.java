package io.tandem.sharedfeatures;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An {@link Operator} as an encoding. */
record OperatorEncoding(Operator operator, Operator.Recipe recipe) implements Encoding {
  @Override
  public List<Input> inputs() {
    return operator.inputs().stream()
        .map(
            input ->
                new Input(
                    input.type() == Operator.InputType.TEXT ? Type.TEXT : Type.NUMBER,
                    input.perElement(),
                    false))
        .toList();
  }

  @Override
  public Optional<Statistics> statistics(String feature) {
    return recipe.learner().map(OperatorStatistics::new);
  }

  @Override
  public Encoder encoder(String feature, List<Expression> values, @Nullable Json learned) {
    String text =
        learned instanceof Json.Obj object
                && object.fields().get("learned") instanceof Json.Text found
            ? found.value()
            : "";
    try {
      Operator.Transform transform = recipe.transform(text);
      List<String> columns = transform.suffixes().stream().map(suffix -> feature + suffix).toList();
      if (columns.isEmpty() || columns.size() > Limits.COLUMNS_OF_ONE) {
        throw new IllegalArgumentException("it makes " + columns.size() + " columns");
      }
      return new OperatorEncoder(columns, transform, values);
    } catch (IllegalArgumentException e) {
      throw new DefinitionException(
          "feature " + feature, List.of(operator.id() + ": " + e.getMessage()));
    }
  }

  private record OperatorStatistics(Operator.Learner learner) implements Statistics {
    @Override
    public void observe(List<Expression> values, Row row) {
      learner.observe(new RowValues(values, row));
    }

    @Override
    public void merge(Statistics other) {
      learner.merge(((OperatorStatistics) other).learner);
    }

    @Override
    public Json finish() {
      return Json.object(Map.of("learned", Json.text(learner.finish())));
    }
  }

  private record OperatorEncoder(
      List<String> columns, Operator.Transform transform, List<Expression> inputs)
      implements Encoder {
    @Override
    public Outcome encode(Row row, float[] vector, int at) {
      double[] values = new double[columns.size()];
      transform.apply(new RowValues(inputs, row), values);
      boolean missing = true;
      for (int i = 0; i < values.length; i++) {
        vector[at + i] = Encoding.column(values[i]);
        missing &= Float.isNaN(vector[at + i]);
      }
      return missing ? Outcome.MISSING : Outcome.KNOWN;
    }
  }

  private record RowValues(List<Expression> values, Row row) implements Operator.Values {
    @Override
    public double number(int input) {
      return number(input, Expression.SCALAR);
    }

    @Override
    public @Nullable String text(int input) {
      return text(input, Expression.SCALAR);
    }

    @Override
    public int length() {
      for (Expression value : values) {
        if (value.array() != Expression.SCALAR) {
          return row.lengths[value.array()];
        }
      }
      return 0;
    }

    @Override
    public double number(int input, int element) {
      return Expression.number(values.get(input)).at(row, element);
    }

    @Override
    public @Nullable String text(int input, int element) {
      return Expression.text(values.get(input)).at(row, element);
    }
  }
}
