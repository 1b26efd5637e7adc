package io.tandem.localaws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.applicationautoscaling.model.MetricType;
import software.amazon.awssdk.services.applicationautoscaling.model.PolicyType;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableDimension;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableTarget;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalingPolicy;
import software.amazon.awssdk.services.applicationautoscaling.model.ServiceNamespace;
import software.amazon.awssdk.services.sagemaker.model.EndpointStatus;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariant;
import software.amazon.awssdk.services.sagemaker.model.VariantProperty;
import software.amazon.awssdk.services.sagemaker.model.VariantPropertyType;

/** Counts of an endpoint's variants, by Application Auto Scaling and over updates. */
final class AutoScalingTest {
  private static final String VARIANT = "endpoint/one/variant/AllTraffic";
  private static final ScalableDimension COUNT =
      ScalableDimension.SAGEMAKER_VARIANT_DESIRED_INSTANCE_COUNT;

  @TempDir Path folder;
  private TestAws aws;

  @BeforeEach
  void anEndpointOfTwo() throws IOException {
    aws = TestAws.start(folder);
    aws.model("one", "");
    aws.serve("one");
    settled();
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  private void settled() {
    TestAws.await(
        () -> aws.sagemaker.describeEndpoint(of -> of.endpointName("one")).endpointStatus(),
        status -> status == EndpointStatus.IN_SERVICE);
  }

  private void register(int least, int most) {
    aws.scaling.registerScalableTarget(
        to ->
            to.serviceNamespace(ServiceNamespace.SAGEMAKER)
                .resourceId(VARIANT)
                .scalableDimension(COUNT)
                .minCapacity(least)
                .maxCapacity(most));
  }

  private void put(String policy, double target) {
    aws.scaling.putScalingPolicy(
        to ->
            to.serviceNamespace(ServiceNamespace.SAGEMAKER)
                .resourceId(VARIANT)
                .scalableDimension(COUNT)
                .policyName(policy)
                .policyType(PolicyType.TARGET_TRACKING_SCALING)
                .targetTrackingScalingPolicyConfiguration(
                    how ->
                        how.targetValue(target)
                            .predefinedMetricSpecification(
                                metric ->
                                    metric.predefinedMetricType(
                                        MetricType.SAGE_MAKER_VARIANT_INVOCATIONS_PER_INSTANCE))));
  }

  private List<ScalableTarget> targets() {
    return aws.scaling
        .describeScalableTargets(of -> of.serviceNamespace(ServiceNamespace.SAGEMAKER))
        .scalableTargets();
  }

  private List<ScalingPolicy> policies() {
    return aws.scaling
        .describeScalingPolicies(of -> of.serviceNamespace(ServiceNamespace.SAGEMAKER))
        .scalingPolicies();
  }

  private int count() {
    return aws.sagemaker
        .describeEndpoint(of -> of.endpointName("one"))
        .productionVariants()
        .getFirst()
        .desiredInstanceCount();
  }

  private void configure(String name, String instance) {
    aws.sagemaker.createEndpointConfig(
        to ->
            to.endpointConfigName(name)
                .productionVariants(
                    ProductionVariant.builder()
                        .variantName("AllTraffic")
                        .modelName("one")
                        .instanceType(instance)
                        .initialInstanceCount(1)
                        .build()));
  }

  private static String refused(Runnable call) {
    AwsErrorDetails error = assertThrows(AwsServiceException.class, call::run).awsErrorDetails();
    return error.errorCode() + ": " + error.errorMessage();
  }

  @Test
  void aTargetAndItsPoliciesAreKept() throws IOException {
    register(3, 8);
    put("calls", 6000);
    put("calls", 5000);
    put("other", 1);
    aws.close();
    aws = TestAws.start(folder);

    ScalableTarget target = targets().getFirst();
    assertEquals(VARIANT, target.resourceId());
    assertEquals(List.of(3, 8), List.of(target.minCapacity(), target.maxCapacity()));
    settled();
    assertEquals(3, count());
    assertEquals(
        List.of("calls", "other"), policies().stream().map(ScalingPolicy::policyName).toList());
    assertEquals(
        5000, policies().getFirst().targetTrackingScalingPolicyConfiguration().targetValue());
  }

  @Test
  void aCountIsBroughtWithinTheBounds() {
    register(3, 8);

    assertEquals(3, count());
  }

  @Test
  void aVariantThatIsScaledKeepsItsInstances() {
    register(2, 8);
    configure("larger", "ml.m5.xlarge");
    Runnable update =
        () ->
            aws.sagemaker.updateEndpoint(to -> to.endpointName("one").endpointConfigName("larger"));

    assertEquals(
        "ValidationException: The variant(s) \"[AllTraffic]\" must be deregistered as scalable targets"
            + " with AWS Auto Scaling before they can be removed or have their instance type updated.",
        refused(update));
    aws.scaling.deregisterScalableTarget(
        of ->
            of.serviceNamespace(ServiceNamespace.SAGEMAKER)
                .resourceId(VARIANT)
                .scalableDimension(COUNT));
    update.run();
    settled();

    assertEquals(1, count());
  }

  @Test
  void anUpdateMayRetainTheCount() {
    register(5, 8);
    configure("next", "ml.m5.large");

    aws.sagemaker.updateEndpoint(
        to ->
            to.endpointName("one")
                .endpointConfigName("next")
                .retainAllVariantProperties(true)
                .excludeRetainedVariantProperties(
                    VariantProperty.builder()
                        .variantPropertyType(VariantPropertyType.DATA_CAPTURE_CONFIG)
                        .build()));
    settled();

    assertEquals(5, count());
  }

  @Test
  void targetsGoWithTheirEndpoint() {
    register(2, 8);
    put("calls", 6000);

    aws.sagemaker.deleteEndpoint(of -> of.endpointName("one"));

    assertEquals(List.of(), targets());
    assertEquals(List.of(), policies());
  }

  @Test
  void whatCannotBeScaledIsRefused() {
    assertEquals(
        "ObjectNotFoundException: No scalable target found for service namespace: sagemaker, resource"
            + " ID: endpoint/one/variant/AllTraffic, scalable dimension:"
            + " sagemaker:variant:DesiredInstanceCount",
        refused(() -> put("calls", 1)));
    assertEquals(refused(() -> register(3, 2)), refused(() -> register(-5, -1)));
    assertEquals(
        Set.of(
            "ValidationException: MinCapacity: expected no less than 0 and no more than MaxCapacity",
            "ValidationException: ServiceNamespace: ecs is not supported here: use sagemaker"),
        Set.of(
            refused(() -> register(3, 2)),
            refused(
                () ->
                    aws.scaling.describeScalableTargets(
                        of -> of.serviceNamespace(ServiceNamespace.ECS)))));
  }
}
