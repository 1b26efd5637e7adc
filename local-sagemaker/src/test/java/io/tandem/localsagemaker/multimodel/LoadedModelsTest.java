package io.tandem.localsagemaker.multimodel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.tandem.localsagemaker.container.FakeModels;
import io.tandem.localsagemaker.container.ModelStore;
import io.tandem.localsagemaker.container.MultiModelContainer;
import io.tandem.localsagemaker.container.Stage;
import io.tandem.localsagemaker.pipeline.CallResult;
import io.tandem.localsagemaker.pipeline.ContainerClient;
import io.tandem.localsagemaker.pipeline.InvocationResult;
import io.tandem.localsagemaker.pipeline.RequestBody;
import io.tandem.localsagemaker.pipeline.TargetModel;
import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.localsagemaker.terminal.SetupException;
import io.tandem.localsagemaker.terminal.Terminal;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.util.HeaderMap;
import io.undertow.util.Methods;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** Against a container of this JVM that speaks the contract and has room for two models. */
final class LoadedModelsTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Path folder;
  private final Path unpacked;
  private final Stage stage;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final ByteBufferPool buffers = new DefaultByteBufferPool(true, 16 * 1024);
  private final XnioWorker worker =
      Xnio.getInstance().createWorkerBuilder().setWorkerIoThreads(1).build();
  private final FakeModels container = new FakeModels(2, _ -> {});
  private final HttpServer server;
  private final ContainerClient client;
  private LoadedModels models;

  LoadedModelsTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    unpacked = Files.createDirectory(folder.resolve("unpacked"));
    stage = new Stage(folder);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/models", container);
    client = new ContainerClient("model", server.getAddress().getPort(), worker, buffers);
    models = models(true, LONG);
  }

  private LoadedModels models(boolean keepsModels, Duration patience) {
    return models(keepsModels, patience, LoadedModels.NO_LIMIT, OptionalLong::empty);
  }

  /** With a container that takes a MiB, and one more for each loaded model. */
  private LoadedModels limited(int mib) {
    return models(
        true, LONG, (long) mib << 20, () -> OptionalLong.of((1L + container.count()) << 20));
  }

  private LoadedModels models(
      boolean keepsModels, Duration patience, long limit, Supplier<OptionalLong> memory) {
    var store =
        new ModelStore(
            new S3Folder(folder.resolve("s3")), "s3://bucket/models/", unpacked, unpacked);
    return new LoadedModels(
        new MultiModelContainer(client, store, keepsModels, memory),
        patience,
        limit,
        new Terminal(new PrintStream(said, true, UTF_8)));
  }

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    container.proceed();
    models.close();
    server.stop(0);
    worker.shutdownNow();
    worker.awaitTermination(20, TimeUnit.SECONDS);
    buffers.close();
  }

  @Test
  void theFirstCallLoadsAndTheSecondDoesNot() throws Exception {
    stage.putModel("eu/churn.tar.gz", "one");

    assertEquals("one|x|eu/churn.tar.gz", call("eu/churn.tar.gz", "x"));
    assertEquals("one|y|eu/churn.tar.gz", call("eu/churn.tar.gz", "y"));

    assertEquals(List.of("load eu/churn.tar.gz", "call one", "call one"), container.events());
    assertEquals(1, folders());
  }

  @Test
  void concurrentFirstCallsLoadOnce() throws Exception {
    stage.putModel("a", "hold one");
    var answers = IntStream.range(0, 20).mapToObj(_ -> access("a")).toList();
    container.await("load a");

    container.proceed();

    for (var answer : answers) {
      assertInstanceOf(ModelAccess.Lease.class, answer.get(30, TimeUnit.SECONDS)).release();
    }
    assertEquals(List.of("load a"), container.events());
  }

  @Test
  void theLeastRecentlyCalledModelMakesRoom() throws Exception {
    stage.putModel("a", "one");
    stage.putModel("b", "two");
    stage.putModel("c", "three");
    call("a", "");
    call("b", "");
    call("a", "");

    assertEquals("three||c", call("c", ""));

    assertEquals(List.of("load c", "full", "unload two", "load c", "call three"), lastEvents(5));
    assertEquals("one||a", call("a", ""));
    assertEquals("call one", lastEvents(1).getFirst());
    assertEquals(2, folders());
  }

  @Test
  void whatIsInUseIsNotUnloadedAndItsEndMakesRoom() throws Exception {
    stage.putModel("a", "one");
    stage.putModel("b", "two");
    stage.putModel("c", "three");
    ModelAccess.Lease first = lease("a");
    ModelAccess.Lease second = lease("b");
    var third = access("c");
    container.await("full");

    second.release();

    assertInstanceOf(ModelAccess.Lease.class, third.get(30, TimeUnit.SECONDS)).release();
    assertEquals(List.of("unload two", "load c"), lastEvents(2));
    first.release();
  }

  @Test
  void aModelThatFindsNoRoomThoughNothingElseIsLoadedFails() throws Exception {
    stage.putModel("huge", "fail:507");

    var refused = assertInstanceOf(InvocationResult.Refused.class, failure("huge"));

    assertEquals(507, refused.status());
    assertEquals("{\"error\":\"weights.txt is odd\"}", refused.message());
    assertEquals(0, folders());
  }

  @Test
  void aHugeModelUnloadsTheOthersAndThenFails() throws Exception {
    stage.putModel("a", "one");
    stage.putModel("huge", "fail:507");
    call("a", "");

    assertEquals(507, assertInstanceOf(InvocationResult.Refused.class, failure("huge")).status());

    assertEquals(List.of("load huge", "unload one", "load huge"), lastEvents(3));
    assertEquals("one||a", call("a", ""));
  }

  @Test
  void whatTheContainerHasLoadedUnaskedIsLoadedAnew() throws Exception {
    stage.putModel("a", "one");
    container.pretend(HostedModel.id("a"), "earlier");

    assertEquals("one||a", call("a", ""));

    assertEquals(
        List.of("load a", "conflict", "unload earlier", "load a", "call one"), container.events());
  }

  @Test
  void aModelWhoseUnloadFailsIsForgottenAndLoadedAnew() throws Exception {
    stage.putModel("a", "stay one");
    stage.putModel("b", "two");
    stage.putModel("c", "three");
    call("a", "");
    call("b", "");

    assertEquals("three||c", call("c", ""));

    assertTrue(
        said.toString(UTF_8)
            .contains("model a may be loaded still: model answered its unload with 500\n"),
        said.toString(UTF_8));
    assertEquals(1, folders());
    assertEquals("stay one||a", call("a", ""));
    assertEquals(
        List.of("load a", "conflict", "unload stay one", "load a", "call stay one"), lastEvents(5));
    assertEquals(2, folders());
  }

  @Test
  void aboveTheMemoryLimitTheLeastRecentlyCalledModelsLeaveBeforeALoad() throws Exception {
    models.close();
    models = limited(2);
    stage.putModel("a", "one");
    stage.putModel("b", "two");
    stage.putModel("c", "three");
    call("a", "");
    call("b", "");
    call("a", "");

    assertEquals("three||c", call("c", ""));

    assertEquals(List.of("unload two", "load c", "call three"), lastEvents(3));
    assertTrue(
        said.toString(UTF_8).contains("model b leaves: model has 3 MiB, its limit is 2\n"),
        said.toString(UTF_8));
    assertEquals(2, folders());
  }

  @Test
  void aMemoryLimitBelowTheEmptyContainersIsAModelAtATime() throws Exception {
    models.close();
    models = limited(0);
    stage.putModel("a", "one");
    stage.putModel("b", "two");

    assertEquals("one||a", call("a", ""));
    assertEquals("two||b", call("b", ""));

    assertEquals(
        List.of("load a", "call one", "unload one", "load b", "call two"), container.events());
  }

  @Test
  void aboveTheMemoryLimitWhatIsInUseStays() throws Exception {
    models.close();
    models = limited(0);
    stage.putModel("a", "one");
    stage.putModel("b", "two");
    ModelAccess.Lease lease = lease("a");

    assertEquals("two||b", call("b", ""));

    assertEquals(List.of("load a", "load b", "call two"), container.events());
    lease.release();
  }

  @Test
  void aMemoryLimitNeedsAMemoryThatCanBeRead() {
    var exception =
        assertThrows(SetupException.class, () -> models(true, LONG, 1 << 20, OptionalLong::empty));

    assertEquals(
        "the memory of model cannot be read: a limit of it needs Linux, or --docker",
        exception.getMessage());
  }

  @Test
  void theContainersWordsReachWhoWaits() throws Exception {
    stage.putModel("a", "fail:400");

    var refused = assertInstanceOf(InvocationResult.Refused.class, failure("a"));

    assertEquals(
        "Received client error (400) from model with message \"{\"error\":\"weights.txt is"
            + " odd\"}\".",
        refused.text());
    assertEquals(0, folders());
  }

  @Test
  void aLoadThatFailedIsTriedAgain() throws Exception {
    stage.putModel("a", "fail:500");
    failure("a");
    stage.putModel("a", "one");

    assertEquals("one||a", call("a", ""));
  }

  @ParameterizedTest
  @CsvSource({"none.tar.gz", "../b/model.tar.gz", "/etc/passwd", "eu", "eu//a", "./eu/a", "a/.."})
  void anUnknownKeyIsMissing(String key) throws Exception {
    stage.putModel("eu/a", "one");
    Stage.archive(stage.s3().resolve("bucket/b/model.tar.gz"), Map.of("weights.txt", new byte[0]));

    assertInstanceOf(ModelAccess.Missing.class, access(key).get(30, TimeUnit.SECONDS));

    assertEquals(List.of(), container.events());
  }

  @Test
  void aNewArchiveIsCalledWithoutARestart() throws Exception {
    Files.createDirectories(stage.s3().resolve("bucket/models"));
    assertInstanceOf(ModelAccess.Missing.class, access("a").get(30, TimeUnit.SECONDS));

    stage.putModel("a", "one");

    assertEquals("one||a", call("a", ""));
  }

  @Test
  void aBrokenArchiveIsNeverShownToTheContainer() throws Exception {
    Path archive = stage.s3().resolve("bucket/models/a");
    Files.createDirectories(archive.resolveSibling(""));
    Files.writeString(archive, "no archive");

    assertInstanceOf(ModelAccess.BrokenArchive.class, access("a").get(30, TimeUnit.SECONDS));

    assertEquals(
        "local-sagemaker | model archive " + archive + " is not a gzip file, or is damaged\n",
        said.toString(UTF_8));
    assertEquals(List.of(), container.events());
    assertEquals(0, folders());
  }

  @Test
  void anArchiveThatBreaksOffLeavesNothing() throws Exception {
    stage.putModel("a", "some weights".repeat(1000));
    Path archive = stage.s3().resolve("bucket/models/a");
    byte[] whole = Files.readAllBytes(archive);
    Files.write(archive, Arrays.copyOf(whole, whole.length - 20));

    assertInstanceOf(ModelAccess.BrokenArchive.class, access("a").get(30, TimeUnit.SECONDS));

    assertEquals(0, folders());
    stage.putModel("a", "one");
    assertEquals("one||a", call("a", ""));
  }

  @Test
  void whatIsLeftOnTheDiskIsReplaced() throws Exception {
    stage.putModel("a", "one");
    Path left = Files.createDirectories(unpacked.resolve(HostedModel.id("a")).resolve("model"));
    Files.writeString(left.resolve("weights.txt"), "earlier");

    assertEquals("one||a", call("a", ""));
  }

  @Test
  void closingEndsALoadAndSendsItsCallersAway() throws Exception {
    stage.putModel("a", "hold one");
    stage.putModel("b", "two");
    var waiting = access("a");
    container.await("load a");

    models.close();

    assertInstanceOf(ModelAccess.StillLoading.class, waiting.get(30, TimeUnit.SECONDS));
    assertInstanceOf(ModelAccess.StillLoading.class, access("b").get(30, TimeUnit.SECONDS));
    assertEquals("", said.toString(UTF_8));
    assertEquals(0, folders());
  }

  @Test
  void closingLeavesALoadedModelToItsCaller() throws Exception {
    models.close();
    models = models(false, LONG);
    stage.putModel("a", "one");
    ModelAccess.Lease lease = lease("a");

    models.close();

    lease.release();
    assertEquals(List.of("load a"), container.events());
  }

  @Test
  void aSlowLoadGoesOnAfterItsCallersWereSentAway() throws Exception {
    models.close();
    models = models(true, Duration.ofMillis(50));
    stage.putModel("a", "hold one");

    assertInstanceOf(ModelAccess.StillLoading.class, access("a").get(30, TimeUnit.SECONDS));
    assertInstanceOf(ModelAccess.StillLoading.class, access("a").get(30, TimeUnit.SECONDS));
    assertEquals(List.of("load a"), container.events());
    container.proceed();

    ModelAccess access = access("a").get(30, TimeUnit.SECONDS);
    while (access instanceof ModelAccess.StillLoading) {
      access = access("a").get(30, TimeUnit.SECONDS);
    }
    assertInstanceOf(ModelAccess.Lease.class, access).release();
    assertEquals(List.of("load a"), container.events());
  }

  @Test
  void withoutCacheAModelLeavesAfterItsCalls() throws Exception {
    models.close();
    models = models(false, LONG);
    stage.putModel("a", "one");
    ModelAccess.Lease first = lease("a");
    ModelAccess.Lease second = lease("a");

    first.release();
    assertFalse(container.events().contains("unload one"));
    second.release();

    container.await("unload one");
    assertEquals("one||a", call("a", ""));
    assertEquals(List.of("load a", "unload one", "load a", "call one"), events(4));
  }

  @Test
  void manyModelsTakeTurnsInLittleRoom() throws Exception {
    for (int i = 0; i < 12; i++) {
      stage.putModel("m" + i, "model " + i);
    }

    var answers =
        IntStream.range(0, 240)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> callQuietly("m" + i * 7 % 12)))
            .toList();

    for (int i = 0; i < answers.size(); i++) {
      int model = i * 7 % 12;
      assertEquals("model " + model + "||m" + model, answers.get(i).get(60, TimeUnit.SECONDS));
    }
    assertFalse(container.events().contains("unloaded in use"));
    assertTrue(container.events().contains("full"));
  }

  private String callQuietly(String key) {
    try {
      return call(key, "");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private String call(String key, String body) throws Exception {
    ModelAccess.Lease lease = lease(key);
    TargetModel target = lease.target();
    var headers = new HeaderMap();
    headers.put(TargetModel.HEADER, target.key());
    CallResult result =
        client.await(
            Methods.POST,
            target.path(),
            headers,
            new RequestBody.Bytes(body.getBytes(UTF_8)),
            1 << 20,
            LONG);
    lease.release();
    return new String(assertInstanceOf(CallResult.Responded.class, result).body(), UTF_8);
  }

  private ModelAccess.Lease lease(String key) throws Exception {
    return assertInstanceOf(ModelAccess.Lease.class, access(key).get(60, TimeUnit.SECONDS));
  }

  private InvocationResult.Failed failure(String key) throws Exception {
    ModelAccess access = access(key).get(30, TimeUnit.SECONDS);
    return assertInstanceOf(ModelAccess.NotLoaded.class, access).failure();
  }

  private CompletableFuture<ModelAccess> access(String key) {
    var access = new CompletableFuture<ModelAccess>();
    var thread = worker.getIoThread();
    thread.execute(() -> models.access(key, thread, access::complete));
    return access;
  }

  private List<String> events(int first) {
    return container.events().subList(0, first);
  }

  private List<String> lastEvents(int count) {
    List<String> events = container.events();
    return events.subList(events.size() - count, events.size());
  }

  private int folders() {
    return unpacked.toFile().list().length;
  }
}
