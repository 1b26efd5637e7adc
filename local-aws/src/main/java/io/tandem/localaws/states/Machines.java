package io.tandem.localaws.states;

import io.tandem.localaws.resource.Members;
import io.tandem.strictjson.InvalidJsonException;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * State machines, in memory and as one file each: what DescribeStateMachine answers, and tags. A
 * file is written beside and renamed. For many threads at once.
 */
final class Machines {
  private static final String ENDING = ".json";
  private static final String TAGS = "tags";
  private static final int MAX_BYTES = 8 << 20;
  private static final JsonLimits LIMITS = new JsonLimits(MAX_BYTES, 100, MAX_BYTES, 1024, 400);

  private final Path folder;
  private final Map<String, Json.Obj> machines = new TreeMap<>();

  private Machines(Path folder) {
    this.folder = folder;
  }

  /**
   * @throws UncheckedIOException when a file cannot be read
   */
  static Machines open(Path folder) {
    var machines = new Machines(folder);
    try {
      Files.createDirectories(folder);
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ENDING)) {
        for (Path file : files) {
          String name = file.getFileName().toString();
          machines.machines.put(name.substring(0, name.length() - ENDING.length()), read(file));
        }
      }
      return machines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Json.Obj read(Path file) throws IOException {
    try {
      if (Json.read(Files.readAllBytes(file), LIMITS) instanceof Json.Obj machine) {
        return machine;
      }
    } catch (InvalidJsonException e) {
      throw new IOException(file + " " + e.getMessage(), e);
    }
    throw new IOException(file + " is no file of this program: delete it, or name another folder");
  }

  synchronized Optional<Json.Obj> find(String name) {
    return Optional.ofNullable(machines.get(name))
        .map(machine -> Members.of(machine, TAGS).object());
  }

  /** By name. */
  synchronized List<Json.Obj> all() {
    return List.copyOf(machines.values());
  }

  synchronized Json.Arr tags(String name) {
    Json.Obj machine = machines.getOrDefault(name, Json.object(Map.of()));
    return new Json.Arr("$", Members.list(machine, TAGS));
  }

  /** False, and nothing is done, when there is one of this name. */
  synchronized boolean add(String name, Json.Obj description, List<Json> tags) {
    if (machines.containsKey(name)) {
      return false;
    }
    put(name, Members.of(description).put(TAGS, new Json.Arr("$", tags)).object());
    return true;
  }

  /** Changes the description, unless it has gone meanwhile. */
  synchronized void change(String name, UnaryOperator<Members> change) {
    Json.Obj before = machines.get(name);
    if (before != null) {
      put(name, change.apply(Members.of(before)).object());
    }
  }

  synchronized void setTags(String name, List<Json> tags) {
    change(name, machine -> machine.put(TAGS, new Json.Arr("$", tags)));
  }

  synchronized void remove(String name) {
    try {
      Files.deleteIfExists(folder.resolve(name + ENDING));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    machines.remove(name);
  }

  private void put(String name, Json.Obj machine) {
    Path beside = folder.resolve(name + ".part");
    try {
      Files.writeString(beside, machine.compact());
      Files.move(
          beside,
          folder.resolve(name + ENDING),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    machines.put(name, machine);
  }
}
