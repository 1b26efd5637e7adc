package io.tandem.localawsmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.strictjson.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every constraint of the model, violated once at every place where it holds. */
class GeneratedTest {
  /** These patterns allow any text. */
  private static final Set<String> ANY = Set.of("[\\s\\S]+", "[\\S\\s]+", "[\\S\\s]*");

  /**
   * @param most constraints that are fewer than those of the model
   */
  record Service(String name, ServiceModel service, RawModel model, int most) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Service> services() throws IOException {
    return List.of(
        new Service("sagemaker", ServiceModel.sagemaker(), RawModel.read("sagemaker"), 800),
        new Service("logs", ServiceModel.logs(), RawModel.read("logs"), 25),
        new Service(
            "application-autoscaling",
            ServiceModel.autoScaling(),
            RawModel.read("application-autoscaling"),
            100),
        new Service(
            "stepfunctions", ServiceModel.stepFunctions(), RawModel.read("stepfunctions"), 100));
  }

  private interface Problems {
    List<String> of(String operation, Json.Obj value);
  }

  @ParameterizedTest
  @MethodSource("services")
  void requestsWithTheLeastAndWithAllMembersAreAccepted(Service of) {
    accepted(of.model(), "input", of.service()::requestProblems);
  }

  @ParameterizedTest
  @MethodSource("services")
  void answersWithTheLeastAndWithAllMembersAreAccepted(Service of) {
    accepted(of.model(), "output", of.service()::answerProblems);
  }

  private static void accepted(RawModel model, String side, Problems problems) {
    Samples samples = new Samples(model);
    List<String> refused = new ArrayList<>();
    for (String operation : model.operations()) {
      for (String shape : model.root(operation, side).stream().toList()) {
        for (boolean all : List.of(false, true)) {
          Json.Obj value = (Json.Obj) samples.value(shape, all);
          problems.of(operation, value).forEach(problem -> refused.add(operation + ": " + problem));
        }
      }
    }

    assertEquals(List.of(), refused);
  }

  @ParameterizedTest
  @MethodSource("services")
  void everyViolationOfARequestIsFoundAtItsPlaceAndNoOther(Service of) {
    found(of.model(), "input", of.service()::requestProblems);
  }

  @ParameterizedTest
  @MethodSource("services")
  void everyViolationOfAnAnswerIsFoundAtItsPlaceAndNoOther(Service of) {
    found(of.model(), "output", of.service()::answerProblems);
  }

  private static void found(RawModel model, String side, Problems problems) {
    List<String> missed = new ArrayList<>();
    for (String operation : model.operations()) {
      for (String shape : model.root(operation, side).stream().toList()) {
        for (Violations.Violation violation : Violations.of(shape, model)) {
          List<String> told = problems.of(operation, violation.value());
          boolean right =
              told.stream().anyMatch(problem -> problem.endsWith(violation.problem()))
                  && told.stream()
                      .allMatch(problem -> problem.contains("'" + violation.path() + "'"));
          if (!right) {
            missed.add(
                operation + " " + violation.constraint() + " at " + violation.path() + ": " + told);
          }
        }
      }
    }

    assertEquals(List.of(), missed);
  }

  /** So that no constraint is left out by the generator. */
  @ParameterizedTest
  @MethodSource("services")
  void everyConstraintOfTheModelIsViolated(Service of) {
    RawModel model = of.model();
    Set<String> violated = new TreeSet<>();
    Set<String> reached = new TreeSet<>();
    for (String operation : model.operations()) {
      for (String side : List.of("input", "output")) {
        for (String root : model.root(operation, side).stream().toList()) {
          Violations.of(root, model).forEach(violation -> violated.add(violation.constraint()));
          reach(model, root, reached);
        }
      }
    }
    Set<String> constraints = new TreeSet<>();
    for (String shape : reached) {
      boolean sized = !List.of("integer", "long", "float", "double").contains(model.type(shape));
      for (String trait : List.of("max", "min", "pattern", "enum")) {
        boolean always =
            (trait.equals("min")
                    && sized
                    && model.has(shape, trait)
                    && model.number(shape, trait) == 0)
                || (trait.equals("pattern")
                    && model.has(shape, trait)
                    && ANY.contains(model.string(shape, trait)));
        if (model.has(shape, trait) && !always) {
          constraints.add(shape + " " + trait);
        }
      }
      model
          .strings(shape, "required")
          .forEach(name -> constraints.add(shape + " required " + name));
    }

    assertTrue(constraints.size() > of.most(), constraints.size() + " constraints");
    constraints.removeAll(violated);
    assertEquals(Set.of(), constraints);
  }

  private static void reach(RawModel model, String shape, Set<String> reached) {
    if (!reached.add(shape)) {
      return;
    }
    switch (model.type(shape)) {
      case "structure" ->
          model
              .members(shape)
              .keySet()
              .forEach(name -> reach(model, model.member(shape, name), reached));
      case "list" -> reach(model, model.element(shape, "member"), reached);
      case "map" -> {
        reach(model, model.element(shape, "key"), reached);
        reach(model, model.element(shape, "value"), reached);
      }
      default -> {}
    }
  }

  @ParameterizedTest
  @MethodSource("services")
  void operationsAndErrorsAreThoseOfTheModel(Service of) {
    assertEquals(of.model().operations(), List.copyOf(of.service().operations()));
    for (String operation : of.model().operations()) {
      assertEquals(of.model().errors(operation), of.service().errors(operation), operation);
    }
  }
}
