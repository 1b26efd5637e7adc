package io.tandem.featurecontainer.train;

import io.tandem.featurecontainer.records.Progress;
import io.tandem.featurecontainer.records.RecordFile;
import io.tandem.featurecontainer.records.RejectedRecords;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.training.Channel;
import io.tandem.inferenceserver.training.TrainingJob;
import io.tandem.sharedfeatures.custom.CustomEncoding;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.fault.DefinitionException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fits a definition to training records and writes the feature set, on all cores.
 *
 * <p>Channels: {@code definition} holds the definition, one JSON file; {@code train} holds the
 * records, JSON Lines in any number of files, those that end in {@code .gz} compressed. There are
 * no hyperparameters: what is fitted, and how, stands in the definition.
 */
public final class TrainJob {
  private static final Logger LOG = LoggerFactory.getLogger(TrainJob.class);
  private static final int MAX_NAMED = 5;
  private static final Duration PROGRESS = Duration.ofSeconds(10);

  private final List<CustomEncoding> customEncodings;

  public TrainJob(List<CustomEncoding> customEncodings) {
    this.customEncodings = List.copyOf(customEncodings);
  }

  public void train(TrainingJob job) throws InterruptedException {
    if (!job.hyperparameters().isEmpty()) {
      throw new ContainerException(
          "unknown hyperparameters "
              + String.join(", ", job.hyperparameters().keySet().stream().sorted().toList())
              + "; the feature container has none, the definition says what is fitted");
    }
    Channel definition = new Channel("definition", job.requiredChannel("definition"));
    Channel records = new Channel("train", job.requiredChannel("train"));
    try {
      FeatureDefinition read = ParallelFit.definition(definitionFile(definition), customEncodings);
      ParallelFit fit = fit(read, records);
      LOG.info("fitted {}: {}", read.name(), fit.write(job.modelDirectory()));
    } catch (DefinitionException e) {
      throw new ContainerException("the features cannot be fitted: " + e.getMessage(), e);
    }
  }

  private static Path definitionFile(Channel definition) {
    List<Path> definitions = definition.files();
    if (definitions.size() != 1) {
      throw new ContainerException(
          "channel definition: found " + definitions.size() + " files, expected one JSON file");
    }
    return definitions.getFirst();
  }

  private static ParallelFit fit(FeatureDefinition definition, Channel records)
      throws InterruptedException {
    List<RecordFile> files = RecordFile.in(records);
    ParallelFit fit =
        ParallelFit.run(
            definition,
            files,
            Runtime.getRuntime().availableProcessors(),
            new Progress(files, PROGRESS, read -> LOG.info("fitting: {}", read)));
    check(fit.rejected());
    if (fit.fitter().records() == 0) {
      throw new ContainerException(
          "channel train: no training record in "
              + records.folder()
              + "; expected files of JSON Lines");
    }
    fit.warning().ifPresent(LOG::warn);
    return fit;
  }

  private static void check(RejectedRecords rejected) {
    if (rejected.count() > 0) {
      throw new ContainerException(
          rejected.count()
              + " training records cannot be used: "
              + String.join("; ", rejected.lines(MAX_NAMED)));
    }
  }
}
