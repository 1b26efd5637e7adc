package io.tandem.localaws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sagemaker.model.CaptureMode;
import software.amazon.awssdk.services.sagemaker.model.CaptureOption;
import software.amazon.awssdk.services.sagemaker.model.CaptureStatus;
import software.amazon.awssdk.services.sagemaker.model.ContainerDefinition;
import software.amazon.awssdk.services.sagemaker.model.ContainerMode;
import software.amazon.awssdk.services.sagemaker.model.DataCaptureConfig;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointResponse;
import software.amazon.awssdk.services.sagemaker.model.EndpointStatus;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariant;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;

/** Data capture of endpoints by the SDK for Java, the containers as processes. */
final class CapturedEndpointsTest {
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

  private void configure(
      String name, String model, UnaryOperator<DataCaptureConfig.Builder> capture) {
    DataCaptureConfig.Builder all =
        DataCaptureConfig.builder()
            .initialSamplingPercentage(100)
            .destinationS3Uri("s3://bucket/captured")
            .captureOptions(
                CaptureOption.builder().captureMode(CaptureMode.INPUT_AND_OUTPUT).build())
            .captureContentTypeHeader(of -> of.csvContentTypes("text/csv"));
    aws.sagemaker.createEndpointConfig(
        to ->
            to.endpointConfigName(name)
                .dataCaptureConfig(capture.apply(all).build())
                .productionVariants(
                    ProductionVariant.builder()
                        .variantName("AllTraffic")
                        .modelName(model)
                        .instanceType("ml.m5.large")
                        .initialInstanceCount(1)
                        .build()));
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
    aws.sagemaker.createEndpoint(to -> to.endpointName("shop").endpointConfigName(config));
    assertEquals(EndpointStatus.IN_SERVICE, settled().endpointStatus());
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

  /** The lines of all objects, as S3 has them. */
  private List<String> lines() {
    var lines = new ArrayList<String>();
    for (S3Object object :
        aws.s3
            .listObjectsV2(of -> of.bucket("bucket").prefix("captured/shop/AllTraffic/20"))
            .contents()) {
      aws.s3
          .getObjectAsBytes(of -> of.bucket("bucket").key(object.key()))
          .asUtf8String()
          .lines()
          .forEach(lines::add);
    }
    return lines;
  }

  @Test
  void callsAreThereWhenTheEndpointIsDeletedAndFailedOnesAreNot() throws IOException {
    aws.model("one", "");
    configure("one", "one", all -> all);
    create("one");

    aws.runtime.invokeEndpoint(
        to ->
            to.endpointName("shop")
                .contentType("text/csv")
                .inferenceId("order-1")
                .customAttributes("trace=7")
                .body(SdkBytes.fromUtf8String("first")));
    assertThrows(SdkException.class, () -> aws.invoke("shop", "refuse"));
    aws.invoke("shop", "second");
    delete();

    List<String> lines = lines();
    assertEquals(2, lines.size(), lines::toString);
    assertTrue(
        lines
            .getFirst()
            .startsWith(
                """
                {"captureData":{"endpointInput":{"observedContentType":"text/csv","mode":"INPUT",\
                "data":"first","encoding":"CSV"},"endpointOutput":{"observedContentType":"text/csv",\
                "mode":"OUTPUT","data":"one|first","encoding":"CSV"}},"eventMetadata":{"eventId":"\
                """),
        lines::getFirst);
    assertTrue(
        lines.getFirst().contains("\"customAttributes\":[\"trace=7\"],\"inferenceId\":\"order-1\""),
        lines::getFirst);
  }

  @Test
  void whatIsCapturedIsDescribedAndAnUpdateEndsIt() throws IOException {
    aws.model("one", "");
    configure("input", "one", all -> all.captureOptions(List.of(option(CaptureMode.INPUT))));
    configure("off", "one", all -> all.enableCapture(false));
    create("input");
    aws.invoke("shop", "x");

    assertEquals(CaptureStatus.STARTED, described().dataCaptureConfig().captureStatus());
    assertEquals(100, described().dataCaptureConfig().currentSamplingPercentage());
    aws.sagemaker.updateEndpoint(of -> of.endpointName("shop").endpointConfigName("off"));
    assertEquals("off", settled().endpointConfigName());

    assertEquals(CaptureStatus.STOPPED, described().dataCaptureConfig().captureStatus());
    aws.invoke("shop", "y");
    delete();
    List<String> lines = lines();
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(!lines.getFirst().contains("endpointOutput"), lines::getFirst);
  }

  private static CaptureOption option(CaptureMode mode) {
    return CaptureOption.builder().captureMode(mode).build();
  }

  @Test
  void ofAPipelineTheFirstInputAndTheLastOutputAreCaptured() throws IOException {
    aws.model("one", "");
    aws.model("two", "");
    aws.sagemaker.createModel(
        to ->
            to.modelName("both")
                .executionRoleArn(TestAws.ROLE)
                .containers(container("one"), container("two")));
    configure("both", "both", all -> all);
    create("both");

    assertEquals("two|one|x", aws.invoke("shop", "x"));
    aws.close();

    aws = TestAws.start(folder);
    List<String> lines = lines();
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.getFirst().contains("\"data\":\"x\""), lines::getFirst);
    assertTrue(lines.getFirst().contains("\"data\":\"two|one|x\""), lines::getFirst);
  }

  private static ContainerDefinition container(String name) {
    return ContainerDefinition.builder()
        .containerHostname(name)
        .image(TestAws.IMAGE)
        .modelDataUrl("s3://bucket/" + name + ".tar.gz")
        .build();
  }

  @Test
  void callsOfAModelOfManyAreCaptured() throws IOException {
    aws.model("one", "");
    aws.sagemaker.createModel(
        to ->
            to.modelName("many")
                .executionRoleArn(TestAws.ROLE)
                .primaryContainer(
                    of ->
                        of.image(TestAws.IMAGE)
                            .mode(ContainerMode.MULTI_MODEL)
                            .modelDataUrl("s3://bucket/")));
    configure("many", "many", all -> all);
    create("many");

    aws.runtime.invokeEndpoint(
        to ->
            to.endpointName("shop")
                .targetModel("one.tar.gz")
                .contentType("text/csv")
                .body(SdkBytes.fromUtf8String("x")));
    delete();

    assertEquals(1, lines().size());
    assertTrue(lines().getFirst().contains("\"data\":\"many|x\""), lines()::getFirst);
  }

  @Test
  void callsGoOnWhereNothingCanBeWritten() throws IOException {
    aws.model("one", "");
    configure("one", "one", all -> all);
    create("one");
    Files.writeString(folder.resolve("s3/bucket/captured"), "a file where a folder should be");

    for (int i = 0; i < 100; i++) {
      assertEquals("one|" + i, aws.invoke("shop", String.valueOf(i)));
    }
  }

  @Test
  void callsBeforeTheEndOfTheContainerAreCaptured() throws IOException {
    aws.model("one", "");
    configure("one", "one", all -> all);
    create("one");

    aws.invoke("shop", "x");
    assertThrows(SdkException.class, () -> aws.invoke("shop", "die"));
    delete();

    assertEquals(1, lines().size());
  }

  @Test
  void aDestinationThatIsNoneHereIsRefused() throws IOException {
    aws.model("one", "");

    for (String destination :
        List.of("https://bucket/captured", "s3://../captured", "s3://bucket/../../captured")) {
      var refused =
          assertThrows(
              SageMakerException.class,
              () -> configure("one", "one", all -> all.destinationS3Uri(destination)));
      assertTrue(
          refused.awsErrorDetails().errorMessage().startsWith("DataCaptureConfig.DestinationS3Uri"),
          refused::getMessage);
    }
  }
}
