package io.tandem.inferencetestkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.HostConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.OutputFrame.OutputType;
import org.testcontainers.containers.output.WaitingConsumer;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** An image as SageMaker runs it. Closing removes what runs of it. */
public final class ImageContainer extends GenericContainer<ImageContainer> {
  private static final int PORT = 8080;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private ImageContainer(String image, String... arguments) {
    super(DockerImageName.parse(image));
    // The image under test is the engine's own.
    withImagePullPolicy(_ -> false);
    withCommand(arguments);
  }

  /** {@code serve} with this model artifact, once started ready; its port is published. */
  public static ImageContainer serving(String image, Path model) {
    return new ImageContainer(image, "serve")
        .withFileSystemBind(model.toString(), "/opt/ml/model", BindMode.READ_ONLY)
        .withExposedPorts(PORT)
        .waitingFor(Wait.forHttp("/ping").forStatusCode(200).withStartupTimeout(PATIENCE));
  }

  /**
   * {@code serve} in multi-model mode, once started ready; its port is published.
   *
   * @param models its folder of archives
   */
  public static ImageContainer servingMany(String image, Path models) {
    return new ImageContainer(image, "serve")
        .withFileSystemBind(models.toString(), "/opt/ml/models", BindMode.READ_ONLY)
        .withEnv("SAGEMAKER_MULTI_MODEL", "true")
        .withExposedPorts(PORT)
        .waitingFor(Wait.forHttp("/ping").forStatusCode(200).withStartupTimeout(PATIENCE));
  }

  /**
   * {@code train}.
   *
   * @param base its {@code /opt/ml}
   */
  public static ImageContainer training(String image, Path base) {
    return new ImageContainer(image, "train")
        .withFileSystemBind(base.toString(), "/opt/ml", BindMode.READ_WRITE)
        .waitingFor(new NoWait());
  }

  /** Once started it has ended, whatever its status. */
  public static ImageContainer ending(String image, String... arguments) {
    return new ImageContainer(image, arguments).toItsEnd();
  }

  /** The same, but it is waited for its end instead of a ping. */
  public ImageContainer toItsEnd() {
    return waitingFor(new NoWait()).withStartupCheckStrategy(new Ended());
  }

  /**
   * The same, traced with this machine's strace, which is brought along: the image has no room for
   * it.
   *
   * @param folder empty; {@link Trace#read} reads the file {@code calls} there after the end
   */
  public ImageContainer traced(Path folder) throws IOException, InterruptedException {
    Path tracer = Files.createDirectory(folder.resolve("strace"));
    String loader = Trace.copyTracer(tracer);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    List<String> command =
        new ArrayList<>(
            List.of("/strace/" + loader, "--library-path", "/strace", "/strace/strace"));
    command.addAll(Trace.arguments("/trace/calls"));
    command.addAll(
        List.of(
            Objects.requireNonNull(
                Objects.requireNonNull(
                        engine().inspectImageCmd(getDockerImageName()).exec().getConfig())
                    .getEntrypoint())));
    return withFileSystemBind(tracer.toString(), "/strace", BindMode.READ_ONLY)
        .withFileSystemBind(folder.toString(), "/trace", BindMode.READ_WRITE)
        .withCreateContainerCmdModifier(create -> create.withEntrypoint(command));
  }

  private static final class NoWait extends AbstractWaitStrategy {
    @Override
    protected void waitUntilReady() {}
  }

  private static final class Ended extends StartupCheckStrategy {
    Ended() {
      withTimeout(PATIENCE);
    }

    @Override
    public StartupStatus checkStartupState(DockerClient client, String containerId) {
      return Boolean.TRUE.equals(getCurrentState(client, containerId).getRunning())
          ? StartupStatus.NOT_YET_KNOWN
          : StartupStatus.SUCCESSFUL;
    }
  }

  /** Settings of the container that Testcontainers has no name for. */
  public ImageContainer withHost(Consumer<HostConfig> settings) {
    return withCreateContainerCmdModifier(
        command -> settings.accept(Objects.requireNonNull(command.getHostConfig())));
  }

  public ImageContainer withMemory(int megabytes) {
    long bytes = (long) megabytes << 20;
    return withHost(host -> host.withMemory(bytes).withMemorySwap(bytes));
  }

  /** Of the machine, for the container's port. */
  public int port() {
    return getMappedPort(PORT);
  }

  /** In the engine's own network, which this machine reaches without a proxy between. */
  public String address() {
    return Objects.requireNonNull(
        getContainerInfo()
            .getNetworkSettings()
            .getNetworks()
            .values()
            .iterator()
            .next()
            .getIpAddress());
  }

  public boolean wasKilledForMemory() {
    return Boolean.TRUE.equals(
        getDockerClient().inspectContainerCmd(getContainerId()).exec().getState().getOOMKilled());
  }

  public void terminate() {
    getDockerClient().killContainerCmd(getContainerId()).withSignal("SIGTERM").exec();
  }

  /** Waits for the end. */
  public int exitStatus() {
    return getDockerClient()
        .waitContainerCmd(getContainerId())
        .start()
        .awaitStatusCode(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Waits until it has said this on its standard output. */
  public void awaitOut(String part) throws TimeoutException {
    WaitingConsumer log = new WaitingConsumer();
    followOutput(log, OutputType.STDOUT);
    log.waitUntil(
        frame -> frame.getUtf8String().contains(part),
        (int) PATIENCE.toSeconds(),
        TimeUnit.SECONDS);
  }

  public List<String> out() {
    return getLogs(OutputType.STDOUT).lines().toList();
  }

  public List<String> err() {
    return getLogs(OutputType.STDERR).lines().toList();
  }

  /** It has ended with this status and said one error, which holds the parts. */
  public void assertFailed(String... parts) {
    assertEquals(1, exitStatus(), this::getLogs);
    List<String> errors =
        out().stream().filter(line -> line.contains("\"level\":\"ERROR\"")).toList();
    assertEquals(1, errors.size(), this::getLogs);
    for (String part : parts) {
      assertTrue(errors.getFirst().contains(part), () -> part + " is not in " + errors);
    }
  }

  static DockerClient engine() {
    return DockerClientFactory.lazyClient();
  }
}
