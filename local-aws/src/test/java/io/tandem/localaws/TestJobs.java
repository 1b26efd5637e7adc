package io.tandem.localaws;

import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.services.sagemaker.model.Channel;
import software.amazon.awssdk.services.sagemaker.model.CreateProcessingJobRequest;
import software.amazon.awssdk.services.sagemaker.model.CreateTrainingJobRequest;
import software.amazon.awssdk.services.sagemaker.model.CreateTransformJobRequest;

/** The least of what creates a job that does what {@link TestImage} can. */
final class TestJobs {
  private TestJobs() {}

  /** On {@code orders/}; its model is below {@code models}. */
  static Consumer<CreateTrainingJobRequest.Builder> training(String name, String what) {
    return to ->
        to.trainingJobName(name)
            .roleArn(TestAws.ROLE)
            .algorithmSpecification(of -> of.trainingImage(TestAws.IMAGE).trainingInputMode("File"))
            .environment(Map.of("TEST_DO", what))
            .inputDataConfig(
                Channel.builder()
                    .channelName("train")
                    .dataSource(
                        of ->
                            of.s3DataSource(
                                s3 -> s3.s3DataType("S3Prefix").s3Uri("s3://bucket/orders/")))
                    .build())
            .outputDataConfig(of -> of.s3OutputPath("s3://bucket/models"))
            .resourceConfig(of -> of.instanceType("ml.m5.large").instanceCount(1).volumeSizeInGB(1))
            .stoppingCondition(of -> of.maxRuntimeInSeconds(60));
  }

  /** Without input and output. */
  static Consumer<CreateProcessingJobRequest.Builder> processing(String name, String what) {
    return to ->
        to.processingJobName(name)
            .roleArn(TestAws.ROLE)
            .environment(Map.of("TEST_DO", what))
            .appSpecification(of -> of.imageUri(TestAws.IMAGE))
            .processingResources(
                of ->
                    of.clusterConfig(
                        one -> one.instanceType("ml.m5.large").instanceCount(1).volumeSizeInGB(1)));
  }

  /** Of {@code orders/}, to {@code answers}. */
  static Consumer<CreateTransformJobRequest.Builder> transform(String name, String model) {
    return to ->
        to.transformJobName(name)
            .modelName(model)
            .transformInput(
                of ->
                    of.contentType("text/csv")
                        .dataSource(
                            at ->
                                at.s3DataSource(
                                    s3 -> s3.s3DataType("S3Prefix").s3Uri("s3://bucket/orders/"))))
            .transformOutput(of -> of.s3OutputPath("s3://bucket/answers"))
            .transformResources(of -> of.instanceType("ml.m5.large").instanceCount(1));
  }
}
