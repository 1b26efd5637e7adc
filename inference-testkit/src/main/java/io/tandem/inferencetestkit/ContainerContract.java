package io.tandem.inferencetestkit;

import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.http.InferenceServer;
import io.tandem.inferenceserver.http.ServerSettings;
import io.tandem.inferenceserver.loading.LoadResult;
import io.tandem.inferenceserver.resources.ServingResources;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * SageMaker's container contract as a test suite. A container extends it once, says what it is in
 * {@link #describe()}, and is then tested over real sockets inside this process, and as a process
 * of its own for what only a process shows: start, signals, exit status.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ContainerContract
    implements NegotiationContract,
        BodyContract,
        HttpContract,
        FramingContract,
        ReadinessContract,
        ProcessContract,
        StoppingContract,
        BurstContract {
  private @Nullable ContainerUnderTest container;
  private @Nullable InferenceServer server;
  private final ServingResources resources = ServingResources.ofProcess();

  /** Called once, before all tests. */
  protected abstract ContainerUnderTest describe();

  @BeforeAll
  final void startServer() {
    container = describe();
    server = listening(Map.of());
    server.serve(load());
  }

  @AfterAll
  final void stopServer() {
    if (server != null) {
      server.close();
    }
    resources.close();
  }

  @Override
  public final ContainerUnderTest container() {
    if (container == null) {
      throw new IllegalStateException("the suite has not started");
    }
    return container;
  }

  @Override
  public final int port() {
    if (server == null) {
      throw new IllegalStateException("the suite has not started");
    }
    return server.port();
  }

  @Override
  public final InferenceServer listening(Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(container().environment());
    all.putAll(environment);
    return InferenceServer.ofOneModel(ServerSettings.read(Settings.of(all)).onAnyFreePort());
  }

  @Override
  public final Inference load() {
    Settings settings = Settings.of(container().environment());
    return switch (container().program().serve(settings).load(container().model(), resources)) {
      case LoadResult.Loaded loaded -> loaded.inference();
      case LoadResult.Refused(String detail) -> throw new AssertionError(detail);
    };
  }
}
