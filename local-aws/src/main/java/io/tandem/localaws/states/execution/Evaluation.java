package io.tandem.localaws.states.execution;

import io.tandem.localaws.resource.Members;
import io.tandem.localaws.states.definition.Expression;
import io.tandem.localaws.states.definition.StateException;
import io.tandem.localaws.states.query.QueryException;
import io.tandem.strictjson.Ellipsis;
import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Evaluates the fields of one state.
 *
 * @param entered the id of the event that entered it
 * @param variables what its expressions see
 */
record Evaluation(Run run, Strand strand, String state, long entered, Map<String, Json> variables) {
  static final String ERROR = "States.QueryEvaluationError";
  private static final int SHOWN = 1000;

  /**
   * @param states members of {@code $states}
   */
  static Evaluation of(Run run, Strand strand, String state, long entered, Members states) {
    Map<String, Json> variables = new HashMap<>(strand.variables());
    variables.put("states", states.object());
    return new Evaluation(run, strand, state, entered, variables);
  }

  /**
   * @param field for the error's cause
   */
  Json value(String field, Json template) throws StateException, InterruptedException {
    return switch (template) {
      case Json.Text text -> {
        Optional<Expression> expression = Expression.in(text.value());
        yield expression.isPresent() ? evaluated(field, expression.get().source()) : text;
      }
      case Json.Obj object -> {
        Map<String, Json> fields = new LinkedHashMap<>();
        for (Map.Entry<String, Json> entry : object.fields().entrySet()) {
          fields.put(entry.getKey(), value(field + "/" + entry.getKey(), entry.getValue()));
        }
        yield Json.object(fields);
      }
      case Json.Arr array -> {
        List<Json> items = new ArrayList<>();
        for (Json item : array.items()) {
          items.add(value(field + "/" + items.size(), item));
        }
        yield new Json.Arr("$", items);
      }
      default -> template;
    };
  }

  private Json evaluated(String field, String source) throws StateException, InterruptedException {
    try {
      return run.services().queries().evaluate(source, variables);
    } catch (QueryException e) {
      throw failed(
          field,
          "The JSONata expression '%s' specified for the field '%s' threw an error during evaluation. %s"
              .formatted(Ellipsis.shorten(source.strip(), SHOWN), field, e.text()));
    }
  }

  private StateException failed(String field, String what) throws StateException {
    String cause =
        "An error occurred while executing the state '%s' (entered at the event id #%d). %s"
            .formatted(state, entered, Ellipsis.shorten(what, 4 * SHOWN));
    strand.event =
        run.history()
            .add(
                strand.event,
                "EvaluationFailed",
                "evaluationFailedEventDetails",
                new Members()
                    .text("error", ERROR)
                    .text("cause", cause)
                    .text("location", Ellipsis.shorten(field, 256))
                    .text("state", state));
    return new StateException(ERROR, cause);
  }

  String text(String field, Json template) throws StateException, InterruptedException {
    if (value(field, template) instanceof Json.Text text) {
      return text.value();
    }
    throw failed(field, "The field '%s' must be a string.".formatted(field));
  }

  boolean bool(String field, Json template) throws StateException, InterruptedException {
    if (value(field, template) instanceof Json.Bool bool) {
      return bool.value();
    }
    throw failed(field, "The field '%s' must be a boolean.".formatted(field));
  }

  double whole(String field, Json template, double least)
      throws StateException, InterruptedException {
    if (value(field, template) instanceof Json.Num number
        && number.value() == Math.rint(number.value())
        && number.value() >= least
        && number.value() <= 99_999_999) {
      return number.value();
    }
    throw failed(
        field, "The field '%s' must be an integer from %.0f to 99999999.".formatted(field, least));
  }

  Json.Obj object(String field, Json template) throws StateException, InterruptedException {
    if (value(field, template) instanceof Json.Obj object) {
      return object;
    }
    throw failed(field, "The field '%s' must be an object.".formatted(field));
  }

  /** Of a value as it is: data are no template. */
  Json.Arr array(String field, Json value) throws StateException {
    if (value instanceof Json.Arr array) {
      return array;
    }
    throw failed(field, "The field '%s' must be an array.".formatted(field));
  }
}
