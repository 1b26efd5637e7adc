package io.tandem.featurecontainer.serve;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.sharedfeatures.order.SourcePath;
import io.tandem.strictjson.JsonField;
import io.tandem.strictjson.JsonLimits;
import io.tandem.strictjson.JsonObject;
import io.tandem.strictjson.Problems;
import io.tandem.strictjson.Suggestion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which feature set an order goes to, where an artifact has several: what {@link #FILE} beside
 * their folders says.
 *
 * @param by where orders have the values that decide
 * @param sets folders of feature sets, by those values joined with {@link #SEPARATOR}
 * @param otherwise the folder for all other orders; empty when they are refused
 */
record Routes(List<SourcePath> by, Map<String, String> sets, Optional<String> otherwise) {
  static final String FILE = "routes.json";

  /** No value of a key holds it: every key has one less than there are paths. */
  static final String SEPARATOR = "/";

  private static final JsonLimits LIMITS = JsonLimits.ofBytes(4 << 20);
  private static final int MOST_PATHS = 10;
  private static final int LONGEST_PATH = 1000;
  private static final String REJECT = "reject";

  private static final int LONGEST_NAME = 128;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  /** Fit for a folder, for a custom attribute and for a dimension of metrics. */
  private static final String EXPECTED_NAME =
      "the name of a folder: at most "
          + LONGEST_NAME
          + " letters, digits, dots, hyphens and underscores, first a letter or digit";

  Routes {
    by = List.copyOf(by);
    sets = Map.copyOf(sets);
  }

  /**
   * @param folders beside the file
   * @throws ContainerException with all that is wrong
   */
  static Routes read(Path file, NavigableSet<String> folders) {
    Problems problems = new Problems();
    JsonObject json = JsonObject.read(file, LIMITS, problems);
    List<SourcePath> by = by(json.required("by"));
    Map<String, String> sets = sets(json.required("sets"), by.size(), folders);
    Optional<String> otherwise = name(json.required("else"), folders, true);
    json.refuseOtherFields();
    Routes routes = new Routes(by, sets, otherwise.filter(name -> !name.equals(REJECT)));
    if (problems.isEmpty()) {
      NavigableSet<String> unused = new TreeSet<>(folders);
      unused.removeAll(routes.names());
      unused.forEach(name -> problems.add("no order goes to the folder " + name));
    }
    if (!problems.isEmpty()) {
      throw new ContainerException(FILE + ": " + String.join("; ", problems.all()));
    }
    return routes;
  }

  private static List<SourcePath> by(JsonField field) {
    List<SourcePath> by = new ArrayList<>();
    for (JsonField element : field.elements(1, MOST_PATHS, "a list of 1 to 10 paths")) {
      element
          .text(LONGEST_PATH)
          .ifPresent(
              text -> {
                Optional<SourcePath> path =
                    SourcePath.parse(text)
                        .filter(parsed -> !parsed.isEach() && !parsed.steps().isEmpty());
                if (path.isEmpty()) {
                  element.expected("a path such as $.market.code");
                } else if (by.stream().anyMatch(other -> overlap(other, path.get()))) {
                  element.expected("a path that is neither above nor below another one");
                } else {
                  by.add(path.get());
                }
              });
    }
    return by;
  }

  private static boolean overlap(SourcePath one, SourcePath other) {
    int common = Math.min(one.steps().size(), other.steps().size());
    return one.steps().subList(0, common).equals(other.steps().subList(0, common));
  }

  /**
   * @param values in each key; 0 when that is not known
   */
  private static Map<String, String> sets(
      JsonField field, int values, NavigableSet<String> folders) {
    Map<String, String> sets = new LinkedHashMap<>();
    JsonObject object = field.objectOrEmpty();
    for (String key : object.names()) {
      JsonField set = object.optional(key);
      List<String> parts = List.of(key.split(SEPARATOR, -1));
      if (values > 0 && (parts.size() != values || parts.contains(""))) {
        set.problem("expected a value for each path, joined with " + SEPARATOR);
      }
      name(set, folders, false).ifPresent(name -> sets.put(key, name));
    }
    if (field.isPresent() && object.names().isEmpty()) {
      field.expected("at least one feature set");
    }
    return sets;
  }

  private static Optional<String> name(
      JsonField field, NavigableSet<String> folders, boolean mayReject) {
    String expected = mayReject ? REJECT + " or " + EXPECTED_NAME : EXPECTED_NAME;
    Optional<String> name = field.text(LONGEST_NAME, NAME, expected);
    if (mayReject && name.equals(Optional.of(REJECT))) {
      return name;
    }
    name.filter(found -> !folders.contains(found))
        .ifPresent(
            found ->
                field.problem("there is no folder " + found + Suggestion.hint(found, folders)));
    return name;
  }

  /** Folders of all feature sets, sorted. */
  NavigableSet<String> names() {
    NavigableSet<String> names = new TreeSet<>(sets.values());
    otherwise.ifPresent(names::add);
    return names;
  }
}
