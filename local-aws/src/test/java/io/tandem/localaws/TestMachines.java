package io.tandem.localaws;

import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/** State machines by the SDK for Java. */
record TestMachines(SfnClient states) {
  private static final Pattern TOKEN = Pattern.compile("send-task-success .*--task-token (\\S+)");
  private static final String ARN = "arn:aws:states:eu-west-1:111122223333:";

  static String arn(String machine) {
    return ARN + "stateMachine:" + machine;
  }

  static String arn(String machine, String execution) {
    return ARN + "execution:" + machine + ":" + execution;
  }

  /** Of the states that a text has, which begin with the first. */
  static String machine(String startAt, String states) {
    return "{\"QueryLanguage\":\"JSONata\",\"StartAt\":\"%s\",\"States\":{%s}}"
        .formatted(startAt, states);
  }

  /**
   * A machine that asks on the terminal, and waits for the answer.
   *
   * @param more members of the state that asks
   */
  static String asking(String more) {
    return machine(
        "Ask",
        """
        "Ask": {"Type": "Task", "Resource": "arn:aws:states:::sns:publish.waitForTaskToken",
          "Arguments": {"TopicArn": "arn:aws:sns:eu-west-1:111122223333:releases",
            "Subject": "Release",
            "Message": "{% 'ship it? ' & ($length($states.context.Task.Token) > 9) %}"},
          %s, "End": true}\
        """
            .replace("%s", more));
  }

  /** Of the questions that a terminal shows, in their order. */
  static List<String> tokens(String shown) {
    return TOKEN.matcher(shown).results().map(found -> found.group(1)).toList();
  }

  String create(String name, String definition) {
    return states
        .createStateMachine(to -> to.name(name).roleArn(TestAws.ROLE).definition(definition))
        .stateMachineArn();
  }

  /** Returns the execution's ARN. */
  String start(String machine, String name, String input) {
    return states
        .startExecution(to -> to.stateMachineArn(arn(machine)).name(name).input(input))
        .executionArn();
  }

  DescribeExecutionResponse described(String execution) {
    return states.describeExecution(of -> of.executionArn(execution));
  }

  DescribeExecutionResponse ended(String execution) {
    return TestAws.await(
        () -> described(execution), found -> found.status() != ExecutionStatus.RUNNING);
  }

  DescribeExecutionResponse run(String machine, String name, String input) {
    return ended(start(machine, name, input));
  }

  List<HistoryEvent> history(String execution) {
    return states.getExecutionHistory(of -> of.executionArn(execution).maxResults(1000)).events();
  }

  List<String> events(String execution) {
    return history(execution).stream().map(HistoryEvent::typeAsString).toList();
  }

  static Json json(String text) {
    return Json.read(text.getBytes(StandardCharsets.UTF_8), JsonLimits.ofBytes(1 << 20));
  }
}
