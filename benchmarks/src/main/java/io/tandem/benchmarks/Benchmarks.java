package io.tandem.benchmarks;

import java.io.PrintStream;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the benchmarks with JMH's own command line, counts allocations, and sums up in one table:
 * time and bytes per order, and how many times the bare tokenising of the same bytes that is.
 */
final class Benchmarks {
  private static final String YARDSTICK = "tokens";
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private Benchmarks() {}

  public static void main(String[] args) throws CommandLineOptionException, RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .parent(new CommandLineOptions(args))
                    .addProfiler(GCProfiler.class)
                    .build())
            .run();
    report(results, System.out);
  }

  private static void report(Collection<RunResult> results, PrintStream out) {
    Map<Integer, Double> tokenising = new TreeMap<>();
    for (RunResult result : results) {
      if (name(result).equals(YARDSTICK)) {
        tokenising.put(lines(result), best(result));
      }
    }
    out.println();
    out.println("| lines | | ns per order, best | median | bytes allocated | times tokenising |");
    out.println("|---|---|---|---|---|---|");
    for (RunResult result : results) {
      Result<?> time = result.getPrimaryResult();
      Double yardstick = tokenising.get(lines(result));
      out.printf(
          Locale.ROOT,
          "| %d | %s | %.0f | %.0f | %.0f | %s |%n",
          lines(result),
          name(result),
          best(result),
          time.getStatistics().getPercentile(50),
          allocated(result),
          yardstick == null ? "" : String.format(Locale.ROOT, "%.2f", best(result) / yardstick));
    }
  }

  /** Of many short iterations: what else the machine does slows some, and speeds none up. */
  private static double best(RunResult result) {
    return result.getPrimaryResult().getStatistics().getMin();
  }

  private static double allocated(RunResult result) {
    Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
    return allocated == null ? Double.NaN : allocated.getScore();
  }

  private static String name(RunResult result) {
    String benchmark = result.getParams().getBenchmark();
    return benchmark.substring(benchmark.lastIndexOf('.') + 1);
  }

  private static int lines(RunResult result) {
    return Integer.parseInt(result.getParams().getParam("lines"));
  }
}
