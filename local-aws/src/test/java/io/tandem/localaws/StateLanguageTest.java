package io.tandem.localaws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.localaws.resource.Members;
import io.tandem.strictjson.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** The language, by tables of machines: what they come to, and why they are refused. */
final class StateLanguageTest {
  private static TestAws aws;
  private static TestMachines machines;
  private static int number;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    aws = TestAws.start(folder);
    machines = new TestMachines(aws.states);
  }

  @AfterAll
  static void stop() {
    aws.close();
  }

  /** A row of a table; its name is what the report shows. */
  record Case(Json.Obj row) {
    @Override
    public String toString() {
      return Members.text(row, "case");
    }
  }

  private static Stream<Case> table(String name) throws IOException {
    String text = Files.readString(Path.of("src/test/resources/states", name));
    return ((Json.Arr) TestMachines.json(text))
        .items().stream().map(row -> new Case((Json.Obj) row));
  }

  static Stream<Case> cases() throws IOException {
    return table("asl-cases.json");
  }

  static Stream<Case> refused() throws IOException {
    return table("refused.json");
  }

  private static Json member(Json.Obj row, String name) {
    return row.fields().getOrDefault(name, new Json.Null("$"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aMachineComesTo(Case one) {
    Json.Obj row = one.row();
    String name = "case-" + number++;
    machines.create(name, member(row, "machine").compact());

    DescribeExecutionResponse ended = machines.run(name, "run", member(row, "input").compact());

    if (row.fields().containsKey("output")) {
      assertEquals(ExecutionStatus.SUCCEEDED, ended.status(), () -> ended.error() + ended.cause());
      assertEquals(
          member(row, "output").canonical(), TestMachines.json(ended.output()).canonical());
    } else {
      assertTrue(ended.output() == null, () -> "it has an output: " + ended.output());
      String error = ended.error() == null ? "" : ended.error();
      assertEquals(Members.text(row, "error"), error, ended::cause);
      String cause = ended.cause() == null ? "" : ended.cause();
      assertTrue(cause.contains(Members.text(row, "cause")), cause);
    }
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aDefinitionIsRefusedForAllThatIsWrong(Case one) {
    List<String> found =
        aws
            .states
            .validateStateMachineDefinition(
                of -> of.definition(Members.text(one.row(), "definition")))
            .diagnostics()
            .stream()
            .map(problem -> problem.code() + " " + problem.location())
            .sorted()
            .toList();

    List<String> expected =
        Members.list(one.row(), "problems").stream()
            .map(problem -> ((Json.Text) problem).value())
            .sorted()
            .toList();
    assertEquals(expected, found);
  }

  @Test
  void theWorkflowOfThisRepositoryIsAccepted() throws IOException {
    String workflow = Files.readString(Path.of("../workflow/training.asl.json"));

    assertEquals(
        List.of(),
        aws.states.validateStateMachineDefinition(of -> of.definition(workflow)).diagnostics());
  }

  @Test
  void hostileDefinitionsAreReadInTime() {
    String expressions = "\"{% 1 %}\",".repeat(80_000);
    String deep = "[".repeat(90) + "\"{% ( %}\"" + "]".repeat(90);
    String nested = "[".repeat(5_000) + "]".repeat(5_000);
    String branches = "";
    for (int i = 0; i < 200; i++) {
      branches =
          "{\"StartAt\": \"P\", \"States\": {\"P\": {\"Type\": \"Parallel\", \"End\": true, \"Branches\": [%s]}}}"
              .formatted(branches);
    }
    for (String output : List.of("[" + expressions + "0]", deep, nested, branches)) {
      String definition =
          TestMachines.machine(
              "A", "\"A\": {\"Type\": \"Pass\", \"Output\": %s, \"End\": true}".formatted(output));
      assertTimeoutPreemptively(
          Duration.ofSeconds(30),
          () -> aws.states.validateStateMachineDefinition(of -> of.definition(definition)));
    }
  }

  @Test
  void eachStateShowsInTheHistory() {
    machines.create(
        "shown",
        TestMachines.machine(
            "A",
            """
            "A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "B"},
            "B": {"Type": "Choice", "Choices": [{"Condition": "{% $x = 1 %}", "Next": "C"}]},
            "C": {"Type": "Wait", "Seconds": 1, "Next": "D"},
            "D": {"Type": "Parallel", "Branches": [{"StartAt": "E", "States": {
              "E": {"Type": "Succeed"}}}], "Next": "F"},
            "F": {"Type": "Map", "Items": [1], "ItemProcessor": {"StartAt": "G", "States": {
              "G": {"Type": "Fail", "Error": "no"}}}, "End": true}
            """));

    String arn = machines.run("shown", "run", "{}").executionArn();

    assertEquals(
        List.of(
            "ExecutionStarted",
            "PassStateEntered",
            "PassStateExited",
            "ChoiceStateEntered",
            "ChoiceStateExited",
            "WaitStateEntered",
            "WaitStateExited",
            "ParallelStateEntered",
            "ParallelStateStarted",
            "SucceedStateEntered",
            "SucceedStateExited",
            "ParallelStateSucceeded",
            "ParallelStateExited",
            "MapStateEntered",
            "MapStateStarted",
            "MapIterationStarted",
            "FailStateEntered",
            "MapIterationFailed",
            "MapStateFailed",
            "ExecutionFailed"),
        machines.events(arn));
    assertEquals(
        "1", machines.history(arn).get(2).stateExitedEventDetails().assignedVariables().get("x"));
  }
}
