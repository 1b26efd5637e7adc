package io.tandem.localaws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sagemaker.model.TrainingJobStatus;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionNotRedrivableException;
import software.amazon.awssdk.services.sfn.model.ExecutionRedriveStatus;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.TaskTimedOutException;

/** Machines whose tasks run containers, by the SDK for Java. */
final class WorkflowsTest {

  @TempDir Path folder;
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private TestAws aws;
  private TestMachines machines;

  @BeforeEach
  void start() throws IOException {
    aws = TestAws.start(folder, shown);
    machines = new TestMachines(aws.states);
    aws.put("orders/a.csv", "weights");
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  /** A training job that does what the input's member {@code do} says. */
  private static String training(String name, String more) {
    return """
    "%s": {"Type": "Task", "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync",
      "Arguments": {
        "TrainingJobName": "{%% 'train-' & $states.context.Execution.RedriveCount & '-' & $states.context.State.RetryCount %%}",
        "RoleArn": "%s",
        "AlgorithmSpecification": {"TrainingImage": "%s", "TrainingInputMode": "File"},
        "Environment": {"TEST_DO": "{%% $states.input.do %%}"},
        "InputDataConfig": [{"ChannelName": "train", "DataSource": {"S3DataSource": {
          "S3DataType": "S3Prefix", "S3Uri": "s3://bucket/orders/"}}}],
        "OutputDataConfig": {"S3OutputPath": "s3://bucket/models"},
        "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1},
        "StoppingCondition": {"MaxRuntimeInSeconds": 60}}, %s}
    """
        .formatted(name, TestAws.ROLE, TestAws.IMAGE, more);
  }

  private static String task(String name, String resource, String arguments, String more) {
    return """
    "%s": {"Type": "Task", "Resource": "arn:aws:states:::%s", "Arguments": %s, %s}
    """
        .formatted(name, resource, arguments, more);
  }

  private TrainingJobStatus job(String name) {
    return aws.sagemaker.describeTrainingJob(of -> of.trainingJobName(name)).trainingJobStatus();
  }

  @Test
  void fromOrdersToAnEndpointThatAnswers() {
    machines.create(
        "whole",
        TestMachines.machine(
            "Train",
            String.join(
                ",",
                training(
                    "Train",
                    "\"Assign\": {\"data\": \"{% $states.result.ModelArtifacts.S3ModelArtifacts"
                        + " %}\"}, \"Next\": \"Model\""),
                task(
                    "Model",
                    "sagemaker:createModel",
                    """
                    {"ModelName": "made", "ExecutionRoleArn": "%s", "PrimaryContainer": {
                      "Image": "%s", "ModelDataUrl": "{%% $data %%}"}}\
                    """
                        .formatted(TestAws.ROLE, TestAws.IMAGE),
                    "\"Next\": \"Config\""),
                task(
                    "Config",
                    "sagemaker:createEndpointConfig",
                    """
                    {"EndpointConfigName": "made", "ProductionVariants": [{
                      "VariantName": "AllTraffic", "ModelName": "made",
                      "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}]}\
                    """,
                    "\"Next\": \"Find\""),
                task(
                    "Find",
                    "aws-sdk:sagemaker:describeEndpoint",
                    "{\"EndpointName\": \"made\"}",
                    """
                    "Catch": [{"ErrorEquals": ["SageMaker.SageMakerException"], "Next": "Create",
                      "Assign": {"why": "{% $states.errorOutput.Cause %}"}}], "Next": "Update\"\
                    """),
                task(
                    "Create",
                    "sagemaker:createEndpoint",
                    "{\"EndpointName\": \"made\", \"EndpointConfigName\": \"made\"}",
                    "\"Next\": \"Pause\""),
                task(
                    "Update",
                    "sagemaker:updateEndpoint",
                    "{\"EndpointName\": \"made\", \"EndpointConfigName\": \"made\"}",
                    "\"Next\": \"Pause\""),
                "\"Pause\": {\"Type\": \"Wait\", \"Seconds\": 30, \"Next\": \"Look\"}",
                task(
                    "Look",
                    "aws-sdk:sagemaker:describeEndpoint",
                    "{\"EndpointName\": \"made\"}",
                    "\"Next\": \"InService\""),
                """
                "InService": {"Type": "Choice", "Choices": [
                  {"Condition": "{% $states.input.EndpointStatus = 'InService' %}", "Next": "Probe"},
                  {"Condition": "{% $states.input.EndpointStatus = 'Failed' %}", "Next": "Broken"}],
                  "Default": "Pause"},
                "Broken": {"Type": "Fail", "Cause": "{% $states.input.FailureReason %}"}
                """,
                task(
                    "Probe",
                    "aws-sdk:sagemakerruntime:invokeEndpoint",
                    "{\"EndpointName\": \"made\", \"Body\": \"order\", \"ContentType\":"
                        + " \"text/csv\"}",
                    """
                    "Output": {"answer": "{% $states.result.Body %}", "why": "{% $why %}",
                      "variant": "{% $states.result.InvokedProductionVariant %}"}, "End": true\
                    """))));

    DescribeExecutionResponse ended = machines.run("whole", "run", "{\"do\": \"\"}");

    assertEquals(ExecutionStatus.SUCCEEDED, ended.status(), () -> ended.error() + ended.cause());
    assertTrue(ended.output().contains("\"answer\":\"weights|order\""), ended.output());
    assertTrue(ended.output().contains("Could not find endpoint"), ended.output());
    assertTrue(ended.output().contains("\"variant\":\"AllTraffic\""), ended.output());
    assertEquals(
        List.of("TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded"),
        machines.events(ended.executionArn()).subList(2, 6));
  }

  @Test
  void aJobThatFailsSaysWhyInTheCause() {
    machines.create("fails", TestMachines.machine("Train", training("Train", "\"End\": true")));

    DescribeExecutionResponse ended = machines.run("fails", "run", "{\"do\": \"fail\"}");

    assertEquals(ExecutionStatus.FAILED, ended.status());
    assertEquals("States.TaskFailed", ended.error());
    assertTrue(
        ended.cause().contains("\"FailureReason\":\"AlgorithmError: the column amount is missing"),
        ended.cause());
    assertTrue(ended.cause().startsWith("{") && ended.cause().endsWith("}"), ended.cause());
  }

  @Test
  void aJobIsTriedAgainByAnotherName() {
    machines.create(
        "again",
        TestMachines.machine(
            "Train",
            training(
                    "Train",
                    """
                    "Retry": [{"ErrorEquals": ["States.TaskFailed"], "IntervalSeconds": 60,
                      "MaxAttempts": 2, "BackoffRate": 2, "MaxDelaySeconds": 90,
                      "JitterStrategy": "FULL"}],
                    "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Caught"}], "End": true\
                    """)
                + ",\"Caught\": {\"Type\": \"Succeed\", \"Output\": \"{% $states.input.Error"
                + " %}\"}"));

    DescribeExecutionResponse ended = machines.run("again", "run", "{\"do\": \"fail\"}");

    assertEquals("\"States.TaskFailed\"", ended.output());
    for (String name : List.of("train-0-0", "train-0-1", "train-0-2")) {
      assertEquals(TrainingJobStatus.FAILED, job(name));
    }
    assertEquals(
        3, aws.sagemaker.listTrainingJobs(of -> of.maxResults(10)).trainingJobSummaries().size());
  }

  @Test
  void whatTheApiRefusesIsAnErrorByName() {
    String twice =
        training("Train", "\"Next\": \"Again\"") + "," + training("Again", "\"End\": true");
    machines.create(
        "twice",
        TestMachines.machine(
            "Train", twice.replace("\"do\"", "\"none\"").replace("$states.input.do", "''")));
    machines.create(
        "unknown",
        TestMachines.machine(
            "A", task("A", "sagemaker:createModel", "{\"ModelNam\": \"x\"}", "\"End\": true")));

    DescribeExecutionResponse taken = machines.run("twice", "run", "{}");
    DescribeExecutionResponse unknown = machines.run("unknown", "run", "{}");

    assertEquals("SageMaker.ResourceInUseException", taken.error(), taken::cause);
    assertEquals("SageMaker.AmazonSageMakerException", unknown.error());
    assertTrue(unknown.cause().contains("did you mean ModelName?"), unknown.cause());
    assertTrue(unknown.cause().contains("Error Code: ValidationException;"), unknown.cause());
  }

  @Test
  void stoppingStopsTheJob() {
    machines.create("long", TestMachines.machine("Train", training("Train", "\"End\": true")));
    String arn = machines.start("long", "run", "{\"do\": \"hang\"}");
    TestAws.await(() -> machines.events(arn), events -> events.contains("TaskSubmitted"));

    aws.states.stopExecution(of -> of.executionArn(arn).error("Enough").cause("of it"));

    DescribeExecutionResponse ended = machines.described(arn);
    assertEquals(ExecutionStatus.ABORTED, ended.status());
    assertEquals("Enough", ended.error());
    assertEquals("of it", ended.cause());
    TestAws.await(() -> job("train-0-0"), status -> status == TrainingJobStatus.STOPPED);
    assertEquals("ExecutionAborted", machines.events(arn).getLast());
  }

  @Test
  void aTimeoutStopsTheJob() {
    machines.create(
        "long",
        TestMachines.machine("Train", training("Train", "\"TimeoutSeconds\": 1, \"End\": true")));

    DescribeExecutionResponse ended = machines.run("long", "run", "{\"do\": \"hang\"}");

    assertEquals("States.Timeout", ended.error());
    TestAws.await(() -> job("train-0-0"), status -> status == TrainingJobStatus.STOPPED);
  }

  @Test
  void aBranchThatFailsStopsTheJobOfAnother() {
    machines.create(
        "beside",
        TestMachines.machine(
            "Both",
            """
            "Both": {"Type": "Parallel", "End": true, "Branches": [
              {"StartAt": "Train", "States": {%s}},
              {"StartAt": "Look", "States": {
                "Look": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sagemaker:describeTrainingJob",
                  "Arguments": {"TrainingJobName": "train-0-0"},
                  "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 99999}], "Next": "F"},
                "F": {"Type": "Fail", "Error": "Beside"}}}]}
            """
                .formatted(training("Train", "\"End\": true"))));

    DescribeExecutionResponse ended = machines.run("beside", "run", "{\"do\": \"hang\"}");

    assertEquals("Beside", ended.error());
    TestAws.await(() -> job("train-0-0"), status -> status == TrainingJobStatus.STOPPED);
  }

  @Test
  void aRedriveGoesOnWhereItFailedAndRepeatsNoJob() {
    machines.create(
        "redriven",
        TestMachines.machine(
            "Train",
            training("Train", "\"Assign\": {\"kept\": 7}, \"Next\": \"Both\"")
                + """
                , "Both": {"Type": "Parallel", "End": true, "Output": ["{% $states.result %}", "{% $kept %}"],
                  "Branches": [
                  {"StartAt": "Put", "States": {"Put": {"Type": "Task",
                    "Resource": "arn:aws:states:::aws-sdk:s3:putObject",
                    "Arguments": {"Bucket": "bucket", "Key": "{% 'made-' & $states.context.Execution.RedriveCount %}", "Body": "x"},
                    "Output": "{% $states.context.Execution.RedriveCount %}", "End": true}}},
                  {"StartAt": "Wait", "States": {
                    "Wait": {"Type": "Wait", "Seconds": 500, "Assign": {"inner": 8}, "Next": "Get"},
                    "Get": {"Type": "Task",
                    "Resource": "arn:aws:states:::aws-sdk:s3:getObject",
                    "Arguments": {"Bucket": "bucket", "Key": "later"},
                    "Output": ["{% $states.result.Body %}", "{% $inner %}"], "End": true}}}]}
                """));
    DescribeExecutionResponse failed = machines.run("redriven", "run", "{\"do\": \"\"}");
    assertEquals("S3.NoSuchKeyException", failed.error(), failed::cause);
    assertEquals(ExecutionRedriveStatus.REDRIVABLE, failed.redriveStatus());
    aws.put("later", "here");

    aws.states.redriveExecution(of -> of.executionArn(failed.executionArn()));

    DescribeExecutionResponse ended = machines.ended(failed.executionArn());
    assertEquals("[[0,[\"here\",8]],7]", ended.output(), () -> ended.error() + ended.cause());
    assertEquals(1, ended.redriveCount());
    assertEquals(
        1, aws.sagemaker.listTrainingJobs(of -> of.maxResults(10)).trainingJobSummaries().size());
    List<String> events = machines.events(ended.executionArn());
    assertEquals(1, events.stream().filter("WaitStateEntered"::equals).count());
    assertTrue(events.contains("ExecutionRedriven"));
    assertThrows(
        ExecutionNotRedrivableException.class,
        () -> aws.states.redriveExecution(of -> of.executionArn(ended.executionArn())));
  }

  @Test
  void somebodyAnswersAMessage() {
    machines.create("asks", TestMachines.asking("\"Output\": \"{% $states.result %}\""));
    String arn = machines.start("asks", "run", "{}");
    String token = token();
    assertTrue(
        shown.toString(StandardCharsets.UTF_8).contains("Release: ship it?"), shown::toString);

    aws.states.sendTaskHeartbeat(of -> of.taskToken(token));
    aws.states.sendTaskSuccess(of -> of.taskToken(token).output("{\"by\": \"me\"}"));

    assertEquals("{\"by\":\"me\"}", machines.ended(arn).output());
    assertThrows(
        TaskTimedOutException.class,
        () -> aws.states.sendTaskSuccess(of -> of.taskToken(token).output("{}")));
  }

  @Test
  void somebodyRefusesAMessage() {
    machines.create("asks", TestMachines.asking("\"Comment\": \"no\""));
    String arn = machines.start("asks", "run", "{}");
    String token = token();

    aws.states.sendTaskFailure(of -> of.taskToken(token).error("Refused").cause("not yet"));

    assertEquals("Refused", machines.ended(arn).error());
    assertEquals("not yet", machines.ended(arn).cause());
  }

  @Test
  void eachAttemptHasATokenOfItsOwn() {
    machines.create(
        "asks",
        TestMachines.asking(
            """
            "Retry": [{"ErrorEquals": ["Refused"], "MaxAttempts": 1}],
            "Output": "{% $states.result %}\"\
            """));
    String arn = machines.start("asks", "run", "{}");
    String first = token();
    aws.states.sendTaskFailure(of -> of.taskToken(first).error("Refused"));

    String second = TestAws.await(() -> tokens().getLast(), token -> !token.equals(first));

    assertThrows(
        TaskTimedOutException.class,
        () -> aws.states.sendTaskSuccess(of -> of.taskToken(first).output("1")));
    aws.states.sendTaskSuccess(of -> of.taskToken(second).output("2"));
    assertEquals("2", machines.ended(arn).output());
  }

  @Test
  void anObjectThatIsNoResultIsNotRead() {
    aws.put("large", "x".repeat(300 * 1024));
    machines.create(
        "gets",
        TestMachines.machine(
            "Get",
            task(
                "Get",
                "aws-sdk:s3:getObject",
                "{\"Bucket\": \"bucket\", \"Key\": \"large\"}",
                "\"End\": true")));

    DescribeExecutionResponse ended = machines.run("gets", "run", "{}");

    assertEquals("States.DataLimitExceeded", ended.error(), ended::cause);
    assertEquals("The task's answer has more than 262144 bytes.", ended.cause());
  }

  private String token() {
    return TestAws.await(this::tokens, found -> !found.isEmpty()).getLast();
  }

  private List<String> tokens() {
    return TestMachines.tokens(shown.toString(StandardCharsets.UTF_8));
  }
}
