package io.tandem.modelcontainertensorflow;

import io.tandem.modelcontainer.engine.UnfitModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The files of a SavedModel. The library opens what it finds, so that all of it must lie below the
 * folder before the library sees it.
 *
 * @param file {@code saved_model.pb}
 * @param variables the files of the folder {@code variables}, by name
 */
record SavedModelFolder(Path file, List<Path> variables) {
  private static final String VARIABLES = "variables";
  private static final String INDEX = "variables.index";

  /** Of a model that was saved in parts: a file for each part, and the index. */
  private static final int MAX_FILES = 1024;

  /** The library does not read a longer one either. */
  private static final long MAX_GRAPH_BYTES = Integer.MAX_VALUE;

  /**
   * @throws UnfitModelException when a part of it is too large, or lies somewhere else
   */
  static SavedModelFolder of(Path file) {
    try {
      Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
      Path inside = folder.toRealPath();
      check(inside, file);
      if (Files.size(file) > MAX_GRAPH_BYTES) {
        throw new UnfitModelException(
            "it has %d bytes; at most %d".formatted(Files.size(file), MAX_GRAPH_BYTES));
      }
      return new SavedModelFolder(file, variables(inside, file.resolveSibling(VARIABLES)));
    } catch (IOException e) {
      throw new UnfitModelException("it, or its folder variables, cannot be read (" + e + ")");
    }
  }

  private static List<Path> variables(Path inside, Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    check(inside, folder);
    List<Path> files = new ArrayList<>();
    try (Stream<Path> found = Files.list(folder)) {
      for (Path entry : (Iterable<Path>) found::iterator) {
        if (files.size() == MAX_FILES) {
          throw new UnfitModelException(
              "its folder variables holds more than %d files".formatted(MAX_FILES));
        }
        check(inside, entry);
        if (!Files.isRegularFile(entry)) {
          throw new UnfitModelException(
              "variables/%s is no file: expected the files that TensorFlow wrote there"
                  .formatted(entry.getFileName()));
        }
        files.add(entry);
      }
    }
    return files.stream().sorted().toList();
  }

  private static void check(Path inside, Path entry) throws IOException {
    if (!entry.toRealPath().startsWith(inside)) {
      throw new UnfitModelException(
          "%s is a link out of its folder: pack the file itself (tar --dereference)"
              .formatted(entry.getFileName()));
    }
  }

  /** The folder, as the library is to be given it. */
  Path folder() {
    return Objects.requireNonNull(file.toAbsolutePath().getParent());
  }

  List<Path> files() {
    return Stream.concat(Stream.of(file), variables.stream()).toList();
  }

  /** Whether the variables have values at all; those of their parts are checked by the library. */
  boolean hasVariables() {
    return variables.stream().anyMatch(path -> path.endsWith(INDEX));
  }

  long weightBytes() {
    return variables.stream().mapToLong(SavedModelFolder::size).sum();
  }

  long graphBytes() {
    return size(file);
  }

  private static long size(Path path) {
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw new UnfitModelException("%s cannot be read (%s)".formatted(path.getFileName(), e));
    }
  }
}
