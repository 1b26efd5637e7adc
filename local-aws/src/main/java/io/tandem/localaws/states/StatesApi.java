package io.tandem.localaws.states;

import io.tandem.localaws.resource.Members;
import io.tandem.localaws.states.definition.MachineReader;
import io.tandem.localaws.states.execution.Run;
import io.tandem.localaws.states.query.Queries;
import io.tandem.localaws.states.task.LocalClient;
import io.tandem.localaws.states.task.TaskTokens;
import io.tandem.localaws.states.task.Tasks;
import io.tandem.localaws.wire.AwsException;
import io.tandem.localaws.wire.JsonService;
import io.tandem.localaws.wire.ModelledService;
import io.tandem.localawsmodel.ServiceModel;
import io.tandem.localsagemaker.request.AccountRegion;
import io.tandem.localsagemaker.terminal.Terminal;
import io.tandem.strictjson.InvalidJsonException;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Step Functions. Closing interrupts the executions that run; the next start marks them. */
public final class StatesApi implements JsonService, AutoCloseable {
  private static final int MAX_BYTES = 256 * 1024;
  private static final JsonLimits LIMITS =
      new JsonLimits(MAX_BYTES, 100, MAX_BYTES, MAX_BYTES, 400);

  private final Queries queries;
  private final LocalClient client;
  private final TaskTokens tokens;
  private final Executions executions;
  private final ModelledService service;

  private StatesApi(
      Queries queries,
      LocalClient client,
      TaskTokens tokens,
      Executions executions,
      MachineApi machines,
      MachineReader reader,
      Arns arns) {
    this.queries = queries;
    this.client = client;
    this.tokens = tokens;
    this.executions = executions;
    var started = new ExecutionApi(machines, executions, reader, arns);
    Map<String, UnaryOperator<Json.Obj>> operations = new HashMap<>();
    operations.put("CreateStateMachine", machines::create);
    operations.put("UpdateStateMachine", machines::update);
    operations.put("DescribeStateMachine", machines::describe);
    operations.put("ListStateMachines", machines::list);
    operations.put("DeleteStateMachine", machines::delete);
    operations.put("ValidateStateMachineDefinition", machines::validate);
    operations.put("ListTagsForResource", machines::tags);
    operations.put("TagResource", machines::tag);
    operations.put("UntagResource", machines::untag);
    operations.put("StartExecution", started::start);
    operations.put("DescribeExecution", started::describe);
    operations.put("DescribeStateMachineForExecution", started::machineOf);
    operations.put("StopExecution", started::stop);
    operations.put("ListExecutions", started::list);
    operations.put("RedriveExecution", started::redrive);
    operations.put("GetExecutionHistory", started::history);
    operations.put("SendTaskSuccess", this::succeed);
    operations.put("SendTaskFailure", this::fail);
    operations.put("SendTaskHeartbeat", this::heartbeat);
    this.service =
        new ModelledService(ServiceModel.stepFunctions(), "ValidationException", operations);
  }

  /**
   * Marks executions that ran when this program ended.
   *
   * @param folder keeps machines and executions; it is made
   * @param sagemaker what tasks may ask of SageMaker
   * @param hurry what the seconds of Wait and Retry are divided by
   * @param terminal where messages are shown that wait for an answer
   * @throws UncheckedIOException when the folder cannot be used
   */
  public static StatesApi open(
      Path folder, AccountRegion owner, ServiceModel sagemaker, int hurry, Terminal terminal) {
    var queries = new Queries();
    var client = new LocalClient(owner.region());
    var tokens = new TaskTokens();
    var tasks = new Tasks(client, sagemaker, tokens, terminal);
    var services = new Run.Services(queries, tasks, tokens, owner.region(), hurry);
    var arns = new Arns(owner);
    var reader = new MachineReader(queries, sagemaker);
    Executions executions = Executions.open(folder.resolve("executions"), services, terminal);
    var machines =
        new MachineApi(Machines.open(folder.resolve("machines")), executions, reader, arns);
    return new StatesApi(queries, client, tokens, executions, machines, reader, arns);
  }

  /** Tasks wait until this is called. */
  public void listening(String address) {
    client.listening(address);
  }

  @Override
  public Json.Obj call(String operation, Json.Obj request) {
    return service.call(operation, request);
  }

  private static String token(Json.Obj request) {
    String token = Members.text(request, "taskToken");
    if (!TaskTokens.isToken(token)) {
      throw AwsException.of("InvalidToken", "Invalid Token: 'Invalid token'");
    }
    return token;
  }

  private static void check(boolean heard) {
    if (!heard) {
      throw AwsException.of(
          "TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
    }
  }

  private Json.Obj succeed(Json.Obj request) {
    Json output;
    try {
      byte[] text = Members.text(request, "output").getBytes(StandardCharsets.UTF_8);
      output = Json.read(text, LIMITS);
    } catch (InvalidJsonException e) {
      throw AwsException.of("InvalidOutput", "Invalid Output: '%s'".formatted(e.getMessage()));
    }
    check(tokens.succeed(token(request), output));
    return Json.object(Map.of());
  }

  private Json.Obj fail(Json.Obj request) {
    String error = Members.text(request, "error");
    check(tokens.fail(token(request), error, Members.text(request, "cause")));
    return Json.object(Map.of());
  }

  private Json.Obj heartbeat(Json.Obj request) {
    check(tokens.isWaiting(token(request)));
    return Json.object(Map.of());
  }

  @Override
  public void close() {
    executions.close();
    client.close();
    queries.close();
  }
}
