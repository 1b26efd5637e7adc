package io.tandem.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import java.io.ObjectInput;
import java.net.IDN;
import java.nio.charset.Charset;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneRulesProvider;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What a module shows to others. Its packages see each other's public types; other modules see
 * those of the packages named here only. (A {@code module-info} would say it to javac; it would
 * also put every jar, the native libraries' among them, on a module path that SageMaker's users do
 * not have.)
 */
class WallTest {
  /** What others may use of a module whose other packages are its own affair. */
  private static final Map<String, List<String>> SHOWN =
      Map.of(
          "sharedfeatures",
          List.of(
              "",
              ".custom",
              ".definition",
              ".order",
              ".profile",
              ".fault",
              ".drift",
              ".explanation",
              ".difference",
              ".history",
              ".testkit"),
          "inferenceserver",
          List.of("", ".lines", ".resources", ".loading", ".log", ".training", ".container"),
          "featurecontainer",
          List.of(".serve", ".records"),
          "modelcontainer",
          List.of("", ".engine", ".protobuf"));

  /** The server's contract as a test suite, which starts the server itself. */
  private static final String TEST_SUITE = "io.tandem.inferencetestkit..";

  private static final String YARDSTICK = "io.tandem.benchmarks..";

  @TestFactory
  List<DynamicTest> othersUseOnlyWhatAModuleShows() {
    return SHOWN.keySet().stream().sorted().map(WallTest::wall).toList();
  }

  private static DynamicTest wall(String module) {
    String root = "io.tandem." + module;
    String[] shown =
        SHOWN.getOrDefault(module, List.of()).stream()
            .map(room -> root + room)
            .toArray(String[]::new);
    return DynamicTest.dynamicTest(
        module,
        () ->
            noClasses()
                .that(not(resideInAnyPackage(root + "..", TEST_SUITE, YARDSTICK)))
                .should()
                .dependOnClassesThat(
                    resideInAPackage(root + "..").and(not(resideInAnyPackage(shown))))
                .check(Project.classes()));
  }

  @Test
  void theFeatureLibraryKnowsNeitherHttpNorLogsNorOtherModules() {
    noClasses()
        .that()
        .resideInAPackage("io.tandem.sharedfeatures..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.net..", "java.util.logging..", "org.slf4j..", "io.undertow..")
                .and(not(type(IDN.class)))
                .or(
                    resideInAPackage("io.tandem..")
                        .and(
                            not(
                                resideInAnyPackage(
                                    "io.tandem.sharedfeatures..", "io.tandem.strictjson..")))))
        .check(Project.classes());
  }

  /** The same order has the same vector on every machine at every time. */
  @Test
  void theFeatureLibraryAsksNeitherTheClockNorTheMachine() {
    noClasses()
        .that()
        .resideInAnyPackage("io.tandem.sharedfeatures..", "io.tandem.strictjson..")
        .should()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getProperty", String.class)
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDate.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(ZonedDateTime.class, "now")
        .orShould()
        .callMethod(ZoneId.class, "systemDefault")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Locale.class, "getDefault")
        .orShould()
        .callMethod(Charset.class, "defaultCharset")
        .orShould()
        .callMethod(String.class, "toLowerCase")
        .orShould()
        .callMethod(String.class, "toUpperCase")
        .orShould()
        .callMethod(String.class, "format", String.class, Object[].class)
        .check(Project.classes());
  }

  /** They differ from JDK to JDK; the library brings its own. */
  @Test
  void theFeatureLibraryAsksNoJdkForTheRulesOfTimeZones() {
    noClasses()
        .that()
        .resideInAPackage("io.tandem.sharedfeatures..")
        .should()
        .dependOnClassesThat(type(ZoneRulesProvider.class).or(type(ZoneId.class)))
        .check(Project.classes());
  }

  /** Bodies, artifacts and archives are hostile. */
  @Test
  void nobodyDeserialisesClasses() {
    noClasses()
        .should()
        .dependOnClassesThat(resideInAnyPackage("java.beans..").or(assignableTo(ObjectInput.class)))
        .check(Project.classes());
  }

  @Test
  void undertowIsKnownToTheServerAndToWhatCallsOrMeasuresIt() {
    noClasses()
        .that(
            not(
                resideInAnyPackage(
                    "io.tandem.inferenceserver..",
                    "io.tandem.inferencetestkit..",
                    "io.tandem.localsagemaker..",
                    "io.tandem.localaws..",
                    "io.tandem.workbench..",
                    "io.tandem.benchmarks..")))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.undertow..", "org.xnio..")
        .check(Project.classes());
  }

  /** Native code loads when a model needs it, and an engine can be left out. */
  @Test
  void aLibraryOfModelsIsKnownToItsEngineOnly() {
    noClasses()
        .that(
            resideInAPackage("io.tandem.modelcontainer..")
                .and(not(resideInAPackage("io.tandem.modelcontainer.xgboost.."))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ml.dmlc..")
        .check(Project.classes());
    noClasses()
        .that(
            resideInAPackage("io.tandem.modelcontainer..")
                .and(not(resideInAPackage("io.tandem.modelcontainer.onnx.."))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.onnxruntime..")
        .check(Project.classes());
    noClasses()
        .that(not(resideInAnyPackage("io.tandem.modelcontainertorch..", YARDSTICK)))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(Project.classes());
  }
}
