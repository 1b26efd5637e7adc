package io.tandem.localsagemaker.container;

import io.tandem.localsagemaker.pipeline.AnswerBody;
import io.tandem.localsagemaker.pipeline.CallResult;
import io.tandem.localsagemaker.pipeline.ContainerClient;
import io.tandem.localsagemaker.pipeline.RequestBody;
import io.tandem.localsagemaker.request.ContainerMode;
import io.tandem.localsagemaker.request.ContainerRequest;
import io.tandem.localsagemaker.request.ModelRequest;
import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.localsagemaker.terminal.SetupException;
import io.tandem.localsagemaker.terminal.Terminal;
import io.undertow.util.HeaderMap;
import io.undertow.util.Methods;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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

  /** Of all containers that this program starts. */
  private static final FreePorts PORTS = FreePorts.search();

  private final Terminal terminal;
  private final WorkFolder folder = WorkFolder.create();
  private final Watchdog watchdog = Watchdog.start(folder.path());
  private final CallThreads threads;
  private final boolean ownsThreads;
  private final List<ContainerProcess> processes = new ArrayList<>();
  private final List<ContainerClient> callable = new ArrayList<>();
  private final List<Probe> probes = new ArrayList<>();
  private @Nullable MultiModelContainer multiModel;
  private final BlockingQueue<ContainerProcess> ended = new LinkedBlockingQueue<>();

  /** A request whose answer is 200 while a container is healthy. */
  private record Probe(ContainerClient container, String path) {
    String hostname() {
      return container.hostname();
    }
  }

  private Containers(Terminal terminal, @Nullable CallThreads shared) {
    this.terminal = terminal;
    this.threads = shared == null ? CallThreads.start() : shared;
    this.ownsThreads = shared == null;
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
      Terminal terminal)
      throws InterruptedException {
    return start(model, s3, images, environment, terminal, null);
  }

  /**
   * As {@link #start(ModelRequest, S3Folder, Images, Map, Terminal)}.
   *
   * @param shared the threads that call the containers, of a server that outlives them; null for
   *     threads of their own
   */
  public static Containers start(
      ModelRequest model,
      S3Folder s3,
      Images images,
      Map<String, String> environment,
      Terminal terminal,
      @Nullable CallThreads shared)
      throws InterruptedException {
    List<Image> found = images.of(model.containers());
    var archives = new ArrayList<@Nullable Path>();
    for (ContainerRequest container : model.containers()) {
      archives.add(archive(container, s3));
    }
    var containers = new Containers(terminal, shared);
    try {
      var bases = new ArrayList<BaseFolder>();
      for (int i = 0; i < found.size(); i++) {
        ContainerRequest container = model.containers().get(i);
        bases.add(
            containers.folder.base(
                container.hostname(), container.mode().isMultiModel(), archives.get(i)));
      }
      for (int i = 0; i < found.size(); i++) {
        ContainerRequest container = model.containers().get(i);
        var all = new LinkedHashMap<>(container.environment());
        all.putAll(environment);
        ContainerClient client =
            containers.add(container.hostname(), found.get(i), bases.get(i), all);
        if (container.mode().isMultiModel()) {
          containers.host(container, client, s3, bases.get(i), found.get(i));
        }
      }
      return containers;
    } catch (InterruptedException | RuntimeException e) {
      containers.close();
      throw e;
    }
  }

  /** To be unpacked before the container starts; null when there is none. */
  private static @Nullable Path archive(ContainerRequest container, S3Folder s3) {
    String url = container.modelDataUrl().orElse(null);
    if (url == null) {
      return null;
    }
    Path found = s3.locate(url);
    if (container.mode().isMultiModel()) {
      if (!Files.isDirectory(found)) {
        throw new SetupException(
            "no model artifacts begin with %s: %s is not a folder".formatted(url, found));
      }
      return null;
    }
    if (!Files.isRegularFile(found)) {
      throw new SetupException(
          "model artifact " + url + " is missing: " + found + " is not a file");
    }
    return found;
  }

  private ContainerClient add(
      String hostname, Image image, BaseFolder base, Map<String, String> environment) {
    String name = folder.path().getFileName() + "-" + hostname;
    if (image instanceof Image.Docker) {
      watchdog.watchDocker(name);
    }
    SafePorts own = PORTS.next();
    var process =
        ContainerProcess.start(
            hostname, name, image, Launch.serve(base, own, environment), terminal);
    processes.add(process);
    watchdog.watch(process.pid());
    process.onUnexpectedEnd(ended::add);
    var client = new ContainerClient(hostname, own.first(), threads.worker(), threads.buffers());
    callable.add(client);
    probes.add(new Probe(client, "/ping"));
    terminal.say("%s started: port %d, process %d".formatted(hostname, own.first(), process.pid()));
    return client;
  }

  private void host(
      ContainerRequest container,
      ContainerClient client,
      S3Folder s3,
      BaseFolder base,
      Image image) {
    String prefix = container.modelDataUrl().orElseThrow();
    var store = new ModelStore(s3, prefix, base.artifacts(), image.artifacts(base));
    multiModel =
        new MultiModelContainer(
            client,
            store,
            container.mode() == ContainerMode.MULTI_MODEL,
            processes.getLast()::memory);
    probes.add(new Probe(client, "/models"));
  }

  /** In the order in which they are called. */
  public List<ContainerClient> callable() {
    return List.copyOf(callable);
  }

  /** The one in MultiModel mode, if there is one. */
  public Optional<MultiModelContainer> multiModel() {
    return Optional.ofNullable(multiModel);
  }

  public Terminal terminal() {
    return terminal;
  }

  public XnioWorker worker() {
    return threads.worker();
  }

  /**
   * Returns when {@code /ping} of every container has answered 200, and {@code /models} of the one
   * in MultiModel mode.
   *
   * @throws SetupException when one ends before, or with all that are not ready at the deadline
   */
  public void awaitReady(Duration limit) throws InterruptedException {
    long start = System.nanoTime();
    long shown = start;
    var waiting = new LinkedHashMap<Probe, String>();
    probes.forEach(probe -> waiting.put(probe, "no answer"));
    while (true) {
      Set<String> before = hostnames(waiting.keySet());
      for (Map.Entry<Probe, String> probe : waiting.entrySet()) {
        probe.setValue(ask(probe.getKey()));
      }
      waiting.values().removeIf(answer -> answer.equals("200"));
      double seconds = (System.nanoTime() - start) / 1e9;
      before.removeAll(hostnames(waiting.keySet()));
      before.forEach(name -> terminal.say("%s is ready after %.2f s".formatted(name, seconds)));
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

  private static Set<String> hostnames(Set<Probe> probes) {
    return probes.stream()
        .map(Probe::hostname)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String notReady(Map<Probe, String> waiting, long seconds) {
    var names = new ArrayList<String>();
    waiting.forEach(
        (probe, answer) ->
            names.add("%s (%s: %s)".formatted(probe.hostname(), probe.path(), answer)));
    return String.join(", ", names) + " not ready after " + seconds + " s";
  }

  private static String ask(Probe probe) throws InterruptedException {
    return get(probe.container(), probe.path()) instanceof CallResult.Responded answer
        ? Integer.toString(answer.status())
        : "no answer";
  }

  /** Waits for the answer; not to be called in an I/O thread. */
  public static CallResult get(ContainerClient container, String path) throws InterruptedException {
    return container.await(
        Methods.GET, path, new HeaderMap(), RequestBody.NONE, MAX_PING_BYTES, PING_TIMEOUT);
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
    if (index == probes.size()) {
      done.accept(null);
      return;
    }
    Probe probe = probes.get(index);
    probe
        .container()
        .call(
            thread,
            Methods.GET,
            probe.path(),
            new HeaderMap(),
            RequestBody.NONE,
            new AnswerBody(MAX_PING_BYTES, null),
            PING_TIMEOUT,
            result -> {
              if (result instanceof CallResult.Responded answer && answer.status() == 200) {
                ping(index + 1, thread, done);
              } else {
                done.accept(probe.hostname());
              }
            });
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
    if (ownsThreads) {
      threads.close();
    }
    try {
      folder.close();
    } catch (UncheckedIOException e) {
      terminal.say("the temporary folder " + folder.path() + " could not be deleted");
    }
    watchdog.close();
  }
}
