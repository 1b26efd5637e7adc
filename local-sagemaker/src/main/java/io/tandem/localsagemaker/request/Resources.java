package io.tandem.localsagemaker.request;

/**
 * What a job would run on; it makes no difference here but in {@code resourceconfig.json}.
 *
 * @param instanceType such as {@code ml.m5.large}
 */
public record Resources(String instanceType) {
  /** Of a training job, or of a cluster for processing. */
  static Resources read(RequestObject resources) {
    resources.ignore("VolumeSizeInGB", "VolumeKmsKeyId", "KeepAlivePeriodInSeconds");
    resources.unsupported("InstanceGroups", "use InstanceType and InstanceCount");
    resources.unsupported("TrainingPlanArn", "remove it");
    String type = resources.required("InstanceType", 256, JobFields.LINE);
    Integer count = resources.integer("InstanceCount", 1, Integer.MAX_VALUE);
    if (count == null || count > 1) {
      resources.problem("InstanceCount", "expected 1: a job has one container here");
    }
    resources.refuseOtherFields();
    return new Resources(type);
  }
}
