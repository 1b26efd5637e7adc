package io.tandem.localaws.wire;

import io.tandem.localawsmodel.ServiceModel;
import io.tandem.strictjson.Json;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Operations, each request and each answer of which is held to AWS's own service model: what a
 * client could not read is a fault of this program.
 *
 * @param model what requests and answers may be
 * @param refusal the code by which the service refuses what its model does not allow
 * @param operations as the client names them
 */
public record ModelledService(
    ServiceModel model, String refusal, Map<String, UnaryOperator<Json.Obj>> operations)
    implements JsonService {
  private static final int MAX_NAME = 100;
  private static final Pattern VALUE = Pattern.compile("Value '.*' at '", Pattern.DOTALL);

  public ModelledService {
    operations = Map.copyOf(operations);
  }

  @Override
  public Json.Obj call(String operation, Json.Obj request) {
    UnaryOperator<Json.Obj> asked = operations.get(operation);
    if (asked == null) {
      throw AwsException.of(
          "UnknownOperationException",
          "%s is not supported here; supported are %s"
              .formatted(
                  operation.length() > MAX_NAME ? "this operation" : operation,
                  operations.keySet().stream().sorted().toList()));
    }
    List<String> problems = model.requestProblems(operation, request);
    if (!problems.isEmpty()) {
      throw AwsException.of(refusal, ServiceModel.message(problems));
    }
    Json.Obj answer = asked.apply(request);
    List<String> faults = model.answerProblems(operation, answer);
    if (!faults.isEmpty()) {
      throw new IllegalStateException(
          operation
              + " would answer: "
              + faults.stream().map(ModelledService::withoutValue).toList());
    }
    return answer;
  }

  /** What a container has said may be in it, and goes to no log of this program. */
  private static String withoutValue(String fault) {
    return VALUE.matcher(fault).replaceFirst("Value at '");
  }
}
