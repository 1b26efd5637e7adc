package io.tandem.benchmarks;

import java.io.PrintStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
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
 * time and bytes per call, and how many times the yardstick's time on the same input that is.
 */
final class Benchmarks {
  /** Of each class, that with which the others of the same size are compared. */
  private static final Set<String> YARDSTICKS =
      Set.of(
          "Orders.tokens",
          "Forests.library",
          "Contributions.library",
          "LightgbmForests.library",
          "CatboostForests.library",
          "Graphs.library",
          "Modules.forward");

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
    Map<String, Double> yardsticks = new HashMap<>();
    for (RunResult result : results) {
      if (YARDSTICKS.contains(name(result))) {
        yardsticks.put(compared(result), best(result));
      }
    }
    out.println();
    out.println("| input | | ns, best | median | bytes allocated | times yardstick |");
    out.println("|---|---|---|---|---|---|");
    for (RunResult result : results) {
      Result<?> time = result.getPrimaryResult();
      Double yardstick = yardsticks.get(compared(result));
      out.printf(
          Locale.ROOT,
          "| %s | %s | %.0f | %.0f | %.0f | %s |%n",
          input(result),
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

  /** {@code Orders.tokens} */
  private static String name(RunResult result) {
    String benchmark = result.getParams().getBenchmark();
    int method = benchmark.lastIndexOf('.');
    return benchmark.substring(benchmark.lastIndexOf('.', method - 1) + 1);
  }

  /** What is compared with a yardstick: the methods of one class with the same input. */
  private static String compared(RunResult result) {
    String name = name(result);
    return name.substring(0, name.indexOf('.')) + ": " + input(result);
  }

  /** {@code 3 lines}, {@code trees graph, 1 rows} */
  private static String input(RunResult result) {
    BenchmarkParams parameters = result.getParams();
    return parameters.getParamsKeys().stream()
        .map(name -> parameters.getParam(name) + " " + name)
        .collect(Collectors.joining(", "));
  }
}
