package io.tandem.inferencetestkit;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.container.Container;
import io.tandem.inferenceserver.container.ContainerProgram;
import io.tandem.inferenceserver.loading.ArtifactLoader;
import io.tandem.inferenceserver.loading.LoadResult;
import io.tandem.inferenceserver.resources.ServingResources;
import io.tandem.inferenceserver.training.TrainingJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The smallest container there can be: it sends back what it got, and refuses an empty body and one
 * that starts with "no". A file {@code bug} in the model is a bug in loading, a hyperparameter
 * {@code bug} one in training. A file {@code answer} holds what is sent back instead, and loading
 * reads the pipe that a file {@code gate} names to its end.
 */
public final class EchoContainer implements ContainerProgram {
  private EchoContainer() {}

  public static EchoContainer program() {
    return new EchoContainer();
  }

  public static void main(String[] args) {
    Container.run(args, System.getenv(), program());
  }

  @Override
  public String name() {
    return "echo-container";
  }

  @Override
  public ArtifactLoader serve(Settings settings) {
    return new EchoLoader(settings.integer("TANDEM_LOAD_MILLIS", 0, 0, 60_000));
  }

  private record EchoLoader(int loadMillis) implements ArtifactLoader {
    @Override
    public LoadResult load(Path folder, ServingResources resources) {
      if (!Files.exists(folder.resolve("echo"))) {
        return new LoadResult.Refused(
            "found no file echo in " + folder + ": put the model artifact there");
      }
      if (Files.exists(folder.resolve("bug"))) {
        throw new IllegalStateException("a bug");
      }
      pause(loadMillis);
      return new LoadResult.Loaded(new Echo(answer(folder)), MemoryUse.NONE);
    }

    private static byte @Nullable [] answer(Path folder) {
      Path gate = folder.resolve("gate");
      Path answer = folder.resolve("answer");
      try {
        if (Files.exists(gate)) {
          Files.readAllBytes(Path.of(Files.readString(gate)));
        }
        return Files.exists(answer) ? Files.readAllBytes(answer) : null;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public MemoryUse estimate(Path folder) {
      return MemoryUse.NONE;
    }
  }

  @Override
  public Trainer train(Settings settings) {
    return EchoContainer::train;
  }

  private static void train(TrainingJob job) throws InterruptedException {
    job.requiredChannel("train");
    if (job.hyperparameters().containsKey("slow")) {
      TimeUnit.MINUTES.sleep(1);
    }
    if (job.hyperparameters().containsKey("bug")) {
      throw new IllegalStateException("a bug");
    }
    try {
      Files.createDirectories(job.modelDirectory());
      Files.writeString(job.modelDirectory().resolve("echo"), "echo");
    } catch (IOException e) {
      throw new ContainerException("cannot write the model: " + e, e);
    }
  }

  private static void pause(int millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Echo implements Inference {
    private final byte @Nullable [] answer;
    private volatile boolean closed;

    /**
     * @param answer null for the body
     */
    Echo(byte @Nullable [] answer) {
      this.answer = answer;
    }

    @Override
    public List<String> contentTypes() {
      return List.of(MediaType.CSV, MediaType.JSON);
    }

    @Override
    public List<MediaType> accepts() {
      return List.of(
          MediaType.of(MediaType.CSV), MediaType.of(MediaType.JSON), MediaType.of(MediaType.NPY));
    }

    @Override
    public InvocationResult invoke(Invocation invocation) {
      if (closed) {
        throw new IllegalStateException("called after it was closed");
      }
      byte[] body = invocation.body().toByteArray();
      if (body.length == 0) {
        return new Rejected(Reason.INVALID_INPUT, "body: expected at least one byte");
      }
      if (body.length > 2 && body[0] == 'n' && body[1] == 'o') {
        return new Rejected(Reason.INVALID_INPUT, "body: expected no refusal");
      }
      return Answered.of(ByteBuffer.wrap(answer == null ? body : answer));
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
