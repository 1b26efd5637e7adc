package io.tandem.localaws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.localsagemaker.terminal.SetupException;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;
import software.amazon.awssdk.services.sagemaker.model.ContainerDefinition;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointResponse;
import software.amazon.awssdk.services.sagemaker.model.DesiredWeightAndCapacity;
import software.amazon.awssdk.services.sagemaker.model.EndpointStatus;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariant;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;
import software.amazon.awssdk.services.sagemaker.model.Tag;

/** Endpoints by the SDK for Java, the containers as processes. */
final class EndpointsTest {
  @TempDir Path folder;
  private TestAws aws;

  @BeforeEach
  void start() throws IOException {
    aws = TestAws.start(folder);
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  /** A model whose container answers with a text, and a configuration, all of one name. */
  private void model(String name, String what) throws IOException {
    aws.model(name, what);
    aws.configure(name);
  }

  private DescribeEndpointResponse described() {
    return aws.sagemaker.describeEndpoint(of -> of.endpointName("shop"));
  }

  private DescribeEndpointResponse settled() {
    return TestAws.await(
        this::described,
        endpoint ->
            endpoint.endpointStatus() == EndpointStatus.IN_SERVICE
                || endpoint.endpointStatus() == EndpointStatus.FAILED);
  }

  private void create(String config) {
    aws.sagemaker.createEndpoint(
        to ->
            to.endpointName("shop")
                .endpointConfigName(config)
                .tags(Tag.builder().key("team").value("risk").build()));
  }

  private String code(Runnable call) {
    return assertThrows(SageMakerException.class, call::run).awsErrorDetails().errorCode();
  }

  @Test
  void anEndpointAnswersAndIsDescribed() throws IOException {
    model("one", "");
    create("one");

    DescribeEndpointResponse endpoint = settled();
    assertEquals(EndpointStatus.IN_SERVICE, endpoint.endpointStatus(), endpoint::failureReason);
    assertEquals("one|x", aws.invoke("shop", "x"));
    assertEquals(2, endpoint.productionVariants().getFirst().currentInstanceCount());
    assertEquals(
        "risk",
        aws.sagemaker
            .listTags(of -> of.resourceArn(endpoint.endpointArn()))
            .tags()
            .getFirst()
            .value());
    assertEquals("111122223333", aws.sts.getCallerIdentity().account());
  }

  @Test
  void whatItsContainersSayIsALogOfItsOwn() throws IOException {
    model("one", "");
    create("one");
    settled();
    String group = "/aws/sagemaker/Endpoints/shop";

    LogStream stream =
        aws.logs.describeLogStreams(of -> of.logGroupName(group)).logStreams().getFirst();
    aws.sagemaker.deleteEndpoint(of -> of.endpointName("shop"));

    assertTrue(stream.logStreamName().matches("AllTraffic/i-[0-9a-f]{17}"), stream::toString);
    assertEquals(
        "arn:aws:logs:eu-west-1:111122223333:log-group:%s:log-stream:%s"
            .formatted(group, stream.logStreamName()),
        stream.arn());
    assertTrue(
        aws.logs
            .filterLogEvents(of -> of.logGroupName(group).filterPattern("\"is ready after\""))
            .hasEvents());
  }

  @Test
  void anUpdateFailsNoCallAndABrokenModelIsRolledBack() throws Exception {
    model("one", "");
    model("two", "");
    model("broken", "fail");
    create("one");
    settled();
    var stop = new AtomicBoolean();
    var calls = new AtomicInteger();
    var failure = new AtomicReference<SdkException>();
    List<Thread> callers = List.of(caller(stop, calls, failure), caller(stop, calls, failure));

    aws.sagemaker.updateEndpoint(of -> of.endpointName("shop").endpointConfigName("two"));
    assertEquals(
        "ValidationException",
        code(
            () ->
                aws.sagemaker.updateEndpoint(
                    of -> of.endpointName("shop").endpointConfigName("one"))));
    assertEquals("two", settled().endpointConfigName());
    assertEquals("two|x", aws.invoke("shop", "x"));
    aws.sagemaker.updateEndpoint(of -> of.endpointName("shop").endpointConfigName("broken"));
    DescribeEndpointResponse rolledBack = settled();
    stop.set(true);
    for (Thread caller : callers) {
      caller.join();
    }

    assertEquals(EndpointStatus.IN_SERVICE, rolledBack.endpointStatus());
    assertEquals("two", rolledBack.endpointConfigName());
    assertTrue(
        rolledBack.failureReason().contains("the column amount is missing"),
        rolledBack::failureReason);
    assertEquals("two|x", aws.invoke("shop", "x"));
    assertEquals(null, failure.get());
    assertTrue(calls.get() > 10, () -> calls + " calls");
  }

  private Thread caller(
      AtomicBoolean stop, AtomicInteger calls, AtomicReference<SdkException> failure) {
    return Thread.ofVirtual()
        .start(
            () -> {
              while (!stop.get()) {
                try {
                  aws.invoke("shop", "x");
                  calls.incrementAndGet();
                } catch (SdkException e) {
                  failure.set(e);
                  return;
                }
              }
            });
  }

  @Test
  void anEndpointWhoseContainerDiesStartsAnew() throws IOException {
    model("one", "");
    create("one");
    settled();

    assertThrows(SdkException.class, () -> aws.invoke("shop", "die"));

    assertEquals("one|x", aws.answered("shop"));
  }

  /** The processes of containers. */
  private long containers() {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().commandLine().orElse("").contains("test-image.jar"))
        .count();
  }

  @Test
  void aPipelineThatCannotStartAnewLeavesNoContainer() throws IOException {
    aws.putArchive("one.tar.gz", "one");
    ContainerDefinition container =
        ContainerDefinition.builder()
            .image(TestAws.IMAGE)
            .modelDataUrl("s3://bucket/one.tar.gz")
            .build();
    aws.sagemaker.createModel(
        to -> to.modelName("two").executionRoleArn(TestAws.ROLE).containers(container, container));
    aws.configure("two");
    create("two");
    assertEquals("one|one|x", aws.answered("shop"));
    assertEquals(2, containers());
    aws.s3.deleteObject(of -> of.bucket("bucket").key("one.tar.gz"));

    assertThrows(SdkException.class, () -> aws.invoke("shop", "die"));

    TestAws.await(this::described, found -> found.endpointStatus() == EndpointStatus.FAILED);
    assertEquals(0, containers());
  }

  @Test
  void anEndpointComesBackWithTheProgram() throws IOException {
    model("one", "");
    create("one");
    settled();
    aws.close();
    aws = TestAws.start(folder);

    assertEquals("one|x", aws.answered("shop"));
  }

  @Test
  void anEndpointThatDoesNotComeUpHasFailedAndCanBeDeleted() throws IOException {
    model("broken", "fail");
    create("broken");

    assertEquals(EndpointStatus.FAILED, settled().endpointStatus());
    aws.sagemaker.deleteEndpoint(of -> of.endpointName("shop"));
    var missing =
        TestAws.await(
            () -> {
              try {
                return described().endpointStatusAsString();
              } catch (SageMakerException e) {
                return e.awsErrorDetails().errorCode() + " " + e.awsErrorDetails().errorMessage();
              }
            },
            answer -> !answer.equals("Deleting"));
    assertEquals(
        "ValidationException Could not find endpoint"
            + " \"arn:aws:sagemaker:eu-west-1:111122223333:endpoint/shop\".",
        missing);
  }

  @Test
  void anUpdateTakesTheNewVariantsName() throws IOException {
    model("one", "");
    create("one");
    settled();
    aws.sagemaker.createEndpointConfig(
        to ->
            to.endpointConfigName("blue")
                .productionVariants(
                    ProductionVariant.builder()
                        .variantName("Blue")
                        .modelName("one")
                        .instanceType("ml.m5.large")
                        .initialInstanceCount(1)
                        .build()));

    aws.sagemaker.updateEndpoint(of -> of.endpointName("shop").endpointConfigName("blue"));

    settled();
    assertEquals(
        "Blue",
        aws.runtime
            .invokeEndpoint(
                to ->
                    to.endpointName("shop")
                        .targetVariant("Blue")
                        .contentType("text/csv")
                        .body(SdkBytes.fromUtf8String("x")))
            .invokedProductionVariant());
  }

  @Test
  void endpointsThatComeBackTogetherHavePortsOfTheirOwn() throws IOException {
    List<String> names = List.of("a", "b", "c", "d");
    for (String name : names) {
      model(name, "");
      aws.sagemaker.createEndpoint(of -> of.endpointName(name).endpointConfigName(name));
    }
    aws.close();
    aws = TestAws.start(folder);

    for (String name : names) {
      assertEquals(name + "|x", aws.answered(name));
    }
  }

  @Test
  void aListMayBeDeletedPageByPage() throws IOException {
    for (String name : List.of("a", "b", "c", "d", "e")) {
      model(name, "");
    }

    aws.sagemaker.listModelsPaginator(of -> of.maxResults(2)).models().stream()
        .forEach(model -> aws.sagemaker.deleteModel(of -> of.modelName(model.modelName())));

    assertEquals(List.of(), aws.sagemaker.listModels(of -> {}).models());
  }

  @Test
  void aSecondProgramOnTheSameStateIsRefused() {
    var refused = assertThrows(SetupException.class, () -> TestAws.start(folder));

    assertTrue(refused.problems().contains("another program has"), refused::problems);
  }

  /** Buffers outside the heap, of the whole process. */
  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  @Test
  void requestsKeepNoBuffers() {
    aws.sagemaker.listModels(of -> {});
    long before = directBytes();

    for (int i = 0; i < 2_000; i++) {
      aws.sagemaker.listModels(of -> {});
    }

    long kept = directBytes() - before;
    assertTrue(kept < 4 << 20, () -> kept + " bytes");
  }

  @Test
  void countsAreKeptAndAnswered() throws IOException {
    model("one", "");
    create("one");
    settled();

    aws.sagemaker.updateEndpointWeightsAndCapacities(
        of ->
            of.endpointName("shop")
                .desiredWeightsAndCapacities(
                    DesiredWeightAndCapacity.builder()
                        .variantName("AllTraffic")
                        .desiredInstanceCount(3)
                        .build()));

    assertEquals(3, described().productionVariants().getFirst().currentInstanceCount());
  }

  @Test
  void whatIsMissingOrNotThereIsRefused() throws IOException {
    model("one", "");

    assertEquals("ValidationException", code(() -> create("none")));
    assertEquals("ValidationException", code(this::described));
    assertEquals("UnknownOperationException", code(() -> aws.sagemaker.listClusters(of -> {})));
    assertEquals(
        "ValidationException", code(() -> aws.sagemaker.deleteModel(of -> of.modelName("none"))));
    assertThrows(SdkException.class, () -> aws.invoke("shop", "x"));
  }
}
