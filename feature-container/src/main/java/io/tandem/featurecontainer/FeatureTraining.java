package io.tandem.featurecontainer;

import io.tandem.inferenceserver.Channel;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.LineReader;
import io.tandem.inferenceserver.TrainingJob;
import io.tandem.sharedfeatures.DefinitionException;
import io.tandem.sharedfeatures.FeatureDefinition;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Fitting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fits a definition to training records and writes the feature set.
 *
 * <p>Channels: {@code definition} holds the definition, one JSON file; {@code train} holds the
 * records, JSON Lines in any number of files, those that end in {@code .gz} compressed. There are
 * no hyperparameters: what is fitted, and how, stands in the definition.
 */
final class FeatureTraining {
  private static final Logger LOG = LoggerFactory.getLogger(FeatureTraining.class);
  private static final long MAX_DEFINITION_BYTES = 16L << 20;
  private static final int MAX_NAMED = 5;

  /** As much as one invocation may hold. */
  private static final int MAX_RECORD_BYTES = 25 << 20;

  private static final int PROGRESS_RECORDS = 100_000;

  private final Fitting fitting;
  private final Channel records;
  private final List<String> faults = new ArrayList<>();
  private long rejected;

  private FeatureTraining(FeatureDefinition definition, Channel records) {
    this.fitting = new Fitting(definition);
    this.records = records;
  }

  static void train(TrainingJob job) throws InterruptedException {
    if (!job.hyperparameters().isEmpty()) {
      throw new ContainerException(
          "unknown hyperparameters "
              + String.join(", ", job.hyperparameters().keySet().stream().sorted().toList())
              + "; the feature container has none, the definition says what is fitted");
    }
    Channel definition = new Channel("definition", job.requiredChannel("definition"));
    Channel records = new Channel("train", job.requiredChannel("train"));
    try {
      FeatureTraining training = new FeatureTraining(definition(definition), records);
      records.read(MAX_RECORD_BYTES, training::observe);
      FeatureSet features = training.finish();
      features.write(job.modelDirectory());
      LOG.info(
          "fitted {}: records={} columns={} golden_orders={} schema={} semantics={}",
          features.definition().name(),
          training.fitting.records(),
          features.columns().size(),
          features.goldenOrders().size(),
          features.schemaFingerprint(),
          features.semanticsFingerprint());
    } catch (DefinitionException e) {
      throw new ContainerException("the features cannot be fitted: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ContainerException("cannot write the feature set: " + e, e);
    }
  }

  private static FeatureDefinition definition(Channel channel) throws IOException {
    List<Path> files = channel.files();
    if (files.size() != 1 || Files.size(files.getFirst()) > MAX_DEFINITION_BYTES) {
      throw new ContainerException(
          "channel definition: found "
              + files.size()
              + " files, expected one JSON file of at most "
              + (MAX_DEFINITION_BYTES >> 20)
              + " MiB");
    }
    return FeatureDefinition.read(Files.readAllBytes(files.getFirst()));
  }

  private void observe(Path file, LineReader lines) {
    if (lines.isBlank()) {
      return;
    }
    var rejection = fitting.observe(lines.bytes(), lines.begin(), lines.end() - lines.begin());
    if (rejection.isPresent()) {
      rejected++;
      if (faults.size() < MAX_NAMED) {
        faults.add(records.place(file, lines.number()) + ": " + rejection.get());
      }
    } else if (fitting.records() % PROGRESS_RECORDS == 0) {
      LOG.info("fitting: records={}", fitting.records());
    }
  }

  private FeatureSet finish() {
    if (rejected > 0) {
      throw new ContainerException(
          rejected
              + " training records cannot be used: "
              + String.join("; ", faults)
              + (rejected > faults.size() ? "; ..." : ""));
    }
    if (fitting.records() == 0) {
      throw new ContainerException(
          "channel train: no training record in "
              + records.folder()
              + "; expected files of JSON Lines");
    }
    if (!fitting.neverSeen().isEmpty()) {
      LOG.warn(
          "no record has a value for {}: are the paths right?",
          String.join(", ", fitting.neverSeen()));
    }
    return fitting.finish();
  }
}
