package io.tandem.inferencetestkit.models;

import io.tandem.inferencetestkit.ArtifactCopy;
import io.tandem.inferencetestkit.BodyContract;
import io.tandem.inferencetestkit.ContainerUnderTest;
import io.tandem.inferencetestkit.NegotiationContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * SageMaker's contract for a container that serves many models ({@code SAGEMAKER_MULTI_MODEL}) as a
 * test suite, over real sockets, with the container as a process or, in a subclass, as an image. A
 * call of a model follows the rules of an invocation: their suites run on the path of a model.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class MultiModelContract
    implements NegotiationContract,
        BodyContract,
        ListContract,
        LoadContract,
        NameContract,
        AddressContract,
        RoomContract,
        UnloadContract,
        EndContract,
        TurnoverContract {
  private static final String SAMPLE = "sample";

  private @Nullable ContainerUnderTest container;
  private @Nullable ModelsUnderTest kinds;
  private @Nullable Endpoint endpoint;

  /** Called once, before all tests. */
  protected abstract ContainerUnderTest describe();

  /** The same. */
  protected abstract ModelsUnderTest models();

  /**
   * Starts the container on a folder that holds the folder {@code models}.
   *
   * @param environment settings beside those of every container in multi-model mode
   */
  abstract MultiModelServer server(Map<String, String> environment, Path base) throws IOException;

  @BeforeAll
  final void startEndpoint() throws IOException, InterruptedException {
    container = describe();
    kinds = models();
    endpoint = listening(Map.of());
    Path folder = endpoint.newFolder();
    ArtifactCopy.into(folder, container.model());
    endpoint.assertStatus(200, endpoint.calls().load(SAMPLE, endpoint.server().url(folder)));
  }

  @AfterAll
  final void stopEndpoint() {
    if (endpoint != null) {
      endpoint.close();
    }
  }

  @Override
  public final ContainerUnderTest container() {
    return Objects.requireNonNull(container, "the suite has not started");
  }

  @Override
  public final ModelsUnderTest kinds() {
    return Objects.requireNonNull(kinds, "the suite has not started");
  }

  @Override
  public final Endpoint endpoint() {
    return Objects.requireNonNull(endpoint, "the suite has not started");
  }

  @Override
  public final Endpoint start(Map<String, String> environment) throws IOException {
    return new Endpoint(kinds(), base -> server(environment, base));
  }

  @Override
  public final int port() {
    return endpoint().port();
  }

  @Override
  public final String invocations() {
    return ModelCalls.path(SAMPLE) + "/invoke";
  }
}
