package io.tandem.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The classes of all modules, without those of their tests. */
final class Project {
  /** The folder of the modules, seen from that of one. */
  static final Path FOLDER = Path.of("..");

  private static final String ROOT = "io.tandem";
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import (?:static )?(io\\.tandem\\.[a-z.]+)\\.[A-Z]");
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("/architecture/"))
          .withImportOption(location -> !location.contains("/jmh_generated/"))
          .importPackages(ROOT);

  private Project() {}

  static JavaClasses classes() {
    return CLASSES;
  }

  /** {@code sharedfeatures} of {@code io.tandem.sharedfeatures.text}. */
  static String module(String packageName) {
    return packageName.split("\\.", -1)[2];
  }

  /** {@code text} of {@code io.tandem.sharedfeatures.text}; a module's own package is {@code .}. */
  static String room(String packageName) {
    String module = ROOT + "." + module(packageName);
    return packageName.equals(module) ? "." : packageName.substring(module.length() + 1);
  }

  /** The class in whose file another is written. */
  static JavaClass topLevel(JavaClass any) {
    JavaClass outer = any;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer;
  }

  /** Arrows between top-level classes, as the bytecode has them: constants leave none. */
  static Map<String, Set<String>> arrowsOfClasses() {
    return arrows(JavaClass::getName);
  }

  /**
   * Arrows between packages, as the bytecode has them, and as the sources import: a constant and a
   * link in a comment are arrows too.
   */
  static Map<String, Set<String>> arrowsOfPackages() {
    Map<String, Set<String>> arrows = arrows(JavaClass::getPackageName);
    for (Path source : sources()) {
      String text = read(source);
      String from =
          PACKAGE.matcher(text).results().map(found -> found.group(1)).findFirst().orElseThrow();
      Set<String> targets = arrows.computeIfAbsent(from, name -> new TreeSet<>());
      IMPORT.matcher(text).results().map(Project::firstGroup).forEach(targets::add);
      targets.remove(from);
    }
    return arrows;
  }

  private static String firstGroup(MatchResult found) {
    return found.group(1);
  }

  private static Map<String, Set<String>> arrows(Function<JavaClass, String> name) {
    Map<String, Set<String>> arrows = new TreeMap<>();
    for (JavaClass from : CLASSES) {
      String own = name.apply(topLevel(from));
      Set<String> targets = arrows.computeIfAbsent(own, node -> new TreeSet<>());
      for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
        JavaClass to = dependency.getTargetClass().getBaseComponentType();
        if (CLASSES.contain(to.getName())) {
          targets.add(name.apply(topLevel(to)));
        }
      }
      targets.remove(own);
    }
    return arrows;
  }

  /** Java sources of all modules but this one, those of tests left out. */
  static List<Path> sources() {
    try (Stream<Path> modules = Files.list(FOLDER)) {
      return modules
          .filter(module -> !module.endsWith("architecture"))
          .map(module -> module.resolve("src/main/java"))
          .filter(Files::isDirectory)
          .flatMap(Project::javaFiles)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
