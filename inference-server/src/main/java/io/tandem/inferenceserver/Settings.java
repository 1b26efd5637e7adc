package io.tandem.inferenceserver;

import io.tandem.strictjson.Ellipsis;
import io.tandem.strictjson.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Reads settings from environment variables and collects what is wrong with them, so that all
 * problems are reported together by {@link #finish()}. A wrong value reads as the default until
 * then. Not thread-safe; used in {@code main} only.
 */
public final class Settings {
  /**
   * Of our own settings. An unknown name with it is a problem; other unknown names are not ours.
   */
  public static final String PREFIX = "TANDEM_";

  private static final int MAX_QUOTED = 100;

  private final Map<String, String> values = new HashMap<>();
  private final TreeSet<String> known = new TreeSet<>();
  private final List<String> problems = new ArrayList<>();

  private Settings(Map<String, String> environment) {
    environment.forEach(
        (name, value) -> {
          if (!value.isBlank()) {
            values.put(name, value.strip());
          }
        });
  }

  /** Blank values count as absent. */
  public static Settings of(Map<String, String> environment) {
    return new Settings(environment);
  }

  public Optional<String> text(String name) {
    known.add(name);
    return Optional.ofNullable(values.get(name));
  }

  public int integer(String name, int defaultValue, int min, int max) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return defaultValue;
    }
    try {
      int value = Integer.parseInt(text.get());
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Reported below, like a number out of range.
    }
    problem(name, text.get(), "a whole number from " + min + " to " + max);
    return defaultValue;
  }

  /** Exactly {@code true} or {@code false}, in any case. */
  public boolean flag(String name, boolean defaultValue) {
    return Boolean.parseBoolean(
        choice(name, Boolean.toString(defaultValue), List.of("true", "false")));
  }

  /** In any case; the answer is one of the choices, or the default. */
  public String choice(String name, String defaultValue, Collection<String> choices) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return defaultValue;
    }
    for (String choice : choices) {
      if (choice.equalsIgnoreCase(text.get())) {
        return choice;
      }
    }
    problem(name, text.get(), "one of " + String.join(", ", choices));
    return defaultValue;
  }

  /** Comma-separated, trimmed, lower-case, empty parts dropped; every part one of the choices. */
  public List<String> choices(String name, Collection<String> choices) {
    List<String> chosen = new ArrayList<>();
    for (String part : text(name).orElse("").split(",", -1)) {
      String choice = part.strip().toLowerCase(Locale.ROOT);
      if (choice.isEmpty()) {
        continue;
      }
      if (choices.contains(choice)) {
        chosen.add(choice);
      } else {
        problem(name, part.strip(), "a comma-separated list of " + String.join(", ", choices));
      }
    }
    return chosen;
  }

  /** For a check that involves several settings. */
  public void problem(String name, String found, String expected) {
    problems.add(
        name + " is \"" + Ellipsis.shorten(found, MAX_QUOTED) + "\": expected " + expected);
  }

  /**
   * To be called once everything was read: only then is it known which names are unknown.
   *
   * @throws ContainerException with every problem, and the nearest known name for an unknown one
   */
  public void finish() {
    List<String> all = new ArrayList<>(problems);
    for (String name : new TreeSet<>(values.keySet())) {
      if (name.startsWith(PREFIX) && !known.contains(name)) {
        all.add(unknown(name));
      }
    }
    if (!all.isEmpty()) {
      throw new ContainerException(String.join("; ", all));
    }
  }

  private String unknown(String name) {
    List<String> ours = known.stream().filter(setting -> setting.startsWith(PREFIX)).toList();
    String others =
        ours.isEmpty()
            ? "there are no settings with " + PREFIX + " here; remove it"
            : "expected one of " + String.join(", ", ours);
    String advice =
        Suggestion.of(name, ours).map(nearest -> "did you mean " + nearest + "?").orElse(others);
    return name + " is not a setting of this container: " + advice;
  }
}
