package io.tandem.localaws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tandem.localawsmodel.ServiceModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sagemakerruntime.model.ModelErrorException;
import software.amazon.awssdk.services.sfn.model.Tag;

/**
 * Every error of the service models by the SDK for Java, but those whose cause there is not here.
 */
final class SdkErrorsTest {
  private static final String PASS =
      TestMachines.machine("A", "\"A\": {\"Type\": \"Pass\", \"End\": true}");

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

  /**
   * @param calls by the code with which each is refused
   * @param absent errors of the model whose cause there is not here
   */
  private static void check(ServiceModel model, Map<String, Runnable> calls, List<String> absent) {
    List<String> modelled =
        model.operations().stream()
            .flatMap(operation -> model.errors(operation).stream())
            .distinct()
            .sorted()
            .toList();
    List<String> told =
        Stream.concat(calls.keySet().stream().filter(modelled::contains), absent.stream())
            .sorted()
            .toList();

    assertEquals(modelled, told);
    calls.forEach((code, call) -> assertEquals(code, refused(call)));
  }

  private static String refused(Runnable call) {
    return assertThrows(AwsServiceException.class, call::run).awsErrorDetails().errorCode();
  }

  @Test
  void sagemaker() {
    aws.sagemaker.createProcessingJob(TestJobs.processing("one", ""));
    aws.sagemaker.createModelPackageGroup(to -> to.modelPackageGroupName("shop"));
    aws.sagemaker.createModelPackage(to -> to.modelPackageGroupName("shop"));

    check(
        ServiceModel.sagemaker(),
        Map.of(
            "ResourceInUse",
            () -> aws.sagemaker.createProcessingJob(TestJobs.processing("one", "")),
            "ResourceNotFound",
            () -> aws.sagemaker.describeTrainingJob(of -> of.trainingJobName("none")),
            "ConflictException",
            () -> aws.sagemaker.deleteModelPackageGroup(of -> of.modelPackageGroupName("shop")),
            "ValidationException",
            () -> aws.sagemaker.describeEndpoint(of -> of.endpointName("none")),
            "UnknownOperationException",
            () -> aws.sagemaker.listNotebookInstances(of -> {})),
        List.of("ResourceLimitExceeded"));
  }

  @Test
  void runtime() throws IOException {
    aws.model("one", "");
    aws.serve("one");
    aws.answered("one");

    var failed =
        assertThrows(
            ModelErrorException.class,
            () ->
                aws.runtime.invokeEndpoint(
                    to -> to.endpointName("one").body(SdkBytes.fromUtf8String("refuse"))));
    assertEquals(400, failed.originalStatusCode());
    assertEquals(
        "ValidationError",
        refused(
            () ->
                aws.runtime.invokeEndpoint(
                    to -> to.endpointName("none").body(SdkBytes.fromUtf8String("x")))));
    assertEquals(
        "ValidationError",
        refused(
            () ->
                aws.runtime.invokeEndpointAsync(
                    to -> to.endpointName("one").inputLocation("s3://bucket/a"))));
  }

  @Test
  void logs() {
    check(
        ServiceModel.logs(),
        Map.of(
            "InvalidParameterException",
            () -> aws.logs.describeLogGroups(of -> of.limit(1_000)),
            "ResourceNotFoundException",
            () -> aws.logs.describeLogStreams(of -> of.logGroupName("none"))),
        List.of("ServiceUnavailableException"));
  }

  @Test
  void autoScaling() {
    check(
        ServiceModel.autoScaling(),
        Map.of(
            "ValidationException",
            () -> aws.scaling.describeScalableTargets(of -> of.serviceNamespace("ecs")),
            "ObjectNotFoundException",
            () ->
                aws.scaling.deregisterScalableTarget(
                    of ->
                        of.serviceNamespace("sagemaker")
                            .resourceId("endpoint/none/variant/none")
                            .scalableDimension("sagemaker:variant:DesiredInstanceCount"))),
        List.of(
            "ConcurrentUpdateException",
            "FailedResourceAccessException",
            "InternalServiceException",
            "InvalidNextTokenException",
            "LimitExceededException"));
  }

  @Test
  void stepFunctions() {
    machines.create("one", PASS);
    machines.run("one", "done", "{}");
    Map<String, Runnable> calls = new TreeMap<>(ofMachines(TestMachines.arn("one")));
    calls.putAll(ofExecutions());

    check(
        ServiceModel.stepFunctions(),
        calls,
        List.of(
            "ConflictException",
            "ExecutionLimitExceeded",
            "InvalidEncryptionConfiguration",
            "InvalidLoggingConfiguration",
            "InvalidTracingConfiguration",
            "KmsAccessDeniedException",
            "KmsInvalidStateException",
            "KmsThrottlingException",
            "ServiceQuotaExceededException",
            "StateMachineDeleting",
            "StateMachineLimitExceeded",
            "TaskDoesNotExist"));
  }

  private Map<String, Runnable> ofMachines(String arn) {
    return Map.of(
        "InvalidArn",
        () -> machines.described("nothing"),
        "InvalidDefinition",
        () -> machines.create("other", "{}"),
        "InvalidName",
        () -> machines.create("a/b", PASS),
        "MissingRequiredParameter",
        () -> aws.states.updateStateMachine(to -> to.stateMachineArn(arn)),
        "ResourceNotFound",
        () -> aws.states.listTagsForResource(of -> of.resourceArn(TestMachines.arn("none"))),
        "StateMachineAlreadyExists",
        () ->
            machines.create("one", PASS.replace("Pass", "Succeed").replace(", \"End\": true", "")),
        "StateMachineDoesNotExist",
        () -> machines.start("none", "run", "{}"),
        "StateMachineTypeNotSupported",
        () ->
            aws.states.createStateMachine(
                to -> to.name("other").roleArn(TestAws.ROLE).definition(PASS).type("EXPRESS")),
        "TooManyTags",
        () ->
            aws.states.tagResource(
                to ->
                    to.resourceArn(arn)
                        .tags(
                            IntStream.range(0, 51)
                                .mapToObj(i -> Tag.builder().key("tag" + i).value("x").build())
                                .toList())),
        "ValidationException",
        () ->
            aws.states.updateStateMachine(
                to -> to.stateMachineArn(arn).definition(PASS).publish(true)));
  }

  private Map<String, Runnable> ofExecutions() {
    String token = "x".repeat(64);
    return Map.of(
        "ExecutionAlreadyExists",
        () -> machines.start("one", "done", "[]"),
        "ExecutionDoesNotExist",
        () -> machines.described(TestMachines.arn("one", "none")),
        "ExecutionNotRedrivable",
        () -> aws.states.redriveExecution(of -> of.executionArn(TestMachines.arn("one", "done"))),
        "InvalidExecutionInput",
        () -> machines.start("one", "run", "{"),
        "InvalidOutput",
        () -> aws.states.sendTaskSuccess(of -> of.taskToken(token).output("{")),
        "InvalidToken",
        () -> aws.states.sendTaskHeartbeat(of -> of.taskToken("x")),
        "TaskTimedOut",
        () -> aws.states.sendTaskHeartbeat(of -> of.taskToken(token)));
  }
}
