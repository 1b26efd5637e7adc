package io.tandem.inferencetestkit.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a JVM of this machine takes, once it has collected its garbage.
 *
 * @param pssKib its memory, its share of what it shares
 * @param heapKib what is alive in its heap
 * @param threads but those that compile, which come and go
 * @param descriptors open files and connections
 */
record Footprint(long pssKib, long heapKib, long threads, long descriptors) {
  private static final Pattern USED = Pattern.compile("(?:DefNew|Tenured) .*, used (\\d+)K.*");

  static Footprint of(long process) throws IOException, InterruptedException {
    // Twice: what the first finds to be cleaned is free with the second.
    jcmd(process, "GC.run");
    jcmd(process, "GC.run");
    Path proc = Path.of("/proc", Long.toString(process));
    return new Footprint(pss(proc), heap(process), threads(proc), count(proc.resolve("fd")));
  }

  private static long heap(long process) throws IOException, InterruptedException {
    return jcmd(process, "GC.heap_info").stream()
        .map(USED::matcher)
        .filter(Matcher::matches)
        .mapToLong(used -> Long.parseLong(used.group(1)))
        .reduce(Long::sum)
        .orElseThrow();
  }

  /** What it prints. */
  private static List<String> jcmd(long process, String command)
      throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process running =
        new ProcessBuilder(jcmd, Long.toString(process), command).redirectErrorStream(true).start();
    // What it prints is short: it need not be read for it to end.
    if (!running.waitFor(1, TimeUnit.MINUTES) || running.exitValue() != 0) {
      throw new AssertionError("jcmd " + command + " failed with " + running);
    }
    return running.inputReader().readAllLines();
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
