package io.tandem.localsagemaker.transform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.localsagemaker.container.Containers;
import io.tandem.localsagemaker.container.Stage;
import io.tandem.localsagemaker.pipeline.ContainerClient;
import io.tandem.localsagemaker.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Containers that all tests of jobs share: started once, and stopped after the last test. */
final class TestContainers implements BeforeAllCallback {
  private static final Map<Integer, Containers> RUNNING = new HashMap<>();

  /** Makes sure that they are stopped. */
  @Override
  public void beforeAll(ExtensionContext context) {
    AutoCloseable stop = TestContainers::stop;
    context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .computeIfAbsent(TestContainers.class, _ -> stop);
  }

  private static synchronized void stop() {
    RUNNING.values().forEach(Containers::close);
    RUNNING.clear();
  }

  /**
   * Running containers that have counted nothing yet.
   *
   * @param count of them, 1 or 2
   * @param parameters what they answer to {@code /execution-parameters}; empty for 404
   */
  static synchronized Containers of(int count, String parameters)
      throws IOException, InterruptedException {
    Containers containers = RUNNING.get(count);
    if (containers == null) {
      containers = start(count);
      RUNNING.put(count, containers);
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (ContainerClient container : containers.callable()) {
        var request =
            HttpRequest.newBuilder(container.uri().resolve("/execution-parameters"))
                .POST(BodyPublishers.ofString(parameters, UTF_8))
                .build();
        assertEquals(200, http.send(request, BodyHandlers.discarding()).statusCode());
      }
    }
    return containers;
  }

  private static Containers start(int count) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("test-containers-");
    var terminal = new Terminal(new PrintStream(new ByteArrayOutputStream(), true, UTF_8));
    Stage stage =
        count == 1 ? Stage.create(folder, Map.of()) : Stage.create(folder, Map.of(), Map.of());
    Containers containers = stage.start(terminal);
    containers.awaitReady(Duration.ofSeconds(60));
    return containers;
  }
}
