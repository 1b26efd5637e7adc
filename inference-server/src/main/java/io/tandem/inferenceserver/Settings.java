package io.tandem.inferenceserver;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  /** Blank values count as absent. */
  public static Settings of(Map<String, String> environment) {
    throw new UnsupportedOperationException();
  }

  public Optional<String> text(String name) {
    throw new UnsupportedOperationException();
  }

  public int integer(String name, int defaultValue, int min, int max) {
    throw new UnsupportedOperationException();
  }

  /** Exactly {@code true} or {@code false}, in any case. */
  public boolean flag(String name, boolean defaultValue) {
    throw new UnsupportedOperationException();
  }

  public String choice(String name, String defaultValue, Collection<String> choices) {
    throw new UnsupportedOperationException();
  }

  /** Comma-separated, trimmed, lower-case, empty parts dropped; every part one of the choices. */
  public List<String> choices(String name, Collection<String> choices) {
    throw new UnsupportedOperationException();
  }

  /** For a check that involves several settings. */
  public void problem(String name, String found, String expected) {
    throw new UnsupportedOperationException();
  }

  /**
   * To be called once everything was read: only then is it known which names are unknown.
   *
   * @throws ContainerException with every problem, and the nearest known name for an unknown one
   */
  public void finish() {
    throw new UnsupportedOperationException();
  }
}
