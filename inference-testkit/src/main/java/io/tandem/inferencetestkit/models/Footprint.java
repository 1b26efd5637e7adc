package io.tandem.inferencetestkit.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a JVM of this machine takes, once it has collected its garbage.
 *
 * @param pssKib its memory, its share of what it shares
 * @param threads but those that compile, which come and go
 * @param descriptors open files and connections
 */
record Footprint(long pssKib, long threads, long descriptors) {

  static Footprint of(long process) throws IOException, InterruptedException {
    collectGarbage(process);
    Path proc = Path.of("/proc", Long.toString(process));
    return new Footprint(pss(proc), threads(proc), count(proc.resolve("fd")));
  }

  private static void collectGarbage(long process) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    // Twice: what the first finds to be cleaned is free with the second.
    for (int i = 0; i < 2; i++) {
      Process collecting =
          new ProcessBuilder(jcmd, Long.toString(process), "GC.run")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!collecting.waitFor(1, TimeUnit.MINUTES) || collecting.exitValue() != 0) {
        throw new AssertionError("jcmd GC.run failed with " + collecting);
      }
    }
  }

  private static long pss(Path proc) throws IOException {
    return Files.readAllLines(proc.resolve("smaps_rollup")).stream()
        .filter(line -> line.startsWith("Pss:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  private static long threads(Path proc) throws IOException {
    try (Stream<Path> threads = Files.list(proc.resolve("task"))) {
      return threads.filter(thread -> !compiles(thread)).count();
    }
  }

  private static boolean compiles(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).contains("CompilerThre");
    } catch (IOException e) {
      // It has ended.
      return true;
    }
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.count();
    }
  }
}
