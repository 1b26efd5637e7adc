package io.tandem.sparkfeatures;

import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.definition.Misplaced;
import io.tandem.sharedfeatures.drift.DriftMonitor;
import io.tandem.sharedfeatures.drift.ProfileReport;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The feature container's {@code profile} of orders, on a cluster: the same bytes. */
@Command(
    name = "profile",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Shows how far orders, or training records, have drifted from those that the features were"
          + " fitted to, the most drifted feature first.",
      "The drift is the population stability index: below 0.1 stable, below 0.25 moderate, else"
          + " major. Of n orders that have not drifted, chance makes about 20 / n."
    })
final class ProfileCommand implements Callable<Integer> {
  @Mixin private FeatureSetInput features = new FeatureSetInput();

  @Mixin private RecordInput input = new RecordInput();

  @Option(names = "--json", description = "All figures as one JSON object.")
  private boolean json;

  @Option(names = "--records", description = "The input is training records, not bare orders.")
  private boolean records;

  @Override
  public Integer call() {
    SparkSession session = ClusterSession.get();
    FeatureSet read = features.read(new Storage(session));
    if (read.trainingProfile().isEmpty()) {
      throw new JobFailure(
          features.folder() + ": has no training profile; fit the definition to records");
    }
    // Only what can be sent goes into the tasks.
    HashMap<String, byte[]> files = new HashMap<>(read.files());
    boolean ofRecords = records;
    PartialAggregate<ProfileAggregate> all =
        PartialAggregate.run(
            () -> new ProfileAggregate(FeatureSet.read(files, List.of()), ofRecords),
            input.read(session));
    if (all.rejected().count() > 0) {
      System.err.println(
          "profile: %d orders were rejected%s"
              .formatted(all.rejected().count(), all.rejected().lines()));
    }
    DriftMonitor monitor = all.aggregate().monitor();
    if (monitor.records() == 0) {
      throw new JobFailure("no order to compare with those of training");
    }
    ProfileReport.caution(monitor).ifPresent(line -> System.err.println("profile: " + line));
    print(json ? ProfileReport.driftJson(monitor) : ProfileReport.driftText(monitor));
    return 0;
  }

  /** In UTF-8, whatever the platform's own encoding. */
  private static void print(String report) {
    byte[] bytes = report.getBytes(StandardCharsets.UTF_8);
    System.out.write(bytes, 0, bytes.length);
    if (System.out.checkError()) {
      throw new JobFailure("cannot write the output");
    }
  }

  /** How the features of orders, or of training records, are spread. */
  private record ProfileAggregate(DriftMonitor monitor, Misplaced misplaced) implements Aggregate {
    ProfileAggregate(FeatureSet features, boolean records) {
      this(
          records ? DriftMonitor.ofRecords(features) : DriftMonitor.ofOrders(features),
          new Misplaced(
              features.definition(), records, records ? "leave out --records" : "add --records"));
    }

    @Override
    public void observe(Records at, RejectedRecords rejected) {
      at.checkFirst(misplaced);
      byte[] json = at.bytes();
      monitor
          .observe(json, 0, json.length)
          .ifPresent(rejection -> rejected.add(at, rejection, misplaced::hint));
    }

    @Override
    public byte[] state() {
      return monitor.state();
    }

    @Override
    public void merge(byte[] state) {
      monitor.merge(state);
    }
  }
}
