package io.tandem.localaws.states.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tandem.localaws.states.definition.Faults;
import io.tandem.localaws.states.definition.StateException;
import io.tandem.localaws.states.definition.TaskResource;
import io.tandem.localawsmodel.ServiceModel;
import io.tandem.strictjson.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a job when its task ends before it. */
final class SagemakerTaskTest {
  private static final String CREATE = "CreateTrainingJob";
  private static final String DESCRIBE = "DescribeTrainingJob";
  private static final String STOP = "StopTrainingJob";

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final LocalClient client = new LocalClient("eu-west-1");
  private HttpServer server;

  /** What is done before an operation is answered. */
  private volatile Runnable before = () -> {};

  /** The operation that is refused. */
  private volatile String refused = "";

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    client.listening("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @AfterEach
  void close() {
    client.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String operation =
          exchange.getRequestHeaders().getFirst("X-Amz-Target").replace("SageMaker.", "");
      asked.add(operation);
      before.run();
      boolean wrong = operation.equals(refused);
      byte[] body =
          (wrong
                  ? "{\"__type\":\"InternalFailure\",\"message\":\"no\"}"
                  : "{\"TrainingJobStatus\":\"Failed\"}")
              .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(wrong ? 500 : 200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private void run(TaskCall.Submitted submitted) throws StateException, InterruptedException {
    var call =
        new TaskCall(
            new TaskResource("sagemaker", "createTrainingJob", false, TaskResource.SYNC),
            Json.object(Map.of("TrainingJobName", Json.text("one"))),
            Optional.empty(),
            "",
            submitted);
    new SagemakerTask(client, SagemakerTask.Service.sagemaker(ServiceModel.sagemaker())).run(call);
  }

  @Test
  void aJobIsStoppedThoughItsTaskIsInterruptedWhileItIsCreated() {
    Thread task = Thread.currentThread();
    before = task::interrupt;

    assertThrows(InterruptedException.class, () -> run(_ -> {}));

    assertEquals(List.of(CREATE, STOP), asked);
    assertEquals(true, Thread.interrupted());
  }

  @Test
  void aJobIsStoppedWhenTheExecutionHasEndedMeanwhile() {
    assertThrows(
        StateException.class,
        () ->
            run(
                _ -> {
                  throw new StateException(Faults.RUNTIME, "The execution has ended.");
                }));

    assertEquals(List.of(CREATE, STOP), asked);
  }

  @Test
  void aJobThatCannotBeWatchedIsStopped() {
    refused = DESCRIBE;

    assertThrows(StateException.class, () -> run(_ -> {}));

    assertEquals(List.of(CREATE, DESCRIBE, STOP), asked);
  }

  @Test
  void aJobThatIsRefusedOrHasFailedIsNotStopped() {
    assertThrows(StateException.class, () -> run(_ -> {}));
    refused = CREATE;
    assertThrows(StateException.class, () -> run(_ -> {}));

    assertEquals(List.of(CREATE, DESCRIBE, CREATE), asked);
  }
}
