package io.tandem.localaws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.DescribeStateMachineResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.GetExecutionHistoryResponse;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.StateMachineListItem;
import software.amazon.awssdk.services.sfn.model.StateMachineType;
import software.amazon.awssdk.services.sfn.model.Tag;

/** State machines and executions as things of the API, over restarts too. */
final class StateMachinesTest {
  private static final String PASS =
      TestMachines.machine("A", "\"A\": {\"Type\": \"Pass\", \"End\": true}");
  private static final String WAIT =
      TestMachines.machine(
          "A",
          """
          "A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "B"},
          "B": {"Type": "Wait", "Seconds": "{% $states.context.Execution.RedriveCount = 0 ? 99999999 : 0 %}",
            "Output": "{% $x %}", "End": true}""");

  @TempDir Path folder;
  private TestAws aws;
  private TestMachines machines;

  @BeforeEach
  void start() throws IOException {
    aws = TestAws.start(folder);
    machines = new TestMachines(aws.states);
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  private void restart() throws IOException {
    aws.close();
    start();
  }

  private static String refused(Runnable call) {
    return assertThrows(AwsServiceException.class, call::run).awsErrorDetails().errorCode();
  }

  @Test
  void aMachineIsKeptChangedAndDeleted() throws IOException {
    String arn = machines.create("one", PASS);
    assertEquals(arn, machines.create("one", PASS));
    assertEquals("StateMachineAlreadyExists", refused(() -> machines.create("one", WAIT)));
    String revision = aws.states.describeStateMachine(of -> of.stateMachineArn(arn)).revisionId();

    aws.states.updateStateMachine(to -> to.stateMachineArn(arn).definition(WAIT));
    restart();

    DescribeStateMachineResponse found =
        aws.states.describeStateMachine(of -> of.stateMachineArn(arn));
    assertEquals(WAIT, found.definition());
    assertNotEquals(revision, found.revisionId());
    machines.create("two", PASS);
    assertEquals(
        List.of("one", "two"),
        aws.states.listStateMachinesPaginator(of -> of.maxResults(1)).stateMachines().stream()
            .map(StateMachineListItem::name)
            .toList());
    aws.states.deleteStateMachine(of -> of.stateMachineArn(arn));
    assertEquals(
        "StateMachineDoesNotExist",
        refused(() -> aws.states.describeStateMachine(of -> of.stateMachineArn(arn))));
    aws.states.deleteStateMachine(of -> of.stateMachineArn(arn));
  }

  @Test
  void whatIsNotThereIsRefusedByName() {
    String arn = machines.create("one", PASS);

    assertEquals(
        "StateMachineTypeNotSupported",
        refused(
            () ->
                aws.states.createStateMachine(
                    to ->
                        to.name("x")
                            .roleArn(TestAws.ROLE)
                            .definition(PASS)
                            .type(StateMachineType.EXPRESS))));
    assertEquals("InvalidName", refused(() -> machines.create("a/../b", PASS)));
    assertEquals("InvalidName", refused(() -> machines.create("..", PASS)));
    assertEquals("InvalidDefinition", refused(() -> machines.create("x", "{}")));
    assertEquals(
        "MissingRequiredParameter",
        refused(() -> aws.states.updateStateMachine(to -> to.stateMachineArn(arn))));
    assertEquals(
        "ValidationException",
        refused(
            () ->
                aws.states.updateStateMachine(
                    to -> to.stateMachineArn(arn).definition(PASS).publish(true))));
    assertEquals("InvalidArn", refused(() -> machines.described("nothing")));
    assertEquals(
        "ExecutionDoesNotExist", refused(() -> machines.described(TestMachines.arn("one", "no"))));
    assertEquals("StateMachineDoesNotExist", refused(() -> machines.start("no", "run", "{}")));
    assertEquals("InvalidName", refused(() -> machines.start("one", "../x", "{}")));
    assertEquals("InvalidExecutionInput", refused(() -> machines.start("one", "run", "{")));
    assertEquals(
        "InvalidToken", refused(() -> aws.states.sendTaskHeartbeat(of -> of.taskToken("x"))));
    assertEquals(
        "TaskTimedOut",
        refused(() -> aws.states.sendTaskHeartbeat(of -> of.taskToken("x".repeat(64)))));
    assertEquals(
        "InvalidToken",
        refused(() -> aws.states.listExecutions(of -> of.stateMachineArn(arn).nextToken("x"))));
  }

  @Test
  void aNameIsTakenForOneInput() {
    machines.create("one", WAIT);
    String arn = machines.start("one", "run", "{}");

    assertEquals(arn, machines.start("one", "run", "{}"));
    assertEquals("ExecutionAlreadyExists", refused(() -> machines.start("one", "run", "[]")));
    aws.states.stopExecution(of -> of.executionArn(arn));
    assertEquals("ExecutionAlreadyExists", refused(() -> machines.start("one", "run", "{}")));
  }

  @Test
  void executionsAreListedTheLatestFirst() throws IOException {
    String arn = machines.create("one", PASS);
    List<String> names = List.of("a", "b", "c");
    for (String name : names) {
      machines.run("one", name, "{}");
    }
    restart();

    assertEquals(
        names.reversed(),
        aws
            .states
            .listExecutionsPaginator(of -> of.stateMachineArn(arn).maxResults(2))
            .executions()
            .stream()
            .map(ExecutionListItem::name)
            .toList());
    assertTrue(
        aws.states
            .listExecutions(of -> of.stateMachineArn(arn).statusFilter(ExecutionStatus.FAILED))
            .executions()
            .isEmpty());
  }

  /** Ids of the events of each page. */
  private List<List<Long>> pages(String execution, int size, boolean backwards) {
    List<List<Long>> pages = new ArrayList<>();
    String token = null;
    do {
      String next = token;
      GetExecutionHistoryResponse page =
          aws.states.getExecutionHistory(
              of ->
                  of.executionArn(execution)
                      .maxResults(size)
                      .reverseOrder(backwards)
                      .nextToken(next));
      pages.add(page.events().stream().map(HistoryEvent::id).toList());
      token = page.nextToken();
    } while (token != null);
    return pages;
  }

  @Test
  void aPageOfLargeEventsHasFewerThanWereAskedFor() {
    int states = 15;
    String large =
        IntStream.range(0, states)
            .mapToObj(
                number ->
                    """
                    "S%d": {"Type": "Pass", "Output": "{%% $pad('', 250000) %%}", %s}\
                    """
                        .formatted(
                            number,
                            number == states - 1
                                ? "\"End\": true"
                                : "\"Next\": \"S" + (number + 1) + "\""))
            .collect(Collectors.joining(", "));
    machines.create("one", TestMachines.machine("S0", large));
    String arn = machines.run("one", "run", "{}").executionArn();

    for (boolean backwards : new boolean[] {false, true}) {
      List<List<Long>> pages = pages(arn, 1000, backwards);
      List<Long> ids = new ArrayList<>();
      pages.forEach(ids::addAll);

      assertEquals(2, pages.size());
      List<Long> ascending = LongStream.rangeClosed(1, 2 * states + 2).boxed().toList();
      assertEquals(backwards ? ascending.reversed() : ascending, ids);
    }
  }

  @Test
  void aHistoryHasPagesInBothDirections() {
    machines.create("one", WAIT.replace("99999999", "0"));
    String arn = machines.run("one", "run", "{\"a\":1}").executionArn();
    List<HistoryEvent> all = machines.history(arn);

    assertEquals(
        all.stream().map(HistoryEvent::id).toList().reversed(),
        pages(arn, 4, true).stream().flatMap(List::stream).toList());
    assertEquals("{\"a\":1}", all.getFirst().executionStartedEventDetails().input());
    assertEquals(
        null,
        aws.states
            .getExecutionHistory(of -> of.executionArn(arn).includeExecutionData(false))
            .events()
            .getFirst()
            .executionStartedEventDetails()
            .input());
  }

  @Test
  void anExecutionKeepsItsDefinition() {
    String arn = machines.create("one", PASS);
    String execution = machines.run("one", "run", "{}").executionArn();

    aws.states.updateStateMachine(to -> to.stateMachineArn(arn).definition(WAIT));

    assertEquals(
        PASS,
        aws.states.describeStateMachineForExecution(of -> of.executionArn(execution)).definition());
  }

  @Test
  void tagsAreKept() throws IOException {
    String arn = machines.create("one", PASS);
    aws.states.tagResource(
        to ->
            to.resourceArn(arn)
                .tags(
                    Tag.builder().key("a").value("1").build(),
                    Tag.builder().key("b").value("2").build()));
    aws.states.untagResource(of -> of.resourceArn(arn).tagKeys("a"));
    restart();

    assertEquals(
        List.of(Tag.builder().key("b").value("2").build()),
        aws.states.listTagsForResource(of -> of.resourceArn(arn)).tags());
    assertEquals(
        "ResourceNotFound",
        refused(() -> aws.states.listTagsForResource(of -> of.resourceArn(TestMachines.arn("x")))));
  }

  @Test
  void whatRanWhenTheProgramEndedHasFailedAndGoesOn() throws IOException {
    machines.create("one", WAIT);
    String arn = machines.start("one", "run", "{}");
    TestAws.await(() -> machines.events(arn), events -> events.contains("WaitStateEntered"));
    restart();

    DescribeExecutionResponse failed = machines.described(arn);
    assertEquals(ExecutionStatus.FAILED, failed.status());
    assertTrue(failed.cause().contains("RedriveExecution"), failed.cause());
    aws.states.redriveExecution(of -> of.executionArn(arn));

    assertEquals("1", machines.ended(arn).output());
    assertEquals(1, machines.events(arn).stream().filter("PassStateEntered"::equals).count());
    restart();
    assertEquals("1", machines.described(arn).output());
    assertEquals(1, machines.described(arn).redriveCount());
  }

  @Test
  void halfALineIsCutOff() throws IOException {
    machines.create("one", WAIT);
    String arn = machines.start("one", "run", "{}");
    TestAws.await(() -> machines.events(arn), events -> events.contains("WaitStateEntered"));
    aws.close();
    Path file = folder.resolve("state/step-functions/executions/one/run.jsonl");
    String text = Files.readString(file);
    // As a kill leaves it: without its end, and with the half of an event.
    int end = text.lastIndexOf("{\"event\"");
    Files.writeString(file, text.substring(0, end + 20));
    start();

    assertEquals(ExecutionStatus.FAILED, machines.described(arn).status());
    aws.states.redriveExecution(of -> of.executionArn(arn));
    assertEquals("1", machines.ended(arn).output());
  }

  @Test
  void whatIsNestedTooDeepFailsAndCanBeReadAgain() throws IOException {
    String output = "[".repeat(60) + "\"{% $states.input %}\"" + "]".repeat(60);
    machines.create(
        "nests",
        TestMachines.machine(
            "A",
            """
            "A": {"Type": "Pass", "Output": %s, "Next": "B"},
            "B": {"Type": "Pass", "Output": %1$s, "Next": "C"},
            "C": {"Type": "Succeed"}"""
                .formatted(output)));

    String arn = machines.run("nests", "run", "{}").executionArn();

    assertEquals("States.DataLimitExceeded", machines.described(arn).error());
    assertEquals("ExecutionFailed", machines.events(arn).getLast());
    aws.states.redriveExecution(of -> of.executionArn(arn));
    assertEquals("States.DataLimitExceeded", machines.ended(arn).error());
    restart();
    assertEquals("States.DataLimitExceeded", machines.described(arn).error());
  }

  @Test
  void aFileThatCannotBeReadIsNamedAndLeftOut() throws IOException {
    machines.create("one", PASS);
    String kept = machines.run("one", "kept", "{}").executionArn();
    String broken = machines.run("one", "broken", "{}").executionArn();
    aws.close();
    Path executions = folder.resolve("state/step-functions/executions");
    Files.writeString(executions.resolve("one/broken.jsonl"), "{{\n");
    Files.writeString(executions.resolve("notes.txt"), "mine");
    var shown = new ByteArrayOutputStream();
    aws = TestAws.start(folder, shown);
    machines = new TestMachines(aws.states);

    assertEquals(ExecutionStatus.SUCCEEDED, machines.described(kept).status());
    assertEquals("ExecutionDoesNotExist", refused(() -> machines.described(broken)));
    assertTrue(shown.toString(StandardCharsets.UTF_8).contains("broken.jsonl"), shown::toString);
    assertEquals("ExecutionAlreadyExists", refused(() -> machines.start("one", "broken", "{}")));
    assertEquals("{{\n", Files.readString(executions.resolve("one/broken.jsonl")));
  }

  @Test
  void aDeletedMachineLeavesNothing() throws IOException {
    String machine = machines.create("one", WAIT);
    String arn = machines.start("one", "run", "{}");

    aws.states.deleteStateMachine(of -> of.stateMachineArn(machine));

    assertEquals("ExecutionDoesNotExist", refused(() -> machines.described(arn)));
    assertFalse(Files.exists(folder.resolve("state/step-functions/machines/one.json")));
    assertFalse(Files.exists(folder.resolve("state/step-functions/executions/one/run.jsonl")));
    machines.create("one", PASS);
    assertEquals(ExecutionStatus.SUCCEEDED, machines.run("one", "run", "{}").status());
  }

  @Test
  void aHistoryHasAnEnd() {
    machines.create(
        "loops",
        TestMachines.machine(
            "A",
            """
            "A": {"Type": "Pass", "Next": "B"},
            "B": {"Type": "Choice", "Choices": [{"Condition": true, "Next": "A"}]}"""));

    DescribeExecutionResponse ended = machines.run("loops", "run", "{}");

    assertEquals("States.Runtime", ended.error());
    assertTrue(ended.cause().contains("25000"), ended.cause());
    assertEquals(
        25_000,
        aws.states
            .getExecutionHistory(
                of -> of.executionArn(ended.executionArn()).reverseOrder(true).maxResults(1))
            .events()
            .getFirst()
            .id());
    assertEquals(
        "ExecutionNotRedrivable",
        refused(() -> aws.states.redriveExecution(of -> of.executionArn(ended.executionArn()))));
  }

  @Test
  void theAnswerIsOfTheProtocolOfTheRequest() throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(aws.address()))
                  .header("X-Amz-Target", "AWSStepFunctions.ListStateMachines")
                  .header("Content-Type", "application/x-amz-json-1.0")
                  .POST(BodyPublishers.ofString("{}"))
                  .build(),
              BodyHandlers.ofString());

      assertEquals(
          "application/x-amz-json-1.0", answer.headers().firstValue("Content-Type").orElse(""));
      assertEquals("{\"stateMachines\":[]}", answer.body());
    }
  }
}
