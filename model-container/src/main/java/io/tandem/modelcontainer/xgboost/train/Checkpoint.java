package io.tandem.modelcontainer.xgboost.train;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.trainingdata.TrainingData;
import io.tandem.modelcontainer.xgboost.XgboostModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a training has come, in one file, which is replaced as a whole: the platform copies the
 * folder file by file, at any time. A line of text, then the model in UBJSON.
 *
 * <p>It belongs to the training that wrote it: the same rows in the same order, hyperparameters and
 * version of XGBoost; only the number of rounds may grow. Another training is refused rather than
 * begun anew, since it would replace the checkpoint of the first.
 */
final class Checkpoint {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoint.class);
  private static final String FILE = "xgboost-checkpoint";
  private static final int MAX_LINE = 512;

  /** What an array can hold. */
  private static final int MAX_BYTES = Integer.MAX_VALUE - 64;

  /** Training, rounds, best round and its metric, SHA-256 of the model. */
  private static final Pattern LINE =
      Pattern.compile(
          "tandem-checkpoint ([0-9a-f]{64}) ([0-9]{1,6}) (-1|[0-9]{1,6}) (NaN|-?Infinity|-?[0-9]+\\.[0-9]+(?:E-?[0-9]+)?) ([0-9a-f]{64})");

  private final Path file;
  private final Path unfinished;
  private final String training;
  private final Duration interval;
  private long written = System.nanoTime();

  /**
   * What there is after some rounds.
   *
   * @param bestRound from 0, -1 when there is none
   */
  record Progress(Booster booster, int rounds, int bestRound, double best) {}

  private Checkpoint(Path folder, String training, Duration interval) {
    this.file = folder.resolve(FILE);
    this.unfinished = folder.resolve("." + FILE + ".unfinished");
    this.training = training;
    this.interval = interval;
  }

  /**
   * @param training as {@link #training} says
   * @param interval at least, between two
   * @throws ContainerException when the folder cannot be written to
   */
  static Checkpoint open(Path folder, String training, Duration interval) {
    Checkpoint checkpoint = new Checkpoint(folder, training, interval);
    try {
      Files.createDirectories(folder);
      Files.write(checkpoint.unfinished, new byte[0]);
      Files.delete(checkpoint.unfinished);
    } catch (IOException e) {
      throw new ContainerException(
          "cannot write checkpoints to " + folder + " (" + e + "); make it writable", e);
    }
    return checkpoint;
  }

  /** What decides about the model of each round, as one hash. */
  static String training(
      Hyperparameters hyperparameters, TrainingData train, @Nullable TrainingData validation) {
    MessageDigest digest = sha256();
    digest.update(version());
    TreeMap<String, String> booster = new TreeMap<>(hyperparameters.booster());
    booster.remove("nthread");
    booster.remove("verbosity");
    String settings =
        booster
            + " "
            + hyperparameters.metrics()
            + " "
            + hyperparameters.earlyStoppingRounds()
            + " "
            + train.width();
    digest.update(settings.getBytes(StandardCharsets.UTF_8));
    update(digest, train);
    if (validation != null) {
      update(digest, validation);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, TrainingData data) {
    ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
    chunk.putInt(data.rows());
    update(digest, chunk, data.labels(), data.rows());
    update(digest, chunk, data.values(), data.rows() * data.width());
    digest.update(chunk.flip());
  }

  private static void update(MessageDigest digest, ByteBuffer chunk, float[] values, int count) {
    for (int i = 0; i < count; i++) {
      if (chunk.remaining() < Float.BYTES) {
        digest.update(chunk.flip());
        chunk.clear();
      }
      chunk.putFloat(values[i]);
    }
  }

  private static byte[] version() {
    String name = "/xgboost4j-version.properties";
    try (InputStream in = XGBoost.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("the version of XGBoost cannot be read", e);
    }
  }

  /**
   * What was saved, if anything was; its booster, which knows no parameters, is to be disposed.
   *
   * @param rounds that the training may have
   * @throws ContainerException when it is another training's, damaged, or of more rounds
   */
  Optional<Progress> read(int rounds) {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    byte[] content = content();
    int end = 0;
    while (end < Math.min(content.length, MAX_LINE) && content[end] != '\n') {
      end++;
    }
    Matcher line = LINE.matcher(new String(content, 0, end, StandardCharsets.ISO_8859_1));
    byte[] model = Arrays.copyOfRange(content, Math.min(end + 1, content.length), content.length);
    if (!line.matches() || !line.group(5).equals(sha256(model))) {
      throw fault("it is damaged");
    }
    if (!line.group(1).equals(training)) {
      throw fault("it is of a training with other rows, hyperparameters or version of XGBoost");
    }
    int done = Integer.parseInt(line.group(2));
    int best = Integer.parseInt(line.group(3));
    if (best >= done) {
      throw fault("it is damaged");
    }
    if (done > rounds) {
      throw fault("it has " + done + " rounds, more than num_round, " + rounds);
    }
    try {
      Booster booster = XgboostModel.booster(model);
      LOG.info("goes on from {} after {} rounds", file, done);
      return Optional.of(new Progress(booster, done, best, Double.parseDouble(line.group(4))));
    } catch (ContainerException e) {
      throw fault("it holds " + e.getMessage());
    }
  }

  private byte[] content() {
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw fault("it is no file");
      }
      if (Files.size(file) > MAX_BYTES) {
        throw fault("it is longer than " + MAX_BYTES + " bytes");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw fault("it cannot be read (" + e + ")");
    }
  }

  private ContainerException fault(String found) {
    return new ContainerException(
        "cannot go on from "
            + file
            + ": "
            + found
            + "; take another S3Uri for checkpoints, or delete this one to begin anew");
  }

  boolean isDue() {
    return System.nanoTime() - written >= interval.toNanos();
  }

  /** A training does not end because of a checkpoint that cannot be written; a line says so. */
  void write(Progress progress) throws XGBoostError {
    byte[] model = progress.booster().toByteArray("ubj");
    String line =
        "tandem-checkpoint %s %d %d %s %s\n"
            .formatted(
                training, progress.rounds(), progress.bestRound(), progress.best(), sha256(model));
    try {
      try (var out = Files.newOutputStream(unfinished)) {
        out.write(line.getBytes(StandardCharsets.US_ASCII));
        out.write(model);
      }
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("cannot write the checkpoint {} ({}); goes on without", file, e.toString());
    }
    written = System.nanoTime();
  }

  private static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
