package io.tandem.localaws.sagemaker;

import io.tandem.localaws.resource.Members;
import io.tandem.localaws.resource.Resource;
import io.tandem.localaws.resource.ResourceKind;
import io.tandem.localaws.resource.ResourceStore;
import io.tandem.localsagemaker.job.JobOutcome;
import io.tandem.strictjson.Ellipsis;
import io.tandem.strictjson.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/** What Describe answers for a job, kept up to date while it runs. */
record JobDescription(ResourceStore store, ResourceKind kind, String name) {
  /** A limit of the service, of a FailureReason and an ExitMessage. */
  private static final int MAX_TEXT = 1024;

  /**
   * Of a job that begins.
   *
   * @param artifacts where a training job's model will be; empty for other jobs
   */
  static Json.Obj created(Named named, Json.Obj request, Optional<String> artifacts) {
    Instant now = Instant.now();
    Members members = Members.of(request, "Tags");
    members.text(named.kind().arnMember(), named.arn(named.name(request)));
    members.text(status(named.kind()), "InProgress");
    members.time("CreationTime", now);
    if (named.kind() == ResourceKind.TRAINING_JOB) {
      members.put("ModelArtifacts", new Members().text("S3ModelArtifacts", artifacts).object());
      members.text("SecondaryStatus", "Starting");
      members.defaultFalse(
          "EnableNetworkIsolation",
          "EnableInterContainerTrafficEncryption",
          "EnableManagedSpotTraining");
    }
    if (named.kind() != ResourceKind.TRANSFORM_JOB) {
      members.time("LastModifiedTime", now);
    }
    return members.object();
  }

  String arn() {
    return store.find(kind, name).map(Resource::arn).orElse("");
  }

  private static String status(ResourceKind kind) {
    return kind.statusMember().orElseThrow();
  }

  /** TrainingStartTime, TransformEndTime, ... */
  private String time(String which) {
    return kind.word().replace("Job", "") + which;
  }

  /** Of a training job a SecondaryStatus, of others a step that is not shown. */
  void entered(String step, String message) {
    change(
        (members, before) -> {
          Instant now = Instant.now();
          if (!before.fields().containsKey(time("StartTime"))) {
            members.time(time("StartTime"), now);
          }
          if (kind == ResourceKind.TRAINING_JOB) {
            members.text("SecondaryStatus", step);
            members.put("SecondaryStatusTransitions", transitions(before, now, step, message));
          }
        });
  }

  /** The last transition ends where the next begins. */
  private static Json.Arr transitions(Json.Obj before, Instant now, String step, String message) {
    List<Json> all =
        new ArrayList<>(ended(Members.list(before, "SecondaryStatusTransitions"), now));
    all.add(
        new Members()
            .text("Status", step)
            .text("StatusMessage", message)
            .time("StartTime", now)
            .object());
    return new Json.Arr("$", all);
  }

  private static List<Json> ended(List<Json> transitions, Instant now) {
    return transitions.stream()
        .map(Json.Obj.class::cast)
        .<Json>map(
            one ->
                one.fields().containsKey("EndTime")
                    ? one
                    : Members.of(one).time("EndTime", now).object())
        .toList();
  }

  /** False when it has ended, or is being stopped already. */
  boolean stopping() {
    var changed = new AtomicBoolean();
    change(
        (members, before) -> {
          if (Members.text(before, status(kind)).equals("InProgress")) {
            members.text(status(kind), "Stopping");
            if (kind == ResourceKind.TRAINING_JOB) {
              members.text("SecondaryStatus", "Stopping");
            }
            changed.set(true);
          }
        });
    return changed.get();
  }

  /**
   * @param metrics that a training job has said of itself
   */
  void measured(List<Json> metrics) {
    if (!metrics.isEmpty()) {
      change((members, before) -> members.put("FinalMetricDataList", new Json.Arr("$", metrics)));
    }
  }

  void ended(JobOutcome outcome) {
    change(
        (members, before) -> {
          Instant now = Instant.now();
          members.text(status(kind), outcome.status().word());
          members.text(
              "FailureReason", outcome.reason().map(why -> Ellipsis.shorten(why, MAX_TEXT)));
          if (!before.fields().containsKey(time("StartTime"))) {
            members.time(time("StartTime"), now);
          }
          members.time(time("EndTime"), now);
          if (kind == ResourceKind.PROCESSING_JOB) {
            members.text("ExitMessage", outcome.message());
          }
          if (kind == ResourceKind.TRAINING_JOB) {
            members.text("SecondaryStatus", outcome.detail());
            List<Json> transitions = ended(Members.list(before, "SecondaryStatusTransitions"), now);
            members.put("SecondaryStatusTransitions", new Json.Arr("$", transitions));
            double began = Members.number(before, time("StartTime"));
            int seconds = began == 0 ? 0 : (int) (now.toEpochMilli() / 1e3 - began);
            members.put("TrainingTimeInSeconds", Json.num((long) Math.max(1, seconds)));
            members.put("BillableTimeInSeconds", Json.num((long) Math.max(1, seconds)));
          }
        });
  }

  private interface Change {
    void apply(Members members, Json.Obj before);
  }

  private void change(Change change) {
    UnaryOperator<Resource> changed =
        thing -> {
          Members members = Members.of(thing.description());
          change.apply(members, thing.description());
          if (kind != ResourceKind.TRANSFORM_JOB) {
            members.time("LastModifiedTime", Instant.now());
          }
          return thing.with(members.object());
        };
    store.note(kind, name, changed);
  }
}
