package io.tandem.localawsmodel;

import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a service, and what their requests and answers may be. Immutable; for any
 * number of threads. Loading compiles some hundred patterns: load once, and hand it on.
 *
 * <p>A problem is one sentence in the words of the service, such as {@code Value 'a_b' at
 * 'modelName' failed to satisfy constraint: Member must satisfy regular expression pattern: ...}.
 * Its path names members with the first letter in lower case, counts the elements of lists from 1
 * and puts {@code member} behind them: {@code 'productionVariants.1.member.instanceType'}. Members
 * that are null are absent. Values are shown up to {@value ShapeCheck#SHOWN} characters, those the
 * model calls sensitive not at all.
 *
 * <p>Two kinds of problems are worded here. The service names no path when a value has the wrong
 * type, and it ignores members that it does not know.
 */
public final class ServiceModel {
  private static final JsonLimits LIMITS = JsonLimits.ofBytes(1 << 20);

  private final Map<String, Operation> operations;

  private record Operation(Shape.Structure request, Shape.Structure answer, Set<String> errors) {}

  private ServiceModel(Map<String, Operation> operations) {
    this.operations = operations;
  }

  /** SageMaker's control plane: models, endpoints, jobs, model packages, tags. */
  public static ServiceModel sagemaker() {
    return resource("sagemaker.json");
  }

  /** What CloudWatch Logs has to read: groups, streams, events. */
  public static ServiceModel logs() {
    return resource("logs.json");
  }

  /** Application Auto Scaling: targets and their policies. */
  public static ServiceModel autoScaling() {
    return resource("application-autoscaling.json");
  }

  /** Step Functions: state machines, their executions, task tokens. */
  public static ServiceModel stepFunctions() {
    return resource("stepfunctions.json");
  }

  private static ServiceModel resource(String name) {
    try (InputStream resource = ServiceModel.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new FileNotFoundException(name);
      }
      return read(resource.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws IllegalArgumentException when the model has what is not checked here
   */
  static ServiceModel read(byte[] json) {
    Map<String, Json> model = ShapeReader.fields(Json.read(json, LIMITS), "model");
    ShapeReader shapes = new ShapeReader(ShapeReader.fields(model.get("shapes"), "shapes"));
    Map<String, Operation> operations = new TreeMap<>();
    ShapeReader.fields(model.get("operations"), "operations")
        .forEach((name, form) -> operations.put(name, operation(name, form, shapes)));
    return new ServiceModel(operations);
  }

  private static Operation operation(String name, Json form, ShapeReader shapes) {
    Map<String, Json> fields = ShapeReader.fields(form, name);
    Set<String> errors = new TreeSet<>();
    if (fields.get("errors") instanceof Json.Arr array) {
      array.items().forEach(error -> errors.add(shapeName(error, name)));
    }
    return new Operation(
        shapes.structure(shapeName(fields.get("input"), name)),
        fields.containsKey("output")
            ? shapes.structure(shapeName(fields.get("output"), name))
            : Shape.Structure.EMPTY,
        Set.copyOf(errors));
  }

  private static String shapeName(@Nullable Json use, String place) {
    return ShapeReader.text(ShapeReader.fields(use, place).get("shape"), place);
  }

  /** Names, in alphabetical order. */
  public Set<String> operations() {
    return Collections.unmodifiableSet(operations.keySet());
  }

  /**
   * The codes of the errors that the model names for an operation. Others may come of any, {@code
   * ValidationException} first of all.
   *
   * @throws IllegalArgumentException when there is no such operation
   */
  public Set<String> errors(String operation) {
    return operation(operation).errors;
  }

  /**
   * All that the service would refuse in a request, in the order of the request.
   *
   * @throws IllegalArgumentException when there is no such operation
   */
  public List<String> requestProblems(String operation, Json.Obj request) {
    return ShapeCheck.problems(request, operation(operation).request);
  }

  /**
   * All that clients could not read in an answer or would miss, in the order of the answer. An
   * operation that answers nothing answers an object without fields.
   *
   * @throws IllegalArgumentException when there is no such operation
   */
  public List<String> answerProblems(String operation, Json.Obj answer) {
    return ShapeCheck.problems(answer, operation(operation).answer);
  }

  private Operation operation(String name) {
    Operation operation = operations.get(name);
    if (operation == null) {
      throw new IllegalArgumentException("the model has no operation " + name);
    }
    return operation;
  }

  /**
   * The message of a {@code ValidationException}: {@code 2 validation errors detected: ...; ...}.
   *
   * @param problems at least one
   */
  public static String message(List<String> problems) {
    return problems.size()
        + (problems.size() == 1 ? " validation error detected: " : " validation errors detected: ")
        + String.join("; ", problems);
  }
}
