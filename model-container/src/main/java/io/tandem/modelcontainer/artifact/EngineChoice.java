package io.tandem.modelcontainer.artifact;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.engine.Engine;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Which engine reads a model file. */
final class EngineChoice {
  private final List<Engine> engines;
  private final ForeignFormat foreign;

  /**
   * @param engines at least one; the first reads a file whose name tells nothing
   */
  EngineChoice(List<Engine> engines) {
    this.engines = engines;
    this.foreign = new ForeignFormat(engines);
  }

  /** The engine that reads a file by what it contains. */
  Optional<Engine> by(byte[] head) {
    return engines.stream().filter(engine -> engine.recognizes(head)).findFirst();
  }

  /**
   * Whether a file is a model without a doubt: by its name, or since the engine that its name
   * belongs to recognizes it.
   *
   * @param head asked only where the name leaves a doubt
   */
  boolean isCertain(String fileName, Supplier<byte[]> head) {
    return engines.stream().anyMatch(engine -> engine.owns(fileName))
        || named(fileName, head.get()).isPresent();
  }

  /** Whether a file of this name may be a model. */
  boolean mayBeOwned(String fileName) {
    return engines.stream().anyMatch(engine -> engine.mayOwn(fileName));
  }

  /**
   * The engine of a model file. A file that no engine recognizes and that is known for nothing else
   * goes to the engine that its name belongs to, whose loader says what is wrong with it.
   *
   * @throws ContainerException when it is known not to be a model of that engine: in other words
   *     than those of a parser that failed
   */
  Engine of(String fileName, byte[] head) {
    Optional<Engine> named = named(fileName, head);
    if (named.isPresent()) {
      return named.get();
    }
    Optional<String> other = foreign.of(head).or(() -> by(head).map(EngineChoice::misnamed));
    if (other.isPresent()) {
      String expected = engines.stream().map(Engine::expected).collect(Collectors.joining(", or "));
      throw new ContainerException(
          "model file %s: %s; expected a model %s".formatted(fileName, other.get(), expected));
    }
    return byName(fileName);
  }

  /** That which recognizes a file among those that a file of this name may belong to. */
  private Optional<Engine> named(String fileName, byte[] head) {
    List<Engine> named = engines.stream().filter(engine -> engine.mayOwn(fileName)).toList();
    List<Engine> asked = named.isEmpty() ? List.of(engines.getFirst()) : named;
    return asked.stream().filter(engine -> engine.recognizes(head)).findFirst();
  }

  private Engine byName(String fileName) {
    return engines.stream()
        .filter(engine -> engine.owns(fileName))
        .findFirst()
        .or(() -> engines.stream().filter(engine -> engine.mayOwn(fileName)).findFirst())
        .orElse(engines.getFirst());
  }

  /** What to do with a file that an engine would read under another name. */
  static String misnamed(Engine engine) {
    return engine.recognized() + ": name it " + engine.fileNames().getFirst();
  }

  /** What a file is that no engine reads, and what to do; empty when it is not known. */
  Optional<String> foreign(byte[] head) {
    return foreign.of(head);
  }

  /** The names of files that are served. */
  String fileNames() {
    List<String> names = engines.stream().flatMap(engine -> engine.fileNames().stream()).toList();
    int last = names.size() - 1;
    if (last == 0) {
      return names.getFirst();
    }
    return String.join(", ", names.subList(0, last)) + " or " + names.get(last);
  }
}
