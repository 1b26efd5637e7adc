package io.tandem.localsagemaker.container;

import io.tandem.localsagemaker.pipeline.CallResult;
import io.tandem.localsagemaker.pipeline.ContainerClient;
import io.tandem.localsagemaker.pipeline.RequestBody;
import io.tandem.localsagemaker.request.ContainerRequest;
import io.tandem.localsagemaker.request.ModelRequest;
import io.tandem.localsagemaker.request.S3Folder;
import io.tandem.localsagemaker.terminal.SetupException;
import io.tandem.localsagemaker.terminal.Terminal;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.util.HeaderMap;
import io.undertow.util.Methods;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

/**
 * The containers of a model as processes of this machine, and the means to call them. Closing stops
 * them all, SIGKILL 30 s after SIGTERM, and deletes their folders.
 */
public final class Containers implements AutoCloseable {
  private static final Duration PING_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration PROGRESS = Duration.ofSeconds(10);
  private static final int MAX_PING_BYTES = 64 * 1024;

  private final Terminal terminal;
  private final WorkFolder folder = WorkFolder.create();
  private final FreePorts ports = FreePorts.search();
  private final Watchdog watchdog = Watchdog.start(folder.path());
  private final ByteBufferPool buffers = new DefaultByteBufferPool(true, 16 * 1024);
  private final XnioWorker worker = newWorker();
  private final List<ContainerProcess> processes = new ArrayList<>();
  private final List<ContainerClient> callable = new ArrayList<>();
  private final BlockingQueue<ContainerProcess> ended = new LinkedBlockingQueue<>();

  private Containers(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Unpacks every artifact, then starts every container; does not wait until they are ready.
   *
   * @param environment for each container, over that of the model
   * @throws SetupException when an image, an artifact or its archive is missing or wrong
   */
  public static Containers start(
      ModelRequest model,
      S3Folder s3,
      Images images,
      Map<String, String> environment,
      Terminal terminal) {
    List<Image> found = images.of(model.containers());
    var archives = new ArrayList<@Nullable Path>();
    for (ContainerRequest container : model.containers()) {
      archives.add(container.modelDataUrl().map(url -> archive(s3, url)).orElse(null));
    }
    var containers = new Containers(terminal);
    try {
      var bases = new ArrayList<Path>();
      for (int i = 0; i < found.size(); i++) {
        String hostname = model.containers().get(i).hostname();
        bases.add(containers.folder.base(hostname, archives.get(i)));
      }
      for (int i = 0; i < found.size(); i++) {
        var all = new LinkedHashMap<>(model.containers().get(i).environment());
        all.putAll(environment);
        containers.add(model.containers().get(i).hostname(), found.get(i), bases.get(i), all);
      }
      return containers;
    } catch (RuntimeException e) {
      containers.close();
      throw e;
    }
  }

  private static Path archive(S3Folder s3, String url) {
    Path archive = s3.locate(url);
    if (!Files.isRegularFile(archive)) {
      throw new SetupException(
          "model artifact " + url + " is missing: " + archive + " is not a file");
    }
    return archive;
  }

  private static XnioWorker newWorker() {
    return Xnio.getInstance()
        .createWorkerBuilder()
        .setWorkerName("local-sagemaker")
        .setWorkerIoThreads(Math.max(2, Runtime.getRuntime().availableProcessors()))
        .setCoreWorkerPoolSize(1)
        .setMaxWorkerPoolSize(1)
        .setDaemon(true)
        .build();
  }

  private void add(String hostname, Image image, Path base, Map<String, String> environment) {
    String name = folder.path().getFileName() + "-" + hostname;
    if (image instanceof Image.Docker) {
      watchdog.watchDocker(name);
    }
    var process =
        ContainerProcess.start(hostname, name, ports.next(), image, base, environment, terminal);
    processes.add(process);
    watchdog.watch(process.pid());
    process.onUnexpectedEnd(ended::add);
    callable.add(new ContainerClient(hostname, process.port(), worker, buffers));
    terminal.say(
        "%s started: port %d, process %d".formatted(hostname, process.port(), process.pid()));
  }

  /** In the order in which they are called. */
  public List<ContainerClient> callable() {
    return List.copyOf(callable);
  }

  public XnioWorker worker() {
    return worker;
  }

  /**
   * Returns when every container's {@code /ping} has answered 200.
   *
   * @throws SetupException when one ends before, or with all that are not ready at the deadline
   */
  public void awaitReady(Duration limit) throws InterruptedException {
    long start = System.nanoTime();
    long shown = start;
    var waiting = new LinkedHashMap<ContainerClient, String>();
    callable.forEach(container -> waiting.put(container, "no answer"));
    while (true) {
      waiting.replaceAll((container, _) -> ping(container));
      double seconds = (System.nanoTime() - start) / 1e9;
      waiting.forEach(
          (container, answer) -> {
            if (answer.equals("200")) {
              terminal.say("%s is ready after %.2f s".formatted(container.hostname(), seconds));
            }
          });
      waiting.values().removeIf(answer -> answer.equals("200"));
      if (waiting.isEmpty()) {
        return;
      }
      failIfEnded(ended.poll(20, TimeUnit.MILLISECONDS));
      if (System.nanoTime() - start > limit.toNanos()) {
        throw new SetupException(notReady(waiting, limit.toSeconds()));
      }
      if (System.nanoTime() - shown > PROGRESS.toNanos()) {
        shown = System.nanoTime();
        terminal.say("waiting: " + notReady(waiting, (long) seconds));
      }
    }
  }

  private static String notReady(Map<ContainerClient, String> waiting, long seconds) {
    var names = new ArrayList<String>();
    waiting.forEach(
        (container, answer) -> names.add("%s (/ping: %s)".formatted(container.hostname(), answer)));
    return String.join(", ", names) + " not ready after " + seconds + " s";
  }

  private String ping(ContainerClient container) {
    return get(container, "/ping") instanceof CallResult.Responded answer
        ? Integer.toString(answer.status())
        : "no answer";
  }

  /** Waits for the answer; not to be called in an I/O thread. */
  public CallResult get(ContainerClient container, String path) {
    var answer = new CompletableFuture<CallResult>();
    get(worker.getIoThread(), container, path, answer::complete);
    return answer.join();
  }

  /**
   * Asks the containers one after the other.
   *
   * @param done is called once, in the thread, with the hostname of the first that is not ready, or
   *     null
   */
  public void ping(XnioIoThread thread, Consumer<@Nullable String> done) {
    ping(0, thread, done);
  }

  private void ping(int index, XnioIoThread thread, Consumer<@Nullable String> done) {
    if (index == callable.size()) {
      done.accept(null);
      return;
    }
    get(
        thread,
        callable.get(index),
        "/ping",
        result -> {
          if (result instanceof CallResult.Responded answer && answer.status() == 200) {
            ping(index + 1, thread, done);
          } else {
            done.accept(callable.get(index).hostname());
          }
        });
  }

  private static void get(
      XnioIoThread thread, ContainerClient container, String path, Consumer<CallResult> done) {
    container.call(
        thread,
        Methods.GET,
        path,
        new HeaderMap(),
        RequestBody.NONE,
        MAX_PING_BYTES,
        PING_TIMEOUT,
        done);
  }

  /** Waits until one ends by itself, and says how. */
  public String awaitEnd() throws InterruptedException {
    return ended.take().end();
  }

  /**
   * @throws SetupException when one has ended by itself
   */
  public void failIfEnded() throws InterruptedException {
    failIfEnded(ended.peek());
  }

  private static void failIfEnded(@Nullable ContainerProcess process) throws InterruptedException {
    if (process != null) {
      throw new SetupException(process.end());
    }
  }

  @Override
  public void close() {
    if (!processes.isEmpty()) {
      terminal.say(
          "stopping " + String.join(", ", callable.stream().map(c -> c.hostname()).toList()));
    }
    processes.forEach(ContainerProcess::terminate);
    long deadline = System.nanoTime() + STOP_TIMEOUT.toNanos();
    processes.forEach(process -> process.awaitEnd(deadline));
    worker.shutdownNow();
    buffers.close();
    try {
      folder.close();
    } catch (UncheckedIOException e) {
      terminal.say("the temporary folder " + folder.path() + " could not be deleted");
    }
    watchdog.close();
  }
}
