package io.tandem.featurecontainer;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.TrainingJob;
import io.tandem.sharedfeatures.DefinitionException;
import io.tandem.sharedfeatures.Extraction;
import io.tandem.sharedfeatures.FeatureDefinition;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Fitting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
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
  private static final int PROGRESS_RECORDS = 100_000;

  private final Fitting fitting;
  private final List<String> faults = new ArrayList<>();
  private long rejected;

  private FeatureTraining(FeatureDefinition definition) {
    this.fitting = new Fitting(definition);
  }

  static void train(TrainingJob job) throws InterruptedException {
    if (!job.hyperparameters().isEmpty()) {
      throw new ContainerException(
          "unknown hyperparameters "
              + String.join(", ", job.hyperparameters().keySet().stream().sorted().toList())
              + "; the feature container has none, the definition says what is fitted");
    }
    Path definitionChannel = job.requiredChannel("definition");
    List<Path> records = files(job.requiredChannel("train"));
    if (records.isEmpty()) {
      throw new ContainerException("the channel train holds no file of training records");
    }
    try {
      FeatureTraining training = new FeatureTraining(definition(definitionChannel));
      for (Path file : records) {
        training.observe(file);
      }
      FeatureSet features = training.finish();
      features.write(job.modelDirectory());
      LOG.info(
          "fitted {}: records={} columns={} golden_orders={} schema={} semantics={}",
          features.definition().name(),
          training.fitting.records(),
          features.columns().size(),
          features.goldenOrders(),
          features.schemaFingerprint(),
          features.semanticsFingerprint());
    } catch (DefinitionException e) {
      throw new ContainerException("the features cannot be fitted: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ContainerException("cannot write the feature set: " + e, e);
    }
  }

  private static FeatureDefinition definition(Path channel) throws IOException {
    List<Path> files = files(channel);
    if (files.size() != 1 || Files.size(files.getFirst()) > MAX_DEFINITION_BYTES) {
      throw new ContainerException(
          "the channel definition holds "
              + files.size()
              + " files, expected one JSON file of at most "
              + (MAX_DEFINITION_BYTES >> 20)
              + " MiB");
    }
    return FeatureDefinition.read(Files.readAllBytes(files.getFirst()));
  }

  /** In the order of their names; hidden files and links are none of the data. */
  private static List<Path> files(Path channel) {
    try (Stream<Path> walked = Files.walk(channel)) {
      return walked
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      throw new ContainerException("cannot list the channel " + channel + ": " + e, e);
    }
  }

  private void observe(Path file) throws InterruptedException {
    String name = file.getFileName().toString();
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = name.endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw) {
      RecordReader records = new RecordReader(in);
      while (records.next()) {
        observe(name, records);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    } catch (IOException e) {
      throw new ContainerException("cannot read the training records in " + name + ": " + e, e);
    }
  }

  private void observe(String file, RecordReader records) {
    var rejection = fitting.observe(records.buffer(), 0, records.length());
    if (rejection.isPresent()) {
      rejected++;
      if (faults.size() < MAX_NAMED) {
        Extraction.Rejection fault = rejection.get();
        faults.add(file + " line " + records.number() + ": " + fault);
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
      throw new ContainerException("the channel train holds no training record");
    }
    return fitting.finish();
  }
}
