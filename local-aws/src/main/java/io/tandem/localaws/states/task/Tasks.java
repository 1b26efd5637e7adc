package io.tandem.localaws.states.task;

import io.tandem.localaws.states.definition.Faults;
import io.tandem.localaws.states.definition.StateException;
import io.tandem.localawsmodel.ServiceModel;
import io.tandem.localsagemaker.terminal.Terminal;
import io.tandem.strictjson.Json;

/** Runs what tasks ask for. For many threads at once. */
public final class Tasks {
  private final SagemakerTask sagemaker;
  private final SagemakerTask scaling;
  private final S3Task s3;
  private final RuntimeTask runtime;
  private final TaskTokens tokens;
  private final Terminal terminal;

  /**
   * @param terminal where messages are shown that wait for an answer
   */
  public Tasks(LocalClient client, ServiceModel model, TaskTokens tokens, Terminal terminal) {
    this.sagemaker = new SagemakerTask(client, SagemakerTask.Service.sagemaker(model));
    this.scaling = new SagemakerTask(client, SagemakerTask.Service.autoScaling());
    this.s3 = new S3Task(client);
    this.runtime = new RuntimeTask(client);
    this.tokens = tokens;
    this.terminal = terminal;
  }

  /**
   * Returns its result.
   *
   * @throws InterruptedException when the execution is stopped: the job that it waits for is too
   */
  public Json run(TaskCall call) throws StateException, InterruptedException {
    return switch (call.resource().service()) {
      case "sagemaker" -> sagemaker.run(call);
      case "applicationautoscaling" -> scaling.run(call);
      case "s3" -> s3.run(call);
      case "sagemakerruntime" -> runtime.run(call);
      case "sns" -> publish(call);
      default ->
          throw new StateException(
              Faults.TASK_FAILED,
              "%s:%s is not supported here until Spark runs on this machine"
                  .formatted(call.resource().type(), call.resource().actionAndPattern()));
    };
  }

  private Json publish(TaskCall call) throws StateException, InterruptedException {
    Json message = call.arguments().fields().get("Message");
    if (message == null) {
      throw new StateException("States.Runtime", "The field 'Message' is required but was missing");
    }
    String text = message instanceof Json.Text string ? string.value() : message.compact();
    tokens.open(call.token());
    String subject = call.text("Subject");
    terminal.say(
        """
        %s%s
        answer by: aws stepfunctions send-task-success --task-output '{}' --task-token %s
               or: aws stepfunctions send-task-failure --task-token %3$s"""
            .formatted(subject.isEmpty() ? "" : subject + ": ", text, call.token()));
    return tokens.await(call);
  }
}
