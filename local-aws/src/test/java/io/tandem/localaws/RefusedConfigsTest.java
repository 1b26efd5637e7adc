package io.tandem.localaws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sagemaker.model.AsyncInferenceConfig;
import software.amazon.awssdk.services.sagemaker.model.CaptureMode;
import software.amazon.awssdk.services.sagemaker.model.CaptureOption;
import software.amazon.awssdk.services.sagemaker.model.ContainerMode;
import software.amazon.awssdk.services.sagemaker.model.CreateEndpointConfigRequest;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariant;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;

/** What the service allows and is not done here: each is refused by name, with what to do. */
final class RefusedConfigsTest {
  @TempDir Path folder;
  private TestAws aws;

  @BeforeEach
  void start() throws IOException {
    aws = TestAws.start(folder);
    aws.model("one", "");
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  private static ProductionVariant.Builder variant(String model) {
    return ProductionVariant.builder().variantName("AllTraffic").modelName(model);
  }

  private static ProductionVariant onInstances(String model) {
    return variant(model).instanceType("ml.m5.large").initialInstanceCount(1).build();
  }

  private String refusal(Consumer<CreateEndpointConfigRequest.Builder> asked) {
    return assertThrows(
            SageMakerException.class,
            () ->
                aws.sagemaker.createEndpointConfig(
                    to ->
                        to.endpointConfigName("asked")
                            .productionVariants(onInstances("one"))
                            .applyMutation(asked)))
        .awsErrorDetails()
        .errorMessage();
  }

  private static void async(
      CreateEndpointConfigRequest.Builder to, Consumer<AsyncInferenceConfig.Builder> more) {
    to.asyncInferenceConfig(
        of -> of.outputConfig(at -> at.s3OutputPath("s3://bucket/out")).applyMutation(more));
  }

  @Test
  void aServerlessVariant() {
    assertEquals(
        "ServerlessConfig is not supported here: use InstanceType and InitialInstanceCount",
        refusal(
            to ->
                to.productionVariants(
                    variant("one")
                        .serverlessConfig(of -> of.memorySizeInMB(2048).maxConcurrency(5))
                        .build())));
  }

  @Test
  void anExplainer() {
    assertEquals(
        "ExplainerConfig is not supported here: remove it",
        refusal(
            to ->
                to.explainerConfig(
                    of ->
                        of.clarifyExplainerConfig(
                            at ->
                                at.shapConfig(
                                    by -> by.shapBaselineConfig(on -> on.shapBaseline("1,2")))))));
  }

  @Test
  void aShadowVariant() {
    assertEquals(
        "ShadowProductionVariants is not supported here: remove it",
        refusal(to -> to.shadowProductionVariants(onInstances("one"))));
  }

  @Test
  void twoVariants() {
    assertEquals(
        "ProductionVariants: more than one is not supported here: use one",
        refusal(to -> to.productionVariants(onInstances("one"), onInstances("one"))));
  }

  @Test
  void dataCaptureOfAnAsynchronousEndpoint() {
    assertEquals(
        "DataCaptureConfig is not supported here: remove it, or AsyncInferenceConfig",
        refusal(
            to -> {
              async(to, _ -> {});
              to.dataCaptureConfig(
                  of ->
                      of.initialSamplingPercentage(100)
                          .destinationS3Uri("s3://bucket/captured")
                          .captureOptions(
                              CaptureOption.builder().captureMode(CaptureMode.INPUT).build()));
            }));
  }

  @Test
  void anAsynchronousEndpointOfManyModels() {
    aws.sagemaker.createModel(
        to ->
            to.modelName("many")
                .executionRoleArn(TestAws.ROLE)
                .primaryContainer(
                    of ->
                        of.image(TestAws.IMAGE)
                            .mode(ContainerMode.MULTI_MODEL)
                            .modelDataUrl("s3://bucket/")));

    assertEquals(
        "AsyncInferenceConfig is not supported here: a model of many is invoked by InvokeEndpoint",
        refusal(
            to -> {
              async(to, _ -> {});
              to.productionVariants(onInstances("many"));
            }));
  }

  @Test
  void asynchronousOutputThatIsNowhere() {
    assertEquals(
        "OutputConfig.S3OutputPath: expected one",
        refusal(to -> async(to, of -> of.outputConfig(_ -> {}))));
    assertTrue(
        refusal(
                to ->
                    async(
                        to,
                        of ->
                            of.outputConfig(
                                at ->
                                    at.s3OutputPath("s3://bucket/out")
                                        .s3FailurePath("https://bucket/failed"))))
            .startsWith("OutputConfig.S3FailurePath: https://bucket/failed is not of the form"));
  }

  @Test
  void theResponseInANotification() {
    assertTrue(
        refusal(
                to ->
                    async(
                        to,
                        of ->
                            of.outputConfig(
                                at ->
                                    at.s3OutputPath("s3://bucket/out")
                                        .notificationConfig(
                                            tell ->
                                                tell.includeInferenceResponseInWithStrings(
                                                    "SUCCESS_NOTIFICATION_TOPIC")))))
            .startsWith("IncludeInferenceResponseIn is not supported here"));
  }

  @Test
  void aStreamedResponse() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var answer =
          client.send(
              HttpRequest.newBuilder(
                      URI.create(aws.address() + "/endpoints/shop/invocations-response-stream"))
                  .POST(BodyPublishers.ofString("x"))
                  .build(),
              BodyHandlers.ofString());

      assertEquals(400, answer.statusCode());
      assertEquals(
          "{\"Message\":\"InvokeEndpointWithResponseStream is not supported here:"
              + " use InvokeEndpoint, whose response comes as a whole\"}",
          answer.body());
    }
  }
}
