package io.tandem.modelcontainer.xgboost.train;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.container.ContainerProgram;
import io.tandem.inferenceserver.training.Channel;
import io.tandem.inferenceserver.training.TrainingJob;
import io.tandem.modelcontainer.artifact.Manifest;
import io.tandem.modelcontainer.artifact.Manifest.GoldenRow;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.reasons.Reasons;
import io.tandem.modelcontainer.trainingdata.CsvChannel;
import io.tandem.modelcontainer.trainingdata.GoldenRows;
import io.tandem.modelcontainer.trainingdata.LabelRule;
import io.tandem.modelcontainer.trainingdata.Schema;
import io.tandem.modelcontainer.trainingdata.TrainingData;
import io.tandem.modelcontainer.trainingdata.VectorProvenance;
import io.tandem.modelcontainer.xgboost.XgboostModel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains an XGBoost model on the channel {@code train}, watched on the optional channel {@code
 * validation}. The optional channel {@code features} holds the schema of the columns and the
 * fingerprints of the feature set that made the vectors. Leaves {@code xgboost-model} and a
 * manifest, which {@code serve} loads as they are.
 *
 * <p>Where the job has checkpoints, an interrupted training that is started again goes on where it
 * was, and ends with the model that it would have ended with. That holds for trees; the linear
 * booster changes its weights from several threads at once, so no two runs of it are equal.
 */
public final class XgboostTrainer implements ContainerProgram.Trainer {
  private static final Logger LOG = LoggerFactory.getLogger(XgboostTrainer.class);
  private static final String MODEL = "xgboost-model";

  /** Much more than writing one takes, and not much to lose. */
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(30);

  private final PrintStream metrics;
  private final Duration interval;

  /**
   * A trainer that reports as it goes.
   *
   * @param metrics where a line per round goes
   */
  public XgboostTrainer(PrintStream metrics) {
    this(metrics, CHECKPOINT_INTERVAL);
  }

  /**
   * @param interval at least, between checkpoints
   */
  XgboostTrainer(PrintStream metrics, Duration interval) {
    this.metrics = metrics;
    this.interval = interval;
  }

  @Override
  public void train(TrainingJob job) throws InterruptedException {
    Path trainFolder = job.requiredChannel("train");
    Optional<Path> validationFolder = job.channel("validation");
    Hyperparameters hyperparameters =
        Hyperparameters.read(job.hyperparameters(), validationFolder.isPresent());
    Schema schema = job.channel("features").map(Schema::read).orElse(null);
    LabelRule rule = hyperparameters.labels();
    int width = schema == null ? 0 : schema.columns().size();
    VectorProvenance provenance = new VectorProvenance(schema);
    TrainingData train =
        CsvChannel.read(new Channel("train", trainFolder), rule, provenance, width);
    hyperparameters.checkColumns(train.width());
    TrainingData validation =
        validationFolder.isPresent()
            ? CsvChannel.read(
                new Channel("validation", validationFolder.get()), rule, provenance, train.width())
            : null;
    provenance.doubt().ifPresent(LOG::warn);
    LOG.info(
        "training {} on {} rows of {} columns, {} validation rows, {}",
        hyperparameters.objective(),
        train.rows(),
        train.width(),
        validation == null ? 0 : validation.rows(),
        provenance.fingerprints());
    Checkpoint checkpoint =
        job.checkpointDirectory()
            .map(
                folder ->
                    Checkpoint.open(
                        folder, Checkpoint.training(hyperparameters, train, validation), interval))
            .orElse(null);
    Boosting.Outcome outcome =
        new Boosting(hyperparameters, metrics, checkpoint).boost(train, validation);
    save(job.modelDirectory(), outcome.model().array, train, schema, provenance.fingerprints());
    LOG.info(
        "saved {} after {} rounds{}",
        MODEL,
        outcome.rounds(),
        outcome.interrupted() ? ", stopped on request" : "");
  }

  private static void save(
      Path folder,
      byte[] model,
      TrainingData train,
      @Nullable Schema schema,
      Fingerprints fingerprints) {
    try {
      Files.createDirectories(folder);
      Path unfinished = folder.resolve("." + MODEL + ".unfinished");
      Files.write(unfinished, model);
      // The margins are those of the saved file, computed the way serving will.
      Manifest manifest = manifest(unfinished, train, schema, fingerprints);
      Files.move(
          unfinished,
          folder.resolve(MODEL),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      manifest.write(folder);
    } catch (IOException e) {
      throw new ContainerException("cannot write the model to " + folder, e);
    }
  }

  private static Manifest manifest(
      Path file, TrainingData train, @Nullable Schema schema, Fingerprints fingerprints) {
    try (Model model = XgboostModel.load(file)) {
      List<GoldenRow> golden = GoldenRows.of(model, train);
      if (golden.isEmpty()) {
        throw new ContainerException(
            "the model predicts infinity for every row tried: expected finite margins; train with a"
                + " smaller eta or smaller labels");
      }
      return new Manifest(
          model.engine(),
          model.output().name(),
          model.width(),
          schema == null ? List.of() : schema.columns(),
          schema == null ? List.of() : schema.features(),
          schema == null ? Reasons.NONE : schema.reasons(),
          fingerprints,
          0,
          golden);
    }
  }
}
