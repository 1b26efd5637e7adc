package io.tandem.localaws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableDimension;
import software.amazon.awssdk.services.applicationautoscaling.model.ServiceNamespace;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointResponse;
import software.amazon.awssdk.services.sagemaker.model.DesiredWeightAndCapacity;
import software.amazon.awssdk.services.sagemaker.model.EndpointStatus;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;

/**
 * The program is killed once it has accepted what is asked of an endpoint: the next one finishes
 * it. Containers of the model {@code slow} come up when a marker has gone, and leave a byte in it.
 */
final class KilledEndpointsTest {
  @TempDir Path folder;
  private TestAws aws;
  private Path marker;

  @BeforeEach
  void start() throws IOException {
    aws = TestAws.startProcess(folder);
    marker = Files.createFile(folder.resolve("marker"));
    model("one", "");
    model("slow", TestImage.HANG_WHILE + marker);
  }

  @AfterEach
  void stop() throws IOException {
    Files.deleteIfExists(marker);
    aws.close();
  }

  private void model(String name, String what) throws IOException {
    aws.model(name, what);
    aws.configure(name);
  }

  private void create(String config) {
    aws.sagemaker.createEndpoint(of -> of.endpointName("shop").endpointConfigName(config));
  }

  private void update(String config) {
    aws.sagemaker.updateEndpoint(
        of -> of.endpointName("shop").endpointConfigName(config).retainAllVariantProperties(true));
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

  private void killed() throws IOException {
    aws.close();
    aws = TestAws.startProcess(folder);
  }

  /** Returns when so many have come upon the marker. */
  private void awaitHanging(int containers) {
    TestAws.await(
        () -> {
          try {
            return Files.size(marker);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        size -> size == containers);
  }

  private void assertDeploying(EndpointStatus status, String serving, String next) {
    DescribeEndpointResponse found = described();
    assertEquals(status, found.endpointStatus());
    assertEquals(serving, found.endpointConfigName());
    assertEquals(next, found.pendingDeploymentSummary().endpointConfigName());
  }

  private void assertServes(String model) {
    assertEquals(model + "|x", aws.invoke("shop", "x"));
    DescribeEndpointResponse found = described();
    assertEquals(EndpointStatus.IN_SERVICE, found.endpointStatus());
    assertEquals(model, found.endpointConfigName());
    assertNull(found.pendingDeploymentSummary());
  }

  @Test
  void anEndpointIsCreated() throws IOException {
    create("slow");
    awaitHanging(1);

    killed();

    awaitHanging(2);
    assertDeploying(EndpointStatus.CREATING, "slow", "slow");
    Files.delete(marker);
    settled();
    assertServes("slow");
    assertEquals(2, described().productionVariants().getFirst().currentInstanceCount());
  }

  @Test
  void anUpdateIsFinishedWhileTheOldContainersServe() throws IOException {
    create("one");
    settled();
    aws.sagemaker.updateEndpointWeightsAndCapacities(
        of ->
            of.endpointName("shop")
                .desiredWeightsAndCapacities(
                    DesiredWeightAndCapacity.builder()
                        .variantName("AllTraffic")
                        .desiredInstanceCount(5)
                        .build()));
    update("slow");

    // The second time amid the finishing.
    for (int containers = 1; containers <= 2; containers++) {
      awaitHanging(containers);
      killed();
      assertDeploying(EndpointStatus.UPDATING, "one", "slow");
      assertEquals("one|x", aws.answered("shop"));
      assertDeploying(EndpointStatus.UPDATING, "one", "slow");
    }

    Files.delete(marker);
    settled();
    assertServes("slow");
    assertEquals(5, described().productionVariants().getFirst().currentInstanceCount());
  }

  @Test
  void anUpdateThatFailsIsTakenBackWithItsReason() throws IOException {
    create("one");
    settled();
    update("slow");
    aws.s3.deleteObject(of -> of.bucket("bucket").key("slow.tar.gz"));

    killed();

    DescribeEndpointResponse found = settled();
    assertTrue(
        found.failureReason().contains("s3://bucket/slow.tar.gz is missing"), found::failureReason);
    assertServes("one");
  }

  @Test
  void anUpdateIsFinishedThoughTheOldContainersDoNotComeUp() throws IOException {
    create("one");
    settled();
    update("slow");
    awaitHanging(1);
    aws.s3.deleteObject(of -> of.bucket("bucket").key("one.tar.gz"));

    killed();

    awaitHanging(2);
    assertDeploying(EndpointStatus.UPDATING, "one", "slow");
    Files.delete(marker);
    settled();
    assertServes("slow");
  }

  private void callUntilKilled() {
    try {
      aws.invoke("shop", TestImage.HANG_WHILE + marker);
    } catch (SdkException e) {
      // The program is gone.
    }
  }

  @Test
  void anEndpointIsDeletedWithItsTargets() throws Exception {
    create("one");
    settled();
    aws.scaling.registerScalableTarget(
        to ->
            to.serviceNamespace(ServiceNamespace.SAGEMAKER)
                .resourceId("endpoint/shop/variant/AllTraffic")
                .scalableDimension(ScalableDimension.SAGEMAKER_VARIANT_DESIRED_INSTANCE_COUNT)
                .minCapacity(1)
                .maxCapacity(8));
    Path target = folder.resolve("state/scalable-target/endpoint.shop.variant.AllTraffic.json");
    byte[] registered = Files.readAllBytes(target);
    // Its end is waited for.
    Thread caller = Thread.ofVirtual().start(this::callUntilKilled);
    awaitHanging(1);
    aws.sagemaker.deleteEndpoint(of -> of.endpointName("shop"));
    assertEquals(EndpointStatus.DELETING, described().endpointStatus());

    aws.end();
    caller.join();
    // As if it had been killed before it got there.
    Files.write(target, registered);
    killed();

    assertThrows(SageMakerException.class, this::described);
    assertEquals(
        List.of(),
        aws.scaling
            .describeScalableTargets(of -> of.serviceNamespace(ServiceNamespace.SAGEMAKER))
            .scalableTargets());
  }
}
