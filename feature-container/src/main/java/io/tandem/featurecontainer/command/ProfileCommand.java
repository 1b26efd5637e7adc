package io.tandem.featurecontainer.command;

import io.tandem.featurecontainer.records.Progress;
import io.tandem.featurecontainer.records.RecordBatch;
import io.tandem.featurecontainer.records.RecordFile;
import io.tandem.featurecontainer.records.RecordRun;
import io.tandem.featurecontainer.records.RejectedRecords;
import io.tandem.featurecontainer.serve.FeatureArtifact;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.custom.CustomEncoding;
import io.tandem.sharedfeatures.definition.Misplaced;
import io.tandem.sharedfeatures.drift.DriftMonitor;
import io.tandem.sharedfeatures.drift.ProfileReport;
import io.tandem.sharedfeatures.profile.FeatureProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the features were like in training, and how far orders are from that. */
@Command(
    name = "profile",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Shows the training profile of every feature, or, with orders, how far these have drifted"
          + " from it, the most drifted feature first.",
      "The drift is the population stability index: below 0.1 stable, below 0.25 moderate, else"
          + " major. Of n orders that have not drifted, chance makes about 20 / n."
    })
final class ProfileCommand implements Callable<Integer> {
  private static final Duration PROGRESS = Duration.ofSeconds(2);
  private static final int MAX_NAMED = 20;

  private final Console console;
  private final List<CustomEncoding> customEncodings;

  @Option(
      names = "--features",
      required = true,
      paramLabel = "DIR",
      description = "The feature set, as train or fit wrote it.")
  private Path directory = Path.of("");

  @Option(names = "--json", description = "All figures as one JSON object.")
  private boolean json;

  @Option(names = "--records", description = "The lines are training records, not bare orders.")
  private boolean records;

  @Mixin private Threads threads = new Threads();

  @Parameters(
      arity = "0..*",
      paramLabel = "ORDERS",
      description =
          "Files of JSON Lines, an order on each line, or folders of such files; gzip is"
              + " allowed. - is standard input.")
  private List<String> inputs = List.of();

  ProfileCommand(Console console, List<CustomEncoding> customEncodings) {
    this.console = console;
    this.customEncodings = customEncodings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    FeatureSet features = FeatureArtifact.read(directory, customEncodings);
    List<FeatureProfile> training = features.trainingProfile();
    if (training.isEmpty()) {
      throw new ContainerException(
          directory + " has no training profile; fit the definition to records");
    }
    if (inputs.isEmpty()) {
      console.print(
          json ? ProfileReport.trainingJson(training) : ProfileReport.trainingText(training));
      return 0;
    }
    Part all = profile(features);
    if (all.rejected.count() > 0) {
      console.say("profile: %d orders were rejected".formatted(all.rejected.count()));
      all.rejected.lines(MAX_NAMED).forEach(line -> console.say("  " + line));
    }
    if (all.monitor.records() == 0) {
      throw new ContainerException("no order to compare with those of training");
    }
    ProfileReport.caution(all.monitor).ifPresent(line -> console.say("profile: " + line));
    console.print(
        json ? ProfileReport.driftJson(all.monitor) : ProfileReport.driftText(all.monitor));
    return 0;
  }

  private Part profile(FeatureSet features) throws IOException, InterruptedException {
    List<RecordFile> files = RecordFile.all(inputs, console.in());
    Misplaced misplaced =
        new Misplaced(
            features.definition(), records, records ? "leave out --records" : "add --records");
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < threads.count(); i++) {
      DriftMonitor monitor =
          records ? DriftMonitor.ofRecords(features) : DriftMonitor.ofOrders(features);
      parts.add(new Part(monitor, new RejectedRecords(files, misplaced::hint), misplaced));
    }
    RecordRun.run(
        files, parts, new Progress(files, PROGRESS, read -> console.say("profile: " + read)));
    Part all = parts.getFirst();
    for (Part part : parts.subList(1, parts.size())) {
      all.monitor.merge(part.monitor);
      all.rejected.merge(part.rejected);
    }
    return all;
  }

  /** What one thread has seen. */
  private record Part(DriftMonitor monitor, RejectedRecords rejected, Misplaced misplaced)
      implements RecordRun.Work {
    @Override
    public void accept(RecordBatch batch, RecordRun.Turn turn) {
      while (batch.next()) {
        batch.checkFirst(misplaced);
        monitor
            .observe(batch.bytes(), batch.offset(), batch.length())
            .ifPresent(rejection -> rejected.add(batch, rejection));
      }
    }
  }
}
