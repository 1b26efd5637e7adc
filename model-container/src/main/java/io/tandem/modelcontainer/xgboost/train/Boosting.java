package io.tandem.modelcontainer.xgboost.train;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.trainingdata.TrainingData;
import io.tandem.modelcontainer.xgboost.XgboostLibrary;
import io.tandem.modelcontainer.xgboost.XgboostModel;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.jspecify.annotations.Nullable;

/**
 * Boosts round by round, prints the metrics of each round, and stops early when they no longer
 * improve.
 *
 * <p>A round is one line {@code [12] train:logloss=0.31;validation:logloss=0.35;} on standard
 * output, for a {@code MetricDefinitions} regex like {@code validation:logloss=([0-9.eE+-]+);}.
 */
final class Boosting {
  private static final Set<String> MAXIMIZED = Set.of("auc", "aucpr");

  private final Hyperparameters hyperparameters;
  private final PrintStream out;
  private final @Nullable Checkpoint checkpoint;
  private double best = Double.NaN;
  private int bestRound = -1;
  private int round;

  /**
   * @param checkpoint is gone on from, and kept up to date; null for none
   */
  Boosting(Hyperparameters hyperparameters, PrintStream out, @Nullable Checkpoint checkpoint) {
    this.hyperparameters = hyperparameters;
    this.out = out;
    this.checkpoint = checkpoint;
  }

  /**
   * What was learned.
   *
   * @param model in UBJSON
   */
  record Outcome(TrainedBytes model, int rounds, boolean interrupted) {}

  /** Apart from the record, since records compare arrays by identity. */
  static final class TrainedBytes {
    final byte[] array;

    TrainedBytes(byte[] array) {
      this.array = array;
    }
  }

  /**
   * Ends early, with what there is, when the thread is interrupted.
   *
   * @throws InterruptedException when not one round was done by then, or nothing is to be saved
   */
  Outcome boost(TrainingData train, @Nullable TrainingData validation) throws InterruptedException {
    Map<String, DMatrix> matrices = new LinkedHashMap<>();
    Booster booster = null;
    try {
      XgboostLibrary.load();
      matrices.put("train", matrix(train));
      if (validation != null) {
        matrices.put("validation", matrix(validation));
      }
      booster = begun(matrices);
      return boost(booster, matrices);
    } catch (XGBoostError e) {
      String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new ContainerException(
          "XGBoost cannot train with these hyperparameters and rows: "
              + message.replaceFirst("^\\[[0-9:]+\\] \\S+: ", ""),
          e);
    } catch (LinkageError e) {
      throw XgboostModel.missing(e);
    } finally {
      if (booster != null) {
        booster.dispose();
      }
      matrices.values().forEach(DMatrix::dispose);
    }
  }

  private static DMatrix matrix(TrainingData data) throws XGBoostError {
    DMatrix matrix = new DMatrix(data.values(), data.rows(), data.width(), Float.NaN);
    try {
      matrix.setLabel(data.labels());
      return matrix;
    } catch (XGBoostError e) {
      matrix.dispose();
      throw e;
    }
  }

  private Booster begun(Map<String, DMatrix> matrices) throws XGBoostError {
    Map<String, Object> parameters = new HashMap<>(hyperparameters.booster());
    // The draws of a round then depend on its number only, not on those of the rounds before: what
    // goes on from a checkpoint ends with the same model.
    parameters.put("seed_per_iteration", true);
    Optional<Checkpoint.Progress> saved =
        checkpoint == null ? Optional.empty() : checkpoint.read(hyperparameters.rounds());
    Booster booster;
    if (saved.isPresent()) {
      Checkpoint.Progress progress = saved.get();
      booster = progress.booster();
      booster.setParams(parameters);
      round = progress.rounds();
      bestRound = progress.bestRound();
      best = progress.best();
    } else {
      // Training for no rounds is the one way to a booster that has no trees yet.
      booster = XGBoost.train(matrices.get("train"), parameters, 0, matrices, null, null);
    }
    for (String metric : hyperparameters.metrics()) {
      booster.setParam("eval_metric", metric);
    }
    return booster;
  }

  private Outcome boost(Booster booster, Map<String, DMatrix> matrices)
      throws XGBoostError, InterruptedException {
    DMatrix train = matrices.get("train");
    DMatrix[] watched = matrices.values().toArray(DMatrix[]::new);
    String[] names = matrices.keySet().toArray(String[]::new);
    boolean interrupted = false;
    while (round < hyperparameters.rounds() && !interrupted && !stopsBefore(round)) {
      booster.update(train, round);
      observe(round, booster.evalSet(watched, names, round));
      round++;
      interrupted = Thread.interrupted();
      if (checkpoint != null && checkpoint.isDue()) {
        checkpoint.write(new Checkpoint.Progress(booster, round, bestRound, best));
      }
    }
    if (checkpoint != null) {
      checkpoint.write(new Checkpoint.Progress(booster, round, bestRound, best));
    }
    if (interrupted && !hyperparameters.saveOnTermination()) {
      throw new InterruptedException("stopped after " + round + " rounds; nothing was to be saved");
    }
    if (hyperparameters.earlyStoppingRounds() > 0 && bestRound >= 0) {
      booster.setAttr("best_iteration", Integer.toString(bestRound));
      booster.setAttr("best_score", Double.toString(best));
    }
    return new Outcome(
        new TrainedBytes(BaseScoreRewrite.of(booster.toByteArray("ubj"))), round, interrupted);
  }

  private boolean stopsBefore(int round) {
    int patience = hyperparameters.earlyStoppingRounds();
    return patience > 0 && bestRound >= 0 && round - 1 - bestRound >= patience;
  }

  /**
   * Of the tab-separated {@code train-logloss:0.31} the last decides about stopping: the last
   * metric of the validation channel.
   */
  private void observe(int round, String evaluation) {
    StringBuilder line = new StringBuilder("[").append(round).append("] ");
    String metric = "";
    String value = "";
    for (String part : evaluation.split("\t", -1)) {
      int dash = part.indexOf('-');
      int colon = part.lastIndexOf(':');
      if (dash > 0 && colon > dash) {
        metric = part.substring(dash + 1, colon);
        value = part.substring(colon + 1);
        line.append(part, 0, dash).append(':').append(metric).append('=').append(value).append(';');
      }
    }
    out.println(line);
    improve(round, metric, value);
  }

  private void improve(int round, String metric, String value) {
    double number = value.contains("nan") ? Double.NaN : parse(value);
    boolean maximize = MAXIMIZED.contains(metric);
    if (Double.isNaN(best) || (maximize ? number > best : number < best)) {
      best = number;
      bestRound = round;
    }
  }

  private static double parse(String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      return value.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
  }
}
