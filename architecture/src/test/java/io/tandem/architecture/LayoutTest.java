package io.tandem.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Packages form layers, and a newcomer sees them in the list of folders. */
class LayoutTest {
  /** More classes in one folder than anybody takes in at a glance. */
  private static final int CROWDED = 25;

  /** So many classes may need each other: a recursive form, its parts and its reader. */
  private static final int LARGEST_CIRCLE = 3;

  private static final Pattern SAYS_NOTHING =
      Pattern.compile("Abstract.*|.*(Util|Utils|Helper|Helpers|Manager|Impl)");

  /**
   * The packages of each module, from the lowest to the highest; {@code .} is the module's own. A
   * package may use those before it. A new package gets its place here.
   */
  private static final Map<String, String> LAYERS =
      Map.ofEntries(
          Map.entry("strictjson", "."),
          Map.entry(
              "sharedfeatures",
              "fault text partial custom order expression encoding definition profile ."
                  + " drift explanation difference testkit history"),
          Map.entry(
              "inferenceserver",
              "header . lines resources loading log admission body metrics negotiation hosting http training container"),
          Map.entry("inferencetestkit", ". models"),
          Map.entry("featurecontainer", "records serve train history command ."),
          Map.entry(
              "modelcontainer",
              "decimal floatmath protobuf engine reasons trees formats lightgbm catboost onnx xgboost artifact"
                  + " trainingdata xgboost.train ."),
          Map.entry("modelcontainertensorflow", "."),
          Map.entry("modelcontainertorch", "."),
          Map.entry("ordercontainer", "."),
          Map.entry("workbench", "pair page ."),
          Map.entry("sparkfeatures", "."),
          Map.entry("report", "plot ."),
          Map.entry("evaluation", "statistics definition rows comparison report ."),
          Map.entry(
              "localsagemaker",
              "terminal record s3 request pipeline container multimodel endpoint transform job ."),
          Map.entry("localawsmodel", "."),
          Map.entry(
              "localaws",
              "wire s3.refusal s3.checksum s3.store s3 sts resource logs capture async autoscaling sagemaker"
                  + " states.query states.definition states.task states.execution states page ."),
          Map.entry("benchmarks", "."));

  @Test
  void packagesFormNoCircle() {
    assertEquals(List.of(), Circles.in(Project.arrowsOfPackages()));
  }

  @Test
  void noCircleOfClassesIsLargerThanThree() {
    List<Set<String>> large =
        Circles.in(Project.arrowsOfClasses()).stream()
            .filter(circle -> circle.size() > LARGEST_CIRCLE)
            .toList();

    assertEquals(List.of(), large);
  }

  @Test
  void everyPackageHasItsPlaceAmongTheLayersOfItsModule() {
    Map<String, Set<String>> found = new TreeMap<>();
    for (String name : Project.arrowsOfPackages().keySet()) {
      found.computeIfAbsent(Project.module(name), m -> new TreeSet<>()).add(Project.room(name));
    }

    Map<String, Set<String>> listed = new TreeMap<>();
    LAYERS.forEach((module, layers) -> listed.put(module, new TreeSet<>(layers(module))));
    assertEquals(listed, found);
  }

  @Test
  void noPackageUsesAHigherOneOfItsModule() {
    List<String> upwards = new ArrayList<>();
    Project.arrowsOfPackages()
        .forEach(
            (from, targets) -> {
              List<String> layers = layers(Project.module(from));
              for (String to : targets) {
                if (Project.module(to).equals(Project.module(from))
                    && layers.indexOf(Project.room(to)) > layers.indexOf(Project.room(from))) {
                  upwards.add(from + " -> " + to);
                }
              }
            });

    assertEquals(List.of(), upwards);
  }

  private static List<String> layers(String module) {
    return Arrays.asList(LAYERS.getOrDefault(module, "").split(" ", -1));
  }

  @Test
  void noFolderIsCrowded() {
    Map<String, Integer> classes = new TreeMap<>();
    for (JavaClass any : Project.classes()) {
      if (!any.getEnclosingClass().isPresent() && !any.getSimpleName().equals("package-info")) {
        classes.merge(any.getPackageName(), 1, Integer::sum);
      }
    }
    classes.values().removeIf(count -> count <= CROWDED);

    assertEquals(Map.of(), classes);
  }

  @Test
  void everyClassIsNamedForWhatItIs() {
    List<String> named =
        Project.classes().stream()
            .filter(any -> any.equals(Project.topLevel(any)))
            .filter(any -> SAYS_NOTHING.matcher(any.getSimpleName()).matches())
            .map(JavaClass::getName)
            .toList();

    assertEquals(List.of(), named);
  }

  @Test
  void aCircleIsFoundWhateverItsWay() {
    Map<String, Set<String>> arrows =
        Map.of(
            "a", Set.of("b"),
            "b", Set.of("c", "d"),
            "c", Set.of("a"),
            "d", Set.of("e", "f"),
            "e", Set.of("d"),
            "f", Set.of());

    assertEquals(Set.of(Set.of("a", "b", "c"), Set.of("d", "e")), Set.copyOf(Circles.in(arrows)));
    assertTrue(Circles.in(Map.of("a", Set.of("b"), "b", Set.of())).isEmpty());
  }
}
