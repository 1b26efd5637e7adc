package io.tandem.inferenceserver.container;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.http.ServerSettings;
import io.tandem.inferenceserver.log.Logs;
import io.tandem.inferenceserver.log.RedactedThrowable;
import io.tandem.inferenceserver.training.TrainingJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a training job to its exit status, and tells the platform why it failed. */
final class Training {
  private static final Logger LOG = LoggerFactory.getLogger(Training.class);

  /** The platform kills 120 s after SIGTERM. */
  private static final int STOP_SECONDS = 115;

  private Training() {}

  static int run(ContainerProgram program, Settings settings) {
    Path base = ServerSettings.baseDirectory(settings);
    CountDownLatch ended = new CountDownLatch(1);
    Thread training = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(program, training, ended), "stop"));
    try {
      Logs.readLevel(settings);
      ContainerProgram.Trainer trainer = program.train(settings);
      settings.finish();
      LOG.info("{} trains in {}", program.name(), base);
      trainer.train(TrainingJob.read(base));
      LOG.info("{} has trained", program.name());
      return ExitStatus.DONE;
    } catch (ContainerException e) {
      LOG.error("{} cannot train: {}", program.name(), e.getMessage());
      writeFailure(base, e.getMessage());
    } catch (InterruptedException e) {
      LOG.warn("{} was stopped before it had a model", program.name());
      writeFailure(base, "training was stopped before it had a model");
    } catch (RuntimeException | Error e) {
      LOG.error("{} failed to train", program.name(), RedactedThrowable.of(e));
      writeFailure(
          base, "training failed with " + e.getClass().getName() + "; the log has its stack");
    } finally {
      ended.countDown();
    }
    return ExitStatus.FAILED;
  }

  private static void stop(ContainerProgram program, Thread training, CountDownLatch ended) {
    if (ended.getCount() == 0) {
      return;
    }
    LOG.info("{} stops training", program.name());
    training.interrupt();
    try {
      if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.error("{} did not stop within {} s", program.name(), STOP_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The platform shows its first 1024 characters. */
  private static void writeFailure(Path base, String reason) {
    Path file = base.resolve("output").resolve("failure");
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, reason);
    } catch (IOException e) {
      LOG.error("cannot write {}: {}", file, e.toString());
    }
  }
}
