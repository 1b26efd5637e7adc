package io.tandem.localaws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.localawsmodel.ServiceModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.applicationautoscaling.model.MetricType;
import software.amazon.awssdk.services.applicationautoscaling.model.PolicyType;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableDimension;
import software.amazon.awssdk.services.applicationautoscaling.model.ServiceNamespace;
import software.amazon.awssdk.services.sagemaker.model.DesiredWeightAndCapacity;
import software.amazon.awssdk.services.sagemaker.model.EndpointStatus;
import software.amazon.awssdk.services.sagemaker.model.ModelApprovalStatus;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariant;
import software.amazon.awssdk.services.sagemaker.model.Tag;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** Every operation of the service models by the SDK for Java. */
final class SdkOperationsTest {
  private static final String VARIANT = "endpoint/one/variant/AllTraffic";
  private static final ProductionVariant VARIANT_OF_ONE =
      ProductionVariant.builder()
          .variantName("AllTraffic")
          .modelName("one")
          .instanceType("ml.m5.large")
          .initialInstanceCount(1)
          .build();
  private static final ScalableDimension COUNT =
      ScalableDimension.SAGEMAKER_VARIANT_DESIRED_INSTANCE_COUNT;

  @TempDir Path folder;
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final Set<String> called = new TreeSet<>();
  private TestAws aws;

  @BeforeEach
  void start() throws IOException {
    aws = TestAws.start(folder, shown);
    aws.put("orders/a.csv", "1,2");
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  /** Notes down which operation's answer it is. */
  private <A extends AwsResponse> A called(A answer) {
    called.add(answer.getClass().getSimpleName().replaceFirst("Response$", ""));
    return answer;
  }

  @Test
  void sagemaker() throws IOException {
    jobs();
    packages();
    endpoints();

    assertEquals(ServiceModel.sagemaker().operations(), called);
  }

  private void jobs() throws IOException {
    aws.model("hanging", "hang");
    called(aws.sagemaker.createTrainingJob(TestJobs.training("job", "hang")));
    called(aws.sagemaker.createTransformJob(TestJobs.transform("job", "hanging")));
    called(aws.sagemaker.createProcessingJob(TestJobs.processing("job", "hang")));
    called(aws.sagemaker.stopTrainingJob(of -> of.trainingJobName("job")));
    called(aws.sagemaker.stopTransformJob(of -> of.transformJobName("job")));
    called(aws.sagemaker.stopProcessingJob(of -> of.processingJobName("job")));
    TestAws.await(
        () -> called(aws.sagemaker.describeTrainingJob(of -> of.trainingJobName("job"))),
        job -> job.trainingJobStatusAsString().equals("Stopped"));
    TestAws.await(
        () -> called(aws.sagemaker.describeTransformJob(of -> of.transformJobName("job"))),
        job -> job.transformJobStatusAsString().equals("Stopped"));
    TestAws.await(
        () -> called(aws.sagemaker.describeProcessingJob(of -> of.processingJobName("job"))),
        job -> job.processingJobStatusAsString().equals("Stopped"));
    assertEquals(1, called(aws.sagemaker.listTrainingJobs(of -> {})).trainingJobSummaries().size());
    assertEquals(
        1, called(aws.sagemaker.listTransformJobs(of -> {})).transformJobSummaries().size());
    assertEquals(
        1, called(aws.sagemaker.listProcessingJobs(of -> {})).processingJobSummaries().size());
  }

  private void packages() {
    called(aws.sagemaker.createModelPackageGroup(to -> to.modelPackageGroupName("shop")));
    String first =
        called(aws.sagemaker.createModelPackage(to -> to.modelPackageGroupName("shop")))
            .modelPackageArn();
    called(
        aws.sagemaker.updateModelPackage(
            of -> of.modelPackageArn(first).modelApprovalStatus(ModelApprovalStatus.APPROVED)));
    assertEquals(
        ModelApprovalStatus.APPROVED,
        called(aws.sagemaker.describeModelPackage(of -> of.modelPackageName(first)))
            .modelApprovalStatus());
    assertEquals(
        1,
        called(aws.sagemaker.listModelPackages(of -> of.modelPackageGroupName("shop")))
            .modelPackageSummaryList()
            .size());
    called(aws.sagemaker.deleteModelPackage(of -> of.modelPackageName(first)));
    assertEquals(
        "shop",
        called(aws.sagemaker.describeModelPackageGroup(of -> of.modelPackageGroupName("shop")))
            .modelPackageGroupName());
    called(aws.sagemaker.deleteModelPackageGroup(of -> of.modelPackageGroupName("shop")));
    assertEquals(
        0,
        called(aws.sagemaker.listModelPackageGroups(of -> {}))
            .modelPackageGroupSummaryList()
            .size());
  }

  private void endpoints() throws IOException {
    aws.putArchive("one.tar.gz", "one");
    called(
        aws.sagemaker.createModel(
            to ->
                to.modelName("one")
                    .executionRoleArn(TestAws.ROLE)
                    .primaryContainer(
                        of -> of.image(TestAws.IMAGE).modelDataUrl("s3://bucket/one.tar.gz"))));
    called(aws.sagemaker.describeModel(of -> of.modelName("one")));
    assertEquals(2, called(aws.sagemaker.listModels(of -> {})).models().size());
    called(
        aws.sagemaker.createEndpointConfig(
            to -> to.endpointConfigName("one").productionVariants(VARIANT_OF_ONE)));
    called(aws.sagemaker.describeEndpointConfig(of -> of.endpointConfigName("one")));
    called(aws.sagemaker.listEndpointConfigs(of -> {}));
    String arn =
        called(aws.sagemaker.createEndpoint(to -> to.endpointName("one").endpointConfigName("one")))
            .endpointArn();
    inService("one");
    called(aws.sagemaker.updateEndpoint(of -> of.endpointName("one").endpointConfigName("one")));
    inService("one");
    called(
        aws.sagemaker.updateEndpointWeightsAndCapacities(
            of ->
                of.endpointName("one")
                    .desiredWeightsAndCapacities(
                        DesiredWeightAndCapacity.builder()
                            .variantName("AllTraffic")
                            .desiredInstanceCount(2)
                            .build())));
    inService("one");
    called(aws.sagemaker.listEndpoints(of -> {}));
    Tag tag = Tag.builder().key("team").value("risk").build();
    called(aws.sagemaker.addTags(to -> to.resourceArn(arn).tags(tag)));
    assertEquals(tag, called(aws.sagemaker.listTags(of -> of.resourceArn(arn))).tags().getFirst());
    called(aws.sagemaker.deleteTags(of -> of.resourceArn(arn).tagKeys("team")));
    called(aws.sagemaker.deleteEndpoint(of -> of.endpointName("one")));
    called(aws.sagemaker.deleteEndpointConfig(of -> of.endpointConfigName("one")));
    called(aws.sagemaker.deleteModel(of -> of.modelName("one")));
  }

  private void inService(String name) {
    TestAws.await(
        () -> called(aws.sagemaker.describeEndpoint(of -> of.endpointName(name))),
        endpoint -> endpoint.endpointStatus() == EndpointStatus.IN_SERVICE);
  }

  @Test
  void runtimeAndCaller() throws IOException {
    aws.model("one", "");
    aws.sagemaker.createEndpointConfig(
        to ->
            to.endpointConfigName("one")
                .asyncInferenceConfig(
                    of -> of.outputConfig(at -> at.s3OutputPath("s3://bucket/answers")))
                .productionVariants(VARIANT_OF_ONE));
    aws.sagemaker.createEndpoint(to -> to.endpointName("queue").endpointConfigName("one"));
    aws.model("two", "");
    aws.serve("two");
    aws.answered("two");

    called(
        aws.runtime.invokeEndpoint(
            to -> to.endpointName("two").body(SdkBytes.fromUtf8String("x"))));
    inService("queue");
    called.remove("DescribeEndpoint");
    called(
        aws.runtime.invokeEndpointAsync(
            to -> to.endpointName("queue").inputLocation("s3://bucket/orders/a.csv")));
    assertEquals("111122223333", called(aws.sts.getCallerIdentity()).account());

    assertEquals(Set.of("InvokeEndpoint", "InvokeEndpointAsync", "GetCallerIdentity"), called);
  }

  @Test
  void logs() {
    aws.runJobThatFails("job", "one line");
    String group = "/aws/sagemaker/ProcessingJobs";

    assertEquals(group, called(aws.logs.describeLogGroups()).logGroups().getFirst().logGroupName());
    String stream =
        called(aws.logs.describeLogStreams(of -> of.logGroupName(group)))
            .logStreams()
            .getFirst()
            .logStreamName();
    String line =
        called(aws.logs.getLogEvents(of -> of.logGroupName(group).logStreamName(stream)))
            .events()
            .getFirst()
            .message();
    assertEquals(
        line,
        called(aws.logs.filterLogEvents(of -> of.logGroupName(group)))
            .events()
            .getFirst()
            .message());

    assertEquals(ServiceModel.logs().operations(), called);
  }

  @Test
  void autoScaling() throws IOException {
    aws.model("one", "");
    aws.serve("one");
    inService("one");
    called.clear();

    called(
        aws.scaling.registerScalableTarget(
            to ->
                to.serviceNamespace(ServiceNamespace.SAGEMAKER)
                    .resourceId(VARIANT)
                    .scalableDimension(COUNT)
                    .minCapacity(1)
                    .maxCapacity(4)));
    assertEquals(
        4,
        called(
                aws.scaling.describeScalableTargets(
                    of -> of.serviceNamespace(ServiceNamespace.SAGEMAKER)))
            .scalableTargets()
            .getFirst()
            .maxCapacity());
    called(
        aws.scaling.putScalingPolicy(
            to ->
                to.serviceNamespace(ServiceNamespace.SAGEMAKER)
                    .resourceId(VARIANT)
                    .scalableDimension(COUNT)
                    .policyName("calls")
                    .policyType(PolicyType.TARGET_TRACKING_SCALING)
                    .targetTrackingScalingPolicyConfiguration(
                        how ->
                            how.targetValue(6000.0)
                                .predefinedMetricSpecification(
                                    of ->
                                        of.predefinedMetricType(
                                            MetricType
                                                .SAGE_MAKER_VARIANT_INVOCATIONS_PER_INSTANCE)))));
    assertEquals(
        "calls",
        called(
                aws.scaling.describeScalingPolicies(
                    of -> of.serviceNamespace(ServiceNamespace.SAGEMAKER)))
            .scalingPolicies()
            .getFirst()
            .policyName());
    called(
        aws.scaling.deleteScalingPolicy(
            of ->
                of.serviceNamespace(ServiceNamespace.SAGEMAKER)
                    .resourceId(VARIANT)
                    .scalableDimension(COUNT)
                    .policyName("calls")));
    called(
        aws.scaling.deregisterScalableTarget(
            of ->
                of.serviceNamespace(ServiceNamespace.SAGEMAKER)
                    .resourceId(VARIANT)
                    .scalableDimension(COUNT)));

    assertEquals(ServiceModel.autoScaling().operations(), called);
  }

  @Test
  void stepFunctions() {
    machines();
    executions();
    tokens();

    assertEquals(ServiceModel.stepFunctions().operations(), called);
  }

  private void machines() {
    String definition =
        TestMachines.machine(
            "A", "\"A\": {\"Type\": \"Wait\", \"Seconds\": 9999999, \"End\": true}");
    called(aws.states.validateStateMachineDefinition(of -> of.definition(definition)));
    called(
        aws.states.createStateMachine(
            to -> to.name("waiting").roleArn(TestAws.ROLE).definition(definition)));
    String arn = TestMachines.arn("waiting");
    called(aws.states.updateStateMachine(to -> to.stateMachineArn(arn).roleArn(TestAws.ROLE)));
    assertEquals(
        definition,
        called(aws.states.describeStateMachine(of -> of.stateMachineArn(arn))).definition());
    assertEquals(1, called(aws.states.listStateMachines()).stateMachines().size());
    called(aws.states.tagResource(to -> to.resourceArn(arn).tags(stateTag("a", "b"))));
    assertEquals(
        "b",
        called(aws.states.listTagsForResource(of -> of.resourceArn(arn)))
            .tags()
            .getFirst()
            .value());
    called(aws.states.untagResource(of -> of.resourceArn(arn).tagKeys("a")));
  }

  private static software.amazon.awssdk.services.sfn.model.Tag stateTag(String key, String value) {
    return software.amazon.awssdk.services.sfn.model.Tag.builder().key(key).value(value).build();
  }

  private void executions() {
    String machine = TestMachines.arn("waiting");
    String arn =
        called(aws.states.startExecution(to -> to.stateMachineArn(machine).name("first")))
            .executionArn();
    called(aws.states.stopExecution(of -> of.executionArn(arn)));
    TestAws.await(
        () -> called(aws.states.describeExecution(of -> of.executionArn(arn))),
        execution -> execution.status() == ExecutionStatus.ABORTED);
    called(aws.states.redriveExecution(of -> of.executionArn(arn)));
    assertEquals(
        machine,
        called(aws.states.describeStateMachineForExecution(of -> of.executionArn(arn)))
            .stateMachineArn());
    assertEquals(
        1,
        called(aws.states.listExecutions(of -> of.stateMachineArn(machine))).executions().size());
    assertEquals(
        "ExecutionStarted",
        called(aws.states.getExecutionHistory(of -> of.executionArn(arn)))
            .events()
            .getFirst()
            .typeAsString());
    called(aws.states.deleteStateMachine(of -> of.stateMachineArn(machine)));
  }

  private void tokens() {
    var machines = new TestMachines(aws.states);
    machines.create("asks", TestMachines.asking("\"Comment\": \"of two runs\""));
    String first = machines.start("asks", "first", "{}");
    String shipped = token(1);
    called(aws.states.sendTaskHeartbeat(of -> of.taskToken(shipped)));
    called(aws.states.sendTaskSuccess(of -> of.taskToken(shipped).output("{}")));
    assertEquals(ExecutionStatus.SUCCEEDED, machines.ended(first).status());
    String second = machines.start("asks", "second", "{}");
    String refused = token(2);
    called(aws.states.sendTaskFailure(of -> of.taskToken(refused)));
    assertEquals(ExecutionStatus.FAILED, machines.ended(second).status());
  }

  /** Of the latest question, when there are so many. */
  private String token(int questions) {
    return TestAws.await(
            () -> TestMachines.tokens(shown.toString(StandardCharsets.UTF_8)),
            tokens -> tokens.size() == questions)
        .getLast();
  }
}
