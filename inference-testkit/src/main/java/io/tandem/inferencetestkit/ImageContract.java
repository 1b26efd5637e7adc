package io.tandem.inferencetestkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.ContainerConfig;
import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.wait.strategy.LogMessageWaitStrategy;

/**
 * SageMaker's container contract for an image, run by a Docker engine: what {@link
 * ContainerContract} asks over HTTP, and what only an image shows. Needs the engine and the images
 * of {@code scripts/build-images}.
 */
@Tag(ImageContract.TAG)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ImageContract implements NegotiationContract, BodyContract, HttpContract {
  public static final String TAG = "image";

  /** 128 and the number of SIGTERM: the JVM's own status after a signal. */
  private static final int STOPPED_BY_SIGTERM = 143;

  private static final String LINES = "application/jsonlines";
  private static final Duration LOAD = Duration.ofSeconds(3);
  private static final int MIB = 1 << 20;

  private @Nullable ContainerUnderTest container;
  private @Nullable ImageContainer serving;

  /** Called once, before all tests. */
  protected abstract ContainerUnderTest describe();

  /** As the engine has it. */
  protected abstract String image();

  /** The path of a file that every artifact of this container has. */
  protected abstract String artifactFile();

  /**
   * What the image can serve.
   *
   * @param model a folder that any user can read
   */
  public record Served(String name, Path model, Sample sample) {}

  /** One for every engine in the image: each has native code of its own. */
  protected List<Served> engines() {
    return List.of(new Served("its only engine", container().model(), firstSample()));
  }

  /** The name of an image of the version under test. */
  public static String image(String name) {
    return name + ":" + System.getProperty("tandem.images.version", "latest");
  }

  @BeforeAll
  final void startContainer() {
    container = describe();
    serving = ImageContainer.serving(image(), container.model());
    serving.start();
  }

  @AfterAll
  final void stopContainer() {
    if (serving != null) {
      serving.stop();
    }
  }

  @Override
  public final ContainerUnderTest container() {
    return Objects.requireNonNull(container, "the suite has not started");
  }

  @Override
  public final int port() {
    return serving().port();
  }

  private ImageContainer serving() {
    return Objects.requireNonNull(serving, "the suite has not started");
  }

  private ImageContainer newServing() {
    return ImageContainer.serving(image(), container().model());
  }

  private InspectImageResponse inspected() {
    return ImageContainer.engine().inspectImageCmd(image()).exec();
  }

  @Test
  void theImageSaysWhatThePlatformAsksFor() {
    InspectImageResponse inspected = inspected();
    ContainerConfig config = Objects.requireNonNull(inspected.getConfig());

    assertEquals(
        Map.of(
            "com.amazonaws.sagemaker.capabilities.accept-bind-to-port", "true",
            "com.amazonaws.sagemaker.capabilities.multi-models", "true"),
        config.getLabels());
    assertTrue(
        Objects.requireNonNull(config.getEntrypoint())[0].endsWith("/bin/java"),
        () -> Arrays.toString(config.getEntrypoint()));
    assertEquals("", Objects.requireNonNullElse(config.getUser(), ""));
    assertEquals("linux", inspected.getOs());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "server", "serve train"})
  void aWrongArgumentIsALineThatNamesBoth(String arguments) {
    String[] split = arguments.isEmpty() ? new String[0] : arguments.split(" ");
    try (ImageContainer ended = ImageContainer.ending(image(), split)) {
      ended.start();
      assertEquals(2, ended.exitStatus(), ended::getLogs);
      assertTrue(
          ended.err().stream().anyMatch(line -> line.contains("serve or train")), ended::getLogs);
    }
  }

  @TestFactory
  Stream<DynamicTest> everyEngineServesWithoutAnyNetwork() {
    return engines().stream()
        .map(engine -> DynamicTest.dynamicTest(engine.name(), () -> assertServesAlone(engine)));
  }

  private void assertServesAlone(Served engine) {
    try (ImageContainer alone = ImageContainer.serving(image(), engine.model())) {
      alone.withNetworkMode("none").setExposedPorts(List.of());
      alone.waitingFor(new LogMessageWaitStrategy().withRegEx(".*is ready on port 8080.*\\n"));
      alone.start();
      alone.terminate();
      assertEquals(STOPPED_BY_SIGTERM, alone.exitStatus(), alone::getLogs);
    }
  }

  @TestFactory
  Stream<DynamicTest> anyUserCanServeWhereOnlyTheTemporaryFolderIsWritable() {
    return ofEveryEngine(
        served ->
            asAnyUser(served)
                .withHost(
                    host -> host.withReadonlyRootfs(true).withTmpFs(Map.of("/tmp", "rw,noexec"))));
  }

  @TestFactory
  Stream<DynamicTest> anyUserCanServeWhereNothingIsWritable() {
    return ofEveryEngine(
        served -> asAnyUser(served).withHost(host -> host.withReadonlyRootfs(true)));
  }

  /**
   * On the usual network and file system: where both are forbidden, an attempt would fail unseen.
   */
  @TestFactory
  Stream<DynamicTest> everyEngineCallsNobodyAndWritesNothing(@TempDir Path folder) {
    Trace.assumePossible();
    return engines().stream()
        .map(
            engine ->
                DynamicTest.dynamicTest(
                    engine.name(), () -> assertCallsNobody(engine, folder.resolve(engine.name()))));
  }

  private void assertCallsNobody(Served engine, Path folder) throws Exception {
    Files.createDirectory(folder);
    try (ImageContainer traced = ImageContainer.serving(image(), engine.model()).traced(folder)) {
      traced.start();
      assertIsAnswered(traced, engine.sample());
      traced.terminate();
      assertEquals(STOPPED_BY_SIGTERM, traced.exitStatus(), traced::getLogs);
    }
    Trace.read(folder.resolve("calls")).assertCallsNobody().assertWritesOnlyTo();
  }

  private Stream<DynamicTest> ofEveryEngine(Function<Served, ImageContainer> started) {
    return engines().stream()
        .map(
            engine ->
                DynamicTest.dynamicTest(
                    engine.name(),
                    () -> {
                      try (ImageContainer container = started.apply(engine)) {
                        container.start();
                        assertIsAnswered(container, engine.sample());
                      }
                    }));
  }

  private ImageContainer asAnyUser(Served engine) {
    return ImageContainer.serving(image(), engine.model())
        .withCreateContainerCmdModifier(command -> command.withUser("1000:1000"));
  }

  @Test
  void listensOnTheGivenPortAndOnNoOther() throws IOException {
    try (ImageContainer bound = newServing().withEnv("SAGEMAKER_BIND_TO_PORT", "9123")) {
      bound.setExposedPorts(List.of(9123));
      bound.start();
      int port = bound.getMappedPort(9123);
      assertEquals(200, Connection.exchange(port, "GET", "/ping", List.of(), NOTHING).status());
      assertThrows(ConnectException.class, () -> new Socket(bound.address(), 8080).close());
    }
  }

  @Test
  void aWrongPortIsOneLine() {
    assertFails(
        newServing().withEnv("SAGEMAKER_BIND_TO_PORT", "http"), "SAGEMAKER_BIND_TO_PORT", "http");
  }

  @Test
  void aPortInUseIsOneLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      String port = Integer.toString(taken.getLocalPort());
      ImageContainer onHost = newServing().withEnv("SAGEMAKER_BIND_TO_PORT", port);
      onHost.withNetworkMode("host").setExposedPorts(List.of());
      assertFails(onHost, port, "SAGEMAKER_BIND_TO_PORT");
    }
  }

  @Test
  void aMissingArtifactIsOneLine(@TempDir Path empty) {
    assertFails(ImageContainer.ending(image(), "serve"), "/opt/ml/model");
    assertFails(ImageContainer.serving(image(), empty), "/opt/ml/model");
  }

  @Test
  void aBrokenArtifactIsOneLine(@TempDir Path broken) throws IOException {
    ArtifactCopy.into(broken, container().model());
    Path file = broken.resolve(artifactFile());
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertFails(ImageContainer.serving(image(), broken), file.getFileName().toString());
  }

  @Test
  void theArtifactOfTheOtherContainerIsOneLine(@TempDir Path other) throws IOException {
    Files.writeString(other.resolve("something.else"), "{}");
    assertFails(ImageContainer.serving(image(), other), "/opt/ml/model", "something.else");
  }

  @Test
  void anArtifactThatCannotBeReadIsOneLine(@TempDir Path closed) throws IOException {
    ArtifactCopy.into(closed, container().model());
    Path file = closed.resolve(artifactFile());
    assertTrue(file.toFile().setReadable(false, false));
    ImageContainer asUser =
        ImageContainer.serving(image(), closed)
            .withCreateContainerCmdModifier(command -> command.withUser("1000:1000"));
    assertTrue(
        closed.toFile().setExecutable(true, false) && closed.toFile().setReadable(true, false));
    assertFails(asUser, file.getFileName().toString());
  }

  @Test
  void pingIsAnsweredWithinTwoSecondsUnderFullLoad() throws Exception {
    try (Load load = new Load(port(), firstSample())) {
      long end = System.nanoTime() + LOAD.toNanos();
      while (System.nanoTime() < end) {
        long begin = System.nanoTime();
        assertEquals(200, Connection.exchange(port(), "GET", "/ping", List.of(), NOTHING).status());
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        assertTrue(millis < 2000, () -> "/ping took " + millis + " ms");
      }
      load.assertOnly(200);
    }
  }

  @Test
  void aThousandConnectionsAreAcceptedWithin250MillisecondsEach() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    var address = new InetSocketAddress(serving().address(), 8080);
    try {
      for (int i = 0; i < 1000; i++) {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.connect(address, 250);
      }
      assertSampleIsAnswered(serving());
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void finishesWhatRunsAndRefusesTheRestAfterSigterm() throws Exception {
    byte[] body = firstSample().body();
    try (ImageContainer stopping = newServing()) {
      stopping.start();
      try (Connection running = new Connection(stopping.port());
          Connection late = new Connection(stopping.port())) {
        running.head(
            "POST",
            "/invocations",
            List.of("Expect: 100-continue"),
            "Content-Length: " + body.length);
        assertEquals(100, running.answer().status());

        stopping.terminate();
        stopping.awaitOut("no new invocations");
        // The line comes first: a ping right behind it may still be taken.
        while (Connection.exchange(stopping.port(), "GET", "/ping", List.of(), NOTHING).status()
            == 200) {}
        assertEquals(503, late.exchange("GET", "/ping", List.of(), NOTHING).status());
        running.write(body);

        assertEquals(200, running.answer().status());
      }
      assertEquals(STOPPED_BY_SIGTERM, stopping.exitStatus(), stopping::getLogs);
    }
  }

  @Test
  void noRequestIsLostWhenItIsStoppedUnderLoad() throws Exception {
    try (ImageContainer stopping = newServing()) {
      stopping.start();
      try (Load load = new Load(stopping.port(), firstSample())) {
        load.awaitAnswers(200);
        stopping.terminate();
        assertEquals(STOPPED_BY_SIGTERM, stopping.exitStatus(), stopping::getLogs);
        load.assertOnly(200, 503);
      }
      assertTrue(
          stopping.out().getLast().contains("every invocation was answered"), stopping::getLogs);
    }
  }

  /** Split at lines, several records a call: one line each comes back, in order. */
  @Test
  void aBatchHasALineForEachRecord() throws IOException {
    String record = lineRecord();
    byte[] expected = null;
    for (String body :
        List.of(
            (record + "\n").repeat(5),
            (record + "\n").repeat(4) + record,
            (record + "\r\n").repeat(5),
            (record + "\n").repeat(5) + "\n")) {
      Answer answer =
          post(
              List.of("Content-Type: " + LINES, "Accept: " + LINES),
              body.getBytes(StandardCharsets.UTF_8));
      assertEquals(200, answer.status(), answer::toString);
      assertEquals(5, answer.text().lines().count(), answer::toString);
      assertTrue(answer.text().endsWith("\n"), answer::toString);
      expected = expected == null ? answer.body() : expected;
      assertArrayEquals(expected, answer.body());
    }
  }

  @Test
  void aBadRecordAmongOthersIsNamed() throws IOException {
    String record = lineRecord();
    Answer answer =
        post(
            List.of("Content-Type: " + LINES),
            (record + "\n{\n" + record + "\n").getBytes(StandardCharsets.UTF_8));
    assertEquals(400, answer.status(), answer::toString);
    ErrorBody.of(answer).assertError("invalid_input").assertDetail("line 2");
  }

  private String lineRecord() {
    return container().samples().stream()
        .filter(sample -> sample.contentType().equals(LINES))
        .map(sample -> new String(sample.body(), StandardCharsets.UTF_8))
        .flatMap(String::lines)
        .map(line -> line.replace("\ufeff", ""))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void trainingWithoutAChannelWritesTheFailureFile(@TempDir Path base) throws IOException {
    try (ImageContainer ended = ImageContainer.training(image(), base).toItsEnd()) {
      ended.start();
      ended.assertFailed("channel");
      String failure = Files.readString(base.resolve("output").resolve("failure"));
      assertTrue(failure.contains("channel"), failure);
    }
  }

  /** With this option the JVM does not start unless it can use the cache. */
  @Test
  void theAotCacheIsUsed() throws IOException {
    try (ImageContainer strict = newServing().withEnv("JDK_JAVA_OPTIONS", "-XX:AOTMode=on")) {
      strict.start();
      assertSampleIsAnswered(strict);
      assertFalse(strict.getLogs().contains("the AOT cache"), strict::getLogs);
    }
  }

  @Test
  void anAotCacheThatDoesNotFitIsToldOnceAndHarmsNothing(@TempDir Path folder) throws IOException {
    Path cache = Files.writeString(folder.resolve("cache"), "made for another JVM");
    String place = "/opt/tandem/aot/cache";
    try (ImageContainer slower =
        newServing().withFileSystemBind(cache.toString(), place, BindMode.READ_ONLY)) {
      slower.start();
      assertSampleIsAnswered(slower);
      List<String> told = slower.getLogs().lines().filter(line -> line.contains(place)).toList();
      assertEquals(1, told.size(), slower::getLogs);
      assertTrue(told.getFirst().contains("is not used"), slower::getLogs);
    }
  }

  /** The JVM would run what the cache holds of the jar that was there before. */
  @Test
  void aReplacedJarIsNotServedFromTheAotCache(@TempDir Path folder) throws IOException {
    ContainerConfig config = Objects.requireNonNull(inspected().getConfig());
    String place = List.of(Objects.requireNonNull(config.getEntrypoint())).getLast();
    String name = String.valueOf(Path.of(place).getFileName());
    Path jar = Files.copy(Path.of("target", "app", name), folder.resolve(name));
    assertFails(replacing(jar, place), place, "AOT cache");
    try (ImageContainer without = replacing(jar, place)) {
      without.withEnv("JDK_JAVA_OPTIONS", "-XX:AOTMode=off").start();
      assertSampleIsAnswered(without);
    }
  }

  private ImageContainer replacing(Path jar, String place) {
    return newServing().withFileSystemBind(jar.toString(), place, BindMode.READ_ONLY);
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 512, 2048})
  void staysWithinItsMemory(int megabytes) throws Exception {
    try (ImageContainer limited = newServing().withMemory(megabytes)) {
      limited.start();
      byte[] large = new byte[25 * MIB - 1];
      Arrays.fill(large, (byte) '1');
      try (Load load = new Load(limited.port(), firstSample())) {
        for (int i = 0; i < 3; i++) {
          int status =
              Connection.exchange(limited.port(), "POST", "/invocations", List.of(), large)
                  .status();
          assertTrue(List.of(400, 413, 503).contains(status), () -> "25 MB: " + status);
        }
        load.awaitAnswers(2000);
        load.assertOnly(200, 503);
      }
      assertSampleIsAnswered(limited);
      assertFalse(limited.wasKilledForMemory());
      limited.terminate();
      assertEquals(STOPPED_BY_SIGTERM, limited.exitStatus(), limited::getLogs);
    }
  }

  @Test
  void tooLittleMemoryIsOneLine() {
    assertFails(newServing().withMemory(64), "heap", "256 MB");
  }

  private void assertFails(ImageContainer container, String... parts) {
    try (ImageContainer failing = container.toItsEnd()) {
      failing.start();
      failing.assertFailed(parts);
      assertTrue(failing.err().isEmpty(), failing::getLogs);
    }
  }

  private void assertSampleIsAnswered(ImageContainer asked) throws IOException {
    assertIsAnswered(asked, firstSample());
  }

  private static void assertIsAnswered(ImageContainer asked, Sample sample) throws IOException {
    Answer answer =
        Connection.exchange(
            asked.port(),
            "POST",
            "/invocations",
            List.of("Content-Type: " + sample.contentType()),
            sample.body());
    assertEquals(200, answer.status(), answer::toString);
    assertNotEquals(0, answer.body().length);
  }
}
