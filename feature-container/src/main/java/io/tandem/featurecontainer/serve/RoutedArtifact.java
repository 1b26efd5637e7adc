package io.tandem.featurecontainer.serve;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.custom.CustomEncoding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * A model artifact with several feature sets: a folder for each, and the routes beside them.
 *
 * @param features by the name of their folder: those of the routes, all checked
 */
record RoutedArtifact(Routes routes, Map<String, FeatureSet> features) {
  RoutedArtifact {
    features = Map.copyOf(features);
  }

  /** Its folder, if the model directory has routes: itself, or the one in it. */
  static Optional<Path> locate(Path modelDirectory) {
    try {
      return Files.isDirectory(modelDirectory)
          ? FeatureArtifact.folderOf(modelDirectory, Routes.FILE)
          : Optional.empty();
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(modelDirectory, e);
    }
  }

  /**
   * Reads and checks all feature sets, on all cores.
   *
   * @throws ContainerException with all that is wrong with the routes, else with all that is wrong
   *     with the feature sets
   */
  static RoutedArtifact read(Path folder, List<CustomEncoding> customEncodings) {
    if (Files.exists(folder.resolve(FeatureArtifact.DEFINITION))) {
      throw new ContainerException(
          "found "
              + FeatureArtifact.DEFINITION
              + " and "
              + Routes.FILE
              + " in "
              + folder
              + ": expected one of them; with routes each feature set has a folder of its own");
    }
    Routes routes = Routes.read(folder.resolve(Routes.FILE), folders(folder));
    return new RoutedArtifact(routes, readAll(folder, routes.names(), customEncodings));
  }

  /** Hidden ones are no part of it, and links might lead out of it. */
  private static NavigableSet<String> folders(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      NavigableSet<String> names = new TreeSet<>();
      entries
          .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
          .map(entry -> entry.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .forEach(names::add);
      return names;
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(folder, e);
    }
  }

  private static Map<String, FeatureSet> readAll(
      Path folder, NavigableSet<String> names, List<CustomEncoding> customEncodings) {
    List<Callable<FeatureSet>> calls = new ArrayList<>();
    for (String name : names) {
      calls.add(() -> FeatureArtifact.read(folder.resolve(name), customEncodings));
    }
    NavigableMap<String, FeatureSet> features = new TreeMap<>();
    List<String> faults = new ArrayList<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.min(calls.size(), Runtime.getRuntime().availableProcessors()),
            Thread.ofPlatform().name("load-", 1).daemon().factory())) {
      List<Future<FeatureSet>> results = threads.invokeAll(calls);
      for (String name : names) {
        try {
          features.put(name, results.get(features.size() + faults.size()).get());
        } catch (ExecutionException e) {
          faults.add(fault(e));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("cut off while loading", e);
    }
    if (!faults.isEmpty()) {
      throw new ContainerException(String.join("; ", faults));
    }
    return features;
  }

  /** The words of a fault of the artifact; any other is thrown. */
  private static String fault(ExecutionException failed) {
    return switch (failed.getCause()) {
      case ContainerException wrong -> wrong.getMessage();
      case RuntimeException bug -> throw bug;
      case Error error -> throw error;
      case null, default -> throw new IllegalStateException(failed);
    };
  }

  /** How many feature sets a folder may hold, from its files' names alone. */
  static long countSets(Path folder) {
    try (Stream<Path> definitions =
        Files.find(folder, 3, (file, is) -> file.endsWith(FeatureArtifact.DEFINITION))) {
      return definitions.count();
    } catch (IOException | UncheckedIOException e) {
      // Whoever loads it meets the same fault and names it.
      return 0;
    }
  }

  private static ContainerException unreadable(Path folder, Exception fault) {
    return new ContainerException("cannot read " + folder + ": " + fault, fault);
  }
}
