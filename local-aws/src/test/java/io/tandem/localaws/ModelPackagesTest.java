package io.tandem.localaws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sagemaker.model.ContainerDefinition;
import software.amazon.awssdk.services.sagemaker.model.DescribeModelPackageResponse;
import software.amazon.awssdk.services.sagemaker.model.DescribeModelResponse;
import software.amazon.awssdk.services.sagemaker.model.InferenceSpecification;
import software.amazon.awssdk.services.sagemaker.model.ModelApprovalStatus;
import software.amazon.awssdk.services.sagemaker.model.ModelPackageContainerDefinition;
import software.amazon.awssdk.services.sagemaker.model.ModelPackageStatus;
import software.amazon.awssdk.services.sagemaker.model.ModelPackageSummary;
import software.amazon.awssdk.services.sagemaker.model.ModelPackageType;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;
import software.amazon.awssdk.services.sagemaker.model.SortOrder;
import software.amazon.awssdk.services.sagemaker.model.Tag;

/** The model registry by the SDK for Java. */
final class ModelPackagesTest {
  @TempDir Path folder;
  private TestAws aws;

  @BeforeEach
  void start() throws IOException {
    aws = TestAws.start(folder);
    aws.sagemaker.createModelPackageGroup(to -> to.modelPackageGroupName("shop"));
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  private static InferenceSpecification running(String... archives) {
    return InferenceSpecification.builder()
        .containers(
            List.of(archives).stream()
                .map(
                    archive ->
                        ModelPackageContainerDefinition.builder()
                            .image(TestAws.IMAGE)
                            .modelDataUrl("s3://bucket/" + archive)
                            .environment(Map.of("OF_PACKAGE", "1", "OF_BOTH", "package"))
                            .build())
                .toList())
        .build();
  }

  private String version(String... archives) {
    return aws.sagemaker
        .createModelPackage(
            to ->
                to.modelPackageGroupName("shop")
                    .inferenceSpecification(running(archives))
                    .customerMetadataProperties(Map.of("auc", "0.79", "owner", "risk"))
                    .tags(Tag.builder().key("team").value("risk").build()))
        .modelPackageArn();
  }

  private DescribeModelPackageResponse described(String nameOrArn) {
    return aws.sagemaker.describeModelPackage(of -> of.modelPackageName(nameOrArn));
  }

  private void approve(String arn) {
    aws.sagemaker.updateModelPackage(
        of ->
            of.modelPackageArn(arn)
                .modelApprovalStatus(ModelApprovalStatus.APPROVED)
                .approvalDescription("all gates passed"));
  }

  private void model(String name, String packageArn) {
    aws.sagemaker.createModel(
        to ->
            to.modelName(name)
                .executionRoleArn(TestAws.ROLE)
                .primaryContainer(
                    of ->
                        of.modelPackageName(packageArn)
                            .environment(Map.of("OF_BOTH", "model", "OF_MODEL", "1"))));
  }

  private static String refused(Runnable call) {
    AwsErrorDetails error = assertThrows(SageMakerException.class, call::run).awsErrorDetails();
    return error.errorCode() + ": " + error.errorMessage();
  }

  @Test
  void aVersionIsCountedDescribedAndWaitsForApproval() {
    String first = version("model.tar.gz");
    String second = version("model.tar.gz");

    assertEquals("arn:aws:sagemaker:eu-west-1:111122223333:model-package/shop/1", first);
    assertTrue(second.endsWith("/shop/2"), second);
    DescribeModelPackageResponse found = described(second);
    assertEquals(found.inferenceSpecification(), described("shop/2").inferenceSpecification());
    assertEquals("shop", found.modelPackageGroupName());
    assertEquals(2, found.modelPackageVersion());
    assertEquals(ModelPackageStatus.COMPLETED, found.modelPackageStatus());
    assertEquals(ModelApprovalStatus.PENDING_MANUAL_APPROVAL, found.modelApprovalStatus());
    assertEquals("0.79", found.customerMetadataProperties().get("auc"));
    assertEquals(
        "risk", aws.sagemaker.listTags(of -> of.resourceArn(second)).tags().getFirst().value());
  }

  @Test
  void anUpdateChangesWhatItNamesAndSurvivesTheProgram() throws IOException {
    String arn = version("model.tar.gz");
    approve(arn);
    aws.sagemaker.updateModelPackage(
        of ->
            of.modelPackageArn(arn)
                .customerMetadataProperties(Map.of("auc", "0.80"))
                .customerMetadataPropertiesToRemove("owner"));
    aws.close();
    aws = TestAws.start(folder);

    DescribeModelPackageResponse found = described(arn);
    assertEquals(ModelApprovalStatus.APPROVED, found.modelApprovalStatus());
    assertEquals("all gates passed", found.approvalDescription());
    assertEquals(Map.of("auc", "0.80"), found.customerMetadataProperties());
    assertEquals(running("model.tar.gz"), found.inferenceSpecification());
    assertTrue(version("model.tar.gz").endsWith("/shop/2"));
  }

  @Test
  void anApprovedVersionIsDeployedByItsArnAndOthersAreNot() throws IOException {
    aws.putArchive("model.tar.gz", "packaged");
    String arn = version("model.tar.gz");

    assertEquals(
        "ValidationException: Model package %s is PendingManualApproval: set its"
            .formatted(arn)
            .concat(" ModelApprovalStatus to Approved first"),
        refused(() -> model("shop", arn)));
    approve(arn);
    model("shop", arn);

    ContainerDefinition container =
        aws.sagemaker.describeModel(of -> of.modelName("shop")).primaryContainer();
    assertEquals(arn, container.modelPackageName());
    assertEquals(TestAws.IMAGE, container.image());
    assertEquals(
        Map.of("OF_PACKAGE", "1", "OF_BOTH", "model", "OF_MODEL", "1"), container.environment());
    aws.serve("shop");
    assertEquals("packaged|x", aws.answered("shop"));
  }

  @Test
  void aPackageOfAPipelineMakesAPipeline() {
    String arn = version("first.tar.gz", "second.tar.gz");
    approve(arn);
    model("shop", arn);

    DescribeModelResponse model = aws.sagemaker.describeModel(of -> of.modelName("shop"));
    assertEquals(
        List.of("s3://bucket/first.tar.gz", "s3://bucket/second.tar.gz"),
        model.containers().stream().map(ContainerDefinition::modelDataUrl).toList());
    assertEquals(Optional.empty(), Optional.ofNullable(model.primaryContainer()));
  }

  @Test
  void whatAContainerSaysBesideItsPackageIsKeptOrRefused() {
    String arn = version("model.tar.gz");
    approve(arn);
    Function<ContainerDefinition.Builder, ContainerDefinition.Builder> packaged =
        of -> of.modelPackageName(arn);

    aws.sagemaker.createModel(
        to ->
            to.modelName("named")
                .executionRoleArn(TestAws.ROLE)
                .primaryContainer(of -> packaged.apply(of).containerHostname("scores")));
    assertEquals(
        "scores",
        aws.sagemaker
            .describeModel(of -> of.modelName("named"))
            .primaryContainer()
            .containerHostname());
    String refused =
        refused(
            () ->
                aws.sagemaker.createModel(
                    to ->
                        to.modelName("other")
                            .executionRoleArn(TestAws.ROLE)
                            .primaryContainer(
                                of -> packaged.apply(of).inferenceSpecificationName("gpu"))));
    assertTrue(refused.contains("InferenceSpecificationName"), refused);
  }

  @Test
  void aPackageHoldsNoMoreThanItMayAnswer() {
    String arn = version("model.tar.gz");
    Map<String, String> many =
        IntStream.range(0, 49)
            .boxed()
            .collect(Collectors.toMap(number -> "key" + number, number -> "x"));

    assertTrue(
        refused(
                () ->
                    aws.sagemaker.updateModelPackage(
                        of -> of.modelPackageArn(arn).customerMetadataProperties(many)))
            .startsWith("ValidationException: CustomerMetadataProperties: "));
    assertEquals(2, described(arn).customerMetadataProperties().size());
  }

  @Test
  void listsTellVersionsAndSinglePackagesApart() {
    List<String> versions = List.of(version("a"), version("b"), version("c"));
    approve(versions.get(1));
    String single =
        aws.sagemaker
            .createModelPackage(
                to -> to.modelPackageName("single").inferenceSpecification(running("d")))
            .modelPackageArn();

    assertEquals(
        versions,
        aws
            .sagemaker
            .listModelPackagesPaginator(
                of -> of.modelPackageGroupName("shop").maxResults(1).sortOrder(SortOrder.ASCENDING))
            .modelPackageSummaryList()
            .stream()
            .map(ModelPackageSummary::modelPackageArn)
            .toList());
    assertEquals(
        List.of(versions.get(1)),
        aws
            .sagemaker
            .listModelPackages(
                of ->
                    of.modelPackageGroupName("shop")
                        .modelApprovalStatus(ModelApprovalStatus.APPROVED))
            .modelPackageSummaryList()
            .stream()
            .map(ModelPackageSummary::modelPackageArn)
            .toList());
    assertEquals(
        List.of(single),
        aws.sagemaker.listModelPackages(of -> {}).modelPackageSummaryList().stream()
            .map(ModelPackageSummary::modelPackageArn)
            .toList());
    assertEquals(
        4,
        aws.sagemaker
            .listModelPackages(of -> of.modelPackageType(ModelPackageType.BOTH))
            .modelPackageSummaryList()
            .size());
    assertEquals(
        "shop",
        aws.sagemaker
            .listModelPackageGroups(of -> {})
            .modelPackageGroupSummaryList()
            .getFirst()
            .modelPackageGroupName());
  }

  @Test
  void aGroupGoesWithItsLastVersion() {
    String arn = version("a");

    assertTrue(
        refused(() -> aws.sagemaker.deleteModelPackageGroup(of -> of.modelPackageGroupName("shop")))
            .startsWith("ConflictException: "));
    aws.sagemaker.deleteModelPackage(of -> of.modelPackageName(arn));
    aws.sagemaker.deleteModelPackageGroup(of -> of.modelPackageGroupName("shop"));

    assertEquals(
        "ValidationException: ModelPackage " + arn + " does not exist.",
        refused(() -> described(arn)));
    assertEquals(
        "ValidationException: ModelPackageGroup"
            + " arn:aws:sagemaker:eu-west-1:111122223333:model-package-group/shop does not exist.",
        refused(
            () -> aws.sagemaker.describeModelPackageGroup(of -> of.modelPackageGroupName("shop"))));
  }

  @Test
  void whatCannotBeAPackageIsRefused() {
    assertEquals(
        "ValidationException: expected either ModelPackageGroupName, for a version of a group, or"
            + " ModelPackageName",
        refused(() -> aws.sagemaker.createModelPackage(to -> {})));
    assertTrue(
        refused(
                () ->
                    aws.sagemaker.createModelPackage(
                        to ->
                            to.modelPackageName("single")
                                .validationSpecification(
                                    of ->
                                        of.validationRole(TestAws.ROLE)
                                            .validationProfiles(List.of()))))
            .startsWith("ValidationException: "));
    assertTrue(
        refused(() -> aws.sagemaker.createModelPackageGroup(to -> to.modelPackageGroupName("shop")))
            .startsWith("ValidationException: model package group already exists: "));
  }
}
