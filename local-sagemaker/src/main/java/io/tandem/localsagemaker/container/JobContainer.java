package io.tandem.localsagemaker.container;

import io.tandem.localsagemaker.request.ContainerCommand;
import io.tandem.localsagemaker.request.ContainerRequest;
import io.tandem.localsagemaker.terminal.SetupException;
import io.tandem.localsagemaker.terminal.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one container of a job, which runs to its end. Its folder is there from the beginning, to be
 * filled. Closing kills what still runs and deletes the folder. For one thread, but for {@link
 * #stop}.
 */
public final class JobContainer implements AutoCloseable {
  /** Between SIGTERM and SIGKILL, as the platform has it for jobs. */
  private static final Duration GRACE = Duration.ofMinutes(2);

  private final ContainerRequest request;
  private final Image image;
  private final Terminal terminal;
  private final WorkFolder work = WorkFolder.create();
  private final Watchdog watchdog = Watchdog.start(work.path());
  private final List<Launch.Mount> mounts = new ArrayList<>();
  private final CompletableFuture<Ending.Cause> stopped = new CompletableFuture<>();

  /**
   * How a container ended.
   *
   * @param status of its process; 128 and more for a signal
   * @param lastLines of its output
   */
  public record Ending(Cause cause, int status, List<String> lastLines) {
    /** Why it did: by itself, or since it was told to. */
    public enum Cause {
      ITSELF,
      STOPPED,
      INTERRUPTED,
      TIME
    }

    public Ending {
      lastLines = List.copyOf(lastLines);
    }
  }

  /**
   * @throws SetupException when there is no such image, or no folder can be made
   */
  public JobContainer(ContainerRequest request, Images images, Terminal terminal) {
    this.request = request;
    this.image = imageOf(request, images, work, watchdog);
    this.terminal = terminal;
    try {
      Files.createDirectories(folder().resolve("tmp"));
    } catch (IOException e) {
      close();
      throw new SetupException("the folder of the job cannot be made: " + e.getMessage());
    }
    mounts.add(new Launch.Mount(folder(), "", false));
  }

  private static Image imageOf(
      ContainerRequest request, Images images, WorkFolder work, Watchdog watchdog) {
    try {
      return images.of(List.of(request)).getFirst();
    } catch (RuntimeException e) {
      work.close();
      watchdog.close();
      throw e;
    }
  }

  /** Its {@code /opt/ml}. */
  public Path folder() {
    return work.path().resolve(request.hostname());
  }

  /**
   * Makes a folder of this machine one of the container's.
   *
   * @param inside relative to {@code /opt/ml}
   * @return what the container has to call it: below {@code /opt/ml} in an image, where a jar
   *     stands for one below {@link #folder}
   */
  public Path mount(Path folder, String inside) throws IOException {
    Path place = folder().resolve(inside);
    Files.createDirectories(place.resolveSibling(""));
    if (image instanceof Image.Docker) {
      Files.createDirectories(place);
      mounts.add(new Launch.Mount(folder, inside, false));
      return Path.of("/opt/ml").resolve(inside);
    }
    Files.createSymbolicLink(place, folder);
    return place;
  }

  /**
   * Runs it until it ends, is stopped, or has taken too long.
   *
   * @param environment besides that of the request
   * @throws SetupException when it cannot be started
   */
  public Ending run(ContainerCommand command, Map<String, String> environment, Duration limit)
      throws InterruptedException {
    var all = new LinkedHashMap<>(request.environment());
    all.putAll(environment);
    String name = work.path().getFileName() + "-" + request.hostname();
    if (image instanceof Image.Docker) {
      watchdog.watchDocker(name);
    }
    var launch =
        new Launch(folder(), command.entrypoint(), command.arguments(), all, mounts, List.of());
    ContainerProcess process =
        ContainerProcess.start(request.hostname(), name, image, launch, terminal);
    watchdog.watch(process.pid());
    Ending.Cause cause = Ending.Cause.STOPPED;
    try {
      cause = await(process, limit);
    } finally {
      process.terminate();
      process.awaitEnd(System.nanoTime() + GRACE.toNanos());
    }
    return new Ending(cause, process.status(), process.lastLines());
  }

  private Ending.Cause await(ContainerProcess process, Duration limit) throws InterruptedException {
    try {
      return process
          .ended()
          .thenApply(_ -> Ending.Cause.ITSELF)
          .applyToEither(stopped, cause -> cause)
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return Ending.Cause.TIME;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /**
   * Asks it to end, now or as soon as it runs: SIGTERM, SIGKILL 120 s later. From any thread; does
   * not wait.
   */
  public void stop() {
    stopped.complete(Ending.Cause.STOPPED);
  }

  /** As {@link #stop}, as if its machine was taken away. */
  public void interrupt() {
    stopped.complete(Ending.Cause.INTERRUPTED);
  }

  /** What it was told, if it was told to end. */
  public Optional<Ending.Cause> told() {
    return Optional.ofNullable(stopped.getNow(null));
  }

  @Override
  public void close() {
    try {
      work.close();
    } catch (UncheckedIOException e) {
      terminal.say("the temporary folder " + work.path() + " could not be deleted");
    }
    watchdog.close();
  }
}
