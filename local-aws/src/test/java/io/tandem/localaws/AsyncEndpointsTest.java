package io.tandem.localaws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.localaws.resource.Members;
import io.tandem.localsagemaker.s3.PartFile;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointResponse;
import software.amazon.awssdk.services.sagemaker.model.EndpointStatus;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariant;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointAsyncResponse;
import software.amazon.awssdk.services.sagemakerruntime.model.SageMakerRuntimeException;

/** Asynchronous inference by the SDK for Java, the containers as processes. */
final class AsyncEndpointsTest {
  private static final String TOPIC = "arn:aws:sns:eu-west-1:111122223333:";

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

  private void configure(String name, boolean async) {
    aws.sagemaker.createEndpointConfig(
        to -> {
          to.endpointConfigName(name)
              .productionVariants(
                  ProductionVariant.builder()
                      .variantName("AllTraffic")
                      .modelName("one")
                      .instanceType("ml.m5.large")
                      .initialInstanceCount(1)
                      .build());
          if (async) {
            to.asyncInferenceConfig(
                of ->
                    of.clientConfig(at -> at.maxConcurrentInvocationsPerInstance(1))
                        .outputConfig(
                            at ->
                                at.s3OutputPath("s3://bucket/answers/")
                                    .s3FailurePath("s3://bucket/failures")
                                    .notificationConfig(
                                        tell ->
                                            tell.successTopic(TOPIC + "good")
                                                .errorTopic(TOPIC + "bad"))));
          }
        });
  }

  private void create(boolean async) throws IOException {
    aws.model("one", "");
    configure("one", async);
    aws.sagemaker.createEndpoint(of -> of.endpointName("shop").endpointConfigName("one"));
    assertEquals(EndpointStatus.IN_SERVICE, settled().endpointStatus());
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

  private void delete() {
    aws.sagemaker.deleteEndpoint(of -> of.endpointName("shop"));
    TestAws.await(
        () -> {
          try {
            return described().endpointStatusAsString();
          } catch (SageMakerException e) {
            return "gone";
          }
        },
        "gone"::equals);
  }

  private InvokeEndpointAsyncResponse invoke(String key) {
    return aws.runtime.invokeEndpointAsync(
        to -> to.endpointName("shop").contentType("text/csv").inputLocation("s3://bucket/" + key));
  }

  private String object(String uri) {
    return TestAws.await(
        () -> {
          try {
            return aws.s3
                .getObjectAsBytes(
                    of -> of.bucket("bucket").key(uri.substring("s3://bucket/".length())))
                .asUtf8String();
          } catch (NoSuchKeyException e) {
            return "none yet";
          }
        },
        found -> !found.equals("none yet"));
  }

  /** The messages of a topic. */
  private List<Json.Obj> told(String topic) {
    Path messages = folder.resolve("state/topics/sns-" + topic);
    if (!Files.isDirectory(messages)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(messages)) {
      var told = new ArrayList<Json.Obj>();
      for (Path file : files.filter(file -> !PartFile.isPart(file)).sorted().toList()) {
        Json.Obj delivered = json(Files.readString(file));
        assertEquals(TOPIC + topic, Members.text(delivered, "TopicArn"));
        told.add(json(Members.text(delivered, "Message")));
      }
      return told;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Json.Obj json(String text) {
    return (Json.Obj) Json.read(text.getBytes(UTF_8), JsonLimits.ofBytes(1 << 20));
  }

  private Json.Obj toldOnce(String topic) {
    return TestAws.await(() -> told(topic), found -> found.size() == 1).getFirst();
  }

  @Test
  void anAnswerIsAnObjectAndIsTold() throws IOException {
    create(true);
    aws.put("orders/a.csv", "an order");

    InvokeEndpointAsyncResponse accepted =
        aws.runtime.invokeEndpointAsync(
            to ->
                to.endpointName("shop")
                    .contentType("text/csv")
                    .inferenceId("order-1")
                    .inputLocation("s3://bucket/orders/a.csv"));

    assertEquals(202, accepted.sdkHttpResponse().statusCode());
    assertEquals("order-1", accepted.inferenceId());
    assertEquals("one|an order", object(accepted.outputLocation()));
    Json.Obj told = toldOnce("good");
    assertEquals(
        """
        {"awsRegion":"eu-west-1","eventTime":"%s","receivedTime":"%s",\
        "invocationStatus":"Completed","requestParameters":{"contentType":"text/csv",\
        "endpointName":"shop","inputLocation":"s3://bucket/orders/a.csv"},"inferenceId":"order-1",\
        "eventVersion":"1.0","eventSource":"aws:sagemaker","eventName":"InferenceResult",\
        "responseParameters":{"contentType":"text/csv","outputLocation":"%s"}}\
        """
            .formatted(
                Members.text(told, "eventTime"),
                Members.text(told, "receivedTime"),
                accepted.outputLocation()),
        told.compact());
    assertEquals(List.of(), told("bad"));
    assertEquals(
        "s3://bucket/answers/", described().asyncInferenceConfig().outputConfig().s3OutputPath());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          none    | ClientError: there is no object s3://bucket/orders/none
          refuse  | ClientError: Received client error (400) from primary with message "".
          """)
  void aFailureIsAnObjectAndIsTold(String key, String reason) throws IOException {
    create(true);
    aws.put("orders/refuse", "refuse");

    InvokeEndpointAsyncResponse accepted = invoke("orders/" + key);

    Json.Obj told = toldOnce("bad");
    assertEquals("Failed", Members.text(told, "invocationStatus"));
    assertEquals(reason, Members.text(told, "failureReason"));
    assertEquals(key.equals("none") ? reason : "", object(accepted.failureLocation()));
    assertThrows(
        NoSuchKeyException.class,
        () ->
            aws.s3.headObject(
                of ->
                    of.bucket("bucket")
                        .key(accepted.outputLocation().substring("s3://bucket/".length()))));
  }

  @Test
  void anAnswerThatCannotBeWrittenHasFailed() throws IOException {
    create(true);
    aws.put("a.csv", "x");
    Files.writeString(folder.resolve("s3/bucket/answers"), "a file where a folder should be");

    invoke("a.csv");

    assertTrue(
        Members.text(toldOnce("bad"), "failureReason")
            .startsWith("ClientError: the input or output cannot be used"));
  }

  @Test
  @Timeout(120)
  void aContainerThatDiesFailsItsCallAndTheNextIsRunByTheNewOne() throws IOException {
    create(true);
    aws.put("die", "die");
    aws.put("a.csv", "x");

    invoke("die");
    toldOnce("bad");
    // A call may still meet the dead container: it fails too, and the next is made.
    for (int calls = 1; told("good").isEmpty(); calls++) {
      invoke("a.csv");
      int ended = 1 + calls;
      TestAws.await(() -> told("good").size() + told("bad").size(), found -> found == ended);
    }
  }

  @Test
  void bodiesMayBeLargerThanThoseOfRealTimeEndpoints() throws IOException {
    create(true);
    String large = "0123456789".repeat(4 << 20);
    aws.put("large", large);

    InvokeEndpointAsyncResponse accepted = invoke("large");

    toldOnce("good");
    assertEquals(("one|" + large).hashCode(), object(accepted.outputLocation()).hashCode());
  }

  @Test
  void anInputAboveTheLimitIsNotSent() throws IOException {
    create(true);
    try (var file = new RandomAccessFile(folder.resolve("s3/bucket/large").toFile(), "rw")) {
      file.setLength((1L << 30) + 1);
    }

    invoke("large");

    assertEquals(
        "ClientError: s3://bucket/large has more than 1 GB",
        Members.text(toldOnce("bad"), "failureReason"));
  }

  @Test
  void anUpdateLosesNoCall() throws IOException {
    create(true);
    configure("two", true);
    aws.put("a.csv", "x");

    aws.sagemaker.updateEndpoint(of -> of.endpointName("shop").endpointConfigName("two"));
    int calls = 0;
    while (described().endpointStatus() != EndpointStatus.IN_SERVICE) {
      if (calls < 500) { // Of which none is refused: a thousand may wait.
        invoke("a.csv");
        calls++;
      }
    }
    int asked = calls;

    assertTrue(asked > 0);
    TestAws.await(() -> told("good"), found -> found.size() == asked);
    assertEquals(List.of(), told("bad"));
  }

  @Test
  void aCallThatAnUpdateCutsIsMadeAgain() throws IOException {
    create(true);
    configure("two", true);
    Path marker = Files.createFile(folder.resolve("marker"));
    aws.put("hang", "hang while " + marker);

    InvokeEndpointAsyncResponse accepted = invoke("hang");
    TestAws.await(() -> marker.toFile().length(), calls -> calls == 1);
    aws.sagemaker.updateEndpoint(of -> of.endpointName("shop").endpointConfigName("two"));
    TestAws.await(() -> marker.toFile().length(), calls -> calls == 2);
    Files.delete(marker);

    assertEquals("one|hang while " + marker, object(accepted.outputLocation()));
    toldOnce("good");
    assertEquals(List.of(), told("bad"));
    assertEquals("two", settled().endpointConfigName());
  }

  @Test
  void tooManyAreRefusedAndThoseLeftOnDeletionAreTold() throws IOException {
    create(true);
    aws.put("hang", "hang");

    int accepted = 0;
    String refusal = "";
    while (refusal.isEmpty() && accepted < 2000) {
      try {
        invoke("hang");
        accepted++;
      } catch (SageMakerRuntimeException e) {
        refusal = e.awsErrorDetails().errorCode();
      }
    }
    delete();

    assertEquals("ThrottlingException", refusal);
    assertEquals(1001, accepted);
    assertEquals(1001, told("bad").size());
  }

  @Test
  void theOtherKindOfInvocationIsRefused() throws IOException {
    create(true);
    var real = assertThrows(SageMakerRuntimeException.class, () -> aws.invoke("shop", "x"));
    assertTrue(
        real.awsErrorDetails().errorMessage().contains("use InvokeEndpointAsync"), real::toString);
    delete();
    configure("real", false);
    aws.sagemaker.createEndpoint(of -> of.endpointName("shop").endpointConfigName("real"));
    settled();

    var async = assertThrows(SageMakerRuntimeException.class, () -> invoke("a.csv"));

    assertTrue(
        async.awsErrorDetails().errorMessage().contains("use InvokeEndpoint."), async::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "https://bucket/a.csv, 3600, is not of the form s3://",
    "s3://../../etc/passwd, 3600, does not lie below",
    "s3://bucket/a.csv, 59, Member must be between 60 and 21600",
  })
  void whatTheServiceWouldRefuseIsRefusedAtOnce(String input, int ttl, String message)
      throws IOException {
    create(true);

    var refused =
        assertThrows(
            SageMakerRuntimeException.class,
            () ->
                aws.runtime.invokeEndpointAsync(
                    to -> to.endpointName("shop").inputLocation(input).requestTTLSeconds(ttl)));

    assertEquals("ValidationError", refused.awsErrorDetails().errorCode());
    assertTrue(refused.awsErrorDetails().errorMessage().contains(message), refused::toString);
  }
}
