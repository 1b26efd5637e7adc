package io.tandem.evaluation.definition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tandem.evaluation.rows.Join;
import io.tandem.evaluation.statistics.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EvaluationDefinitionReaderTest {
  private static final String LEAST = "\"probability\": \"$.p\", \"outcome\": {\"label\": \"$.y\"}";

  @TempDir private Path folder;

  @Test
  void whatIsNotSaidHasDefaults() throws IOException {
    Definition.Source source = new Definition.Source(Optional.empty(), Field.Path.of("p"));

    assertEquals(
        new Definition(
            "Evaluation",
            source,
            source,
            new Definition.Outcome(
                Optional.empty(),
                Field.Path.of("y"),
                "its label is true",
                Optional.empty(),
                "",
                Optional.empty()),
            List.of(),
            new Definition.Minimum(100, 10),
            Optional.empty(),
            List.of(),
            1000,
            1,
            Optional.empty()),
        read("{" + LEAST + "}"));
  }

  @Test
  void everythingCanBeSaid() throws IOException {
    Definition definition =
        read(
            """
            {
              "title": "t", "id": "id", "probability": "p",
              "old": {"id": "2", "probability": "3", "contributions": "4"},
              "outcome": {"id": "$.i", "label": "$.y", "means": "m", "amount": "$.a", "currency": "EUR", "time": "$.t"},
              "slices": [{"name": "s", "field": "$.s", "equals": true}, {"name": "b", "field": "$.b", "bands": [1, 2.5]}],
              "slice_minimum": {"rows": 50, "rows_of_each_class": 5},
              "decision": {
                "threshold": 0.2, "old_threshold": 0.3,
                "costs": {"approved_bad": {"share_of_amount": 0.9, "fixed": 3}, "refused_good": {"fixed": 7}}
              },
              "gates": [{"figure": "roc_auc", "slice": "s", "at_least": 0.6}],
              "contributions": {"field": "c", "names": ["x", "y"], "values": {"x": "$.x"}},
              "bootstrap_rounds": 77, "seed": 9
            }
            """);

    assertEquals(
        new Definition(
            "t",
            new Definition.Source(
                Optional.of(new Field.NamedColumn("id")), new Field.NamedColumn("p")),
            new Definition.Source(Optional.of(new Field.Column(2)), new Field.Column(3)),
            new Definition.Outcome(
                Optional.of(Field.Path.of("i")),
                Field.Path.of("y"),
                "m",
                Optional.of(Field.Path.of("a")),
                "EUR",
                Optional.of(Field.Path.of("t"))),
            List.of(
                new Definition.Slice("s", Field.Path.of("s"), Optional.of("true"), List.of()),
                new Definition.Slice("b", Field.Path.of("b"), Optional.empty(), List.of(1.0, 2.5))),
            new Definition.Minimum(50, 5),
            Optional.of(
                new Definition.Decision(
                    OptionalDouble.of(0.2),
                    OptionalDouble.of(0.3),
                    Optional.of(
                        new Definition.Costs(
                            new Definition.Cost(0.9, 3), new Definition.Cost(0, 7))))),
            List.of(new Gate(Metric.ROC_AUC, new Gate.AtLeast(0.6), Optional.of("s"))),
            77,
            9,
            Optional.of(
                new Definition.Contributions(
                    new Field.NamedColumn("c"),
                    Optional.of(new Field.Column(4)),
                    List.of("x", "y"),
                    Map.of("x", Field.Path.of("x"))))),
        definition);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                       | $: lacks probability; $: lacks outcome
          []                                       | $: expected an object
          {"probability": "$.p"}                   | $: lacks outcome
          {"probability": "3x"}                    | $.probability: expected a path such as $.a.b, the number or the name of a column; $: lacks outcome
          {"probability": 3.0, "outcome": {"label": 4}} | $.probability: expected a path such as $.a.b, the number or the name of a column
          {LEAST, "old": {"probability": "$.p[*]"}} | $.old.probability: [*] of $.p[*] has several values; expected the way to one value, of names and of indexes from 0, such as $.a[0].b
          {LEAST, "slices": [{"name": "a", "field": "$.a.0"}]} | $.slices[0].field: expected a path of names and indexes, such as $.a[0].b or $['a.b']; did you mean $.a[0]?
          {LEAST, "gate": []}                      | $: unknown field gate; did you mean gates?
          {LEAST, "seed": -1}                      | $.seed: expected a whole number from 0 to 2147483647
          {LEAST, "bootstrap_rounds": 10}          | $.bootstrap_rounds: expected a whole number from 40 to 100000
          {LEAST, "title": 7}                      | $.title: expected a text of at most 500 characters
          {LEAST, "slices": {}}                    | $.slices: expected a list of 0 to 40 objects
          {LEAST, "slices": [{"name": "a"}]}       | $.slices[0]: lacks field
          {LEAST, "slices": [{"name": "a", "field": "$.a", "bands": [2, 1]}]} | $.slices[0].bands: expected numbers that ascend
          {LEAST, "slices": [{"name": "a", "field": "$.a"}, {"name": "a", "field": "$.b"}]} | $.slices[1].name: expected a name that no other slice has
          {LEAST, "decision": {}}                  | $.decision.threshold: expected a number, or costs from which one follows for each model
          {LEAST, "decision": {"threshold": 1.5}}  | $.decision.threshold: expected a number from 0 to 1
          {LEAST, "decision": {"costs": {"approved_bad": {}}}} | $.decision.costs.approved_bad: expected a cost: share_of_amount, fixed or both; $.decision.costs: lacks refused_good
          {LEAST, "decision": {"costs": {"approved_bad": {"share_of_amount": 1}, "refused_good": {"fixed": 1}}}} | $.outcome.amount: expected where the amount is, since $.decision.costs depend on it
          {LEAST, "gates": [{"figure": "auc", "at_least": 1}]} | $.gates[0].figure: expected one of approval_rate, approval_rate_at_equal_bad_rate, average_precision, bad_rate, bad_rate_at_equal_approval, brier, brier_skill, expected_cost, gini, ks, log_loss, roc_auc; did you mean roc_auc?
          {LEAST, "gates": [{"figure": "ks"}]}     | $.gates[0]: expected just one of better_by, not_worse_by, at_least, at_most
          {LEAST, "gates": [{"figure": "ks", "not_worse_by": -1}]} | $.gates[0].not_worse_by: expected a number from 0 to 1000000000000
          {LEAST, "decision": {"threshold": 0.1}, "gates": [{"figure": "approval_rate", "better_by": 0}]} | $.gates[0].figure: expected at_least or at_most, since neither a higher nor a lower one is better by itself
          {LEAST, "gates": [{"figure": "bad_rate", "at_most": 1}]} | $.gates[0]: bad_rate needs $.decision
          {LEAST, "decision": {"threshold": 0.1}, "gates": [{"figure": "expected_cost", "at_most": 1}]} | $.gates[0]: expected_cost needs $.decision.costs
          {LEAST, "gates": [{"figure": "ks", "slice": "x", "at_least": 1}]} | $.gates[0].slice: expected the name of one of $.slices; $.gates[0].figure: expected roc_auc, by which slices are compared
          """)
  void aFaultIsNamedByItsPlace(String json, String fault) {
    EvaluationException thrown =
        assertThrows(EvaluationException.class, () -> read(json.replace("LEAST", LEAST)));

    assertEquals(folder.resolve("evaluation.json") + ": " + fault, thrown.getMessage());
  }

  @Test
  void allFaultsAreNamedTogether() {
    EvaluationException thrown =
        assertThrows(
            EvaluationException.class,
            () ->
                read(
                    """
                    {
                      "probability": 7.5, "outcome": {"label": "$.y", "amout": "$.a"}, "seed": "1",
                      "slices": [{"name": "a"}, {"name": "b", "field": "$.b", "bands": ["1"]}],
                      "decision": {"threshold": 2},
                      "gates": [
                        {"figure": "ks", "better_by": 0.1, "at_least": 0.1},
                        {"figure": "roc_auc", "slice": "a", "at_least": 0.7},
                        {"figure": "bad_rate", "at_most": 0.1}
                      ]
                    }
                    """));

    assertEquals(
        String.join(
            "; ",
            folder.resolve("evaluation.json")
                + ": $.probability: expected a path such as $.a.b, the number or the name of a column",
            "$.outcome: unknown field amout; did you mean amount?",
            "$.slices[0]: lacks field",
            "$.slices[1].bands[0]: expected a number",
            "$.decision.threshold: expected a number from 0 to 1",
            "$.gates[0]: expected just one of better_by, not_worse_by, at_least, at_most",
            "$.seed: expected a whole number from 0 to 2147483647"),
        thrown.getMessage());
  }

  @Test
  void whatIsNoJsonIsNamedByItsLine() {
    EvaluationException thrown =
        assertThrows(EvaluationException.class, () -> read("{\n\"probability\": \"$.p\",\n}"));

    assertEquals(
        folder.resolve("evaluation.json") + ": is not valid JSON at line 3, column 1",
        thrown.getMessage());
  }

  @Test
  void fieldsOfOneFileAreGivenInOneWay() throws IOException {
    Path rows = Files.writeString(folder.resolve("rows"), "{}");
    Definition definition =
        read("{\"id\": \"$.id\", \"probability\": \"3\", \"outcome\": {\"label\": \"$.y\"}}");

    EvaluationException thrown =
        assertThrows(
            EvaluationException.class,
            () ->
                Join.read(
                    definition,
                    new Join.Files(
                        rows,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())));

    assertEquals(
        "of one file some fields are given as paths, numbers or names of columns; expected all in"
            + " one way, not [$.id, column 3, $.y]",
        thrown.getMessage());
  }

  private Definition read(String json) throws IOException {
    return EvaluationDefinitionReader.read(
        Files.writeString(folder.resolve("evaluation.json"), json));
  }
}
