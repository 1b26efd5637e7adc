package io.tandem.workbench;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.resources.ServingResources;
import io.tandem.workbench.pair.OrderFile;
import io.tandem.workbench.pair.Pair;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/**
 * The program. Serves until Ctrl-C or SIGTERM. Exit status 1: what was given cannot be used, the
 * reason is a line on standard error; 2: wrong usage; 130 or 143: ended by a signal.
 */
@Command(
    name = "workbench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Shows on a page of this machine why an order's probability is what it is, and what would"
            + " change it.",
    footer = {"", "Exit status: 1 the input cannot be used, 2 wrong usage, 130 ended by Ctrl-C."})
public final class Workbench implements Callable<Integer> {
  private static final int MAX_PORT = 65_535;

  private final PrintWriter out;
  private final PrintWriter err;

  @Parameters(
      paramLabel = "FOLDER",
      description =
          "A feature set and its model, in its folders features and model: what the order"
              + " container serves.")
  private Path folder = Path.of("");

  @Option(
      names = "--other",
      paramLabel = "FOLDER",
      description = "Another pair, to compare with on the same orders.")
  private @Nullable Path other;

  @Option(
      names = "--orders",
      paramLabel = "FILE",
      description =
          "Orders to pick from, one as JSON on each line, or training records; gzip is allowed."
              + " The first 1000 are listed.")
  private @Nullable Path orders;

  @Option(
      names = "--threshold",
      paramLabel = "P",
      defaultValue = "0.5",
      description = "From this probability on an order is refused (default: ${DEFAULT-VALUE}).")
  private double threshold;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "On the loopback address (default: any free one).")
  private int port;

  Workbench(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] arguments) {
    System.setProperty("java.util.logging.SimpleFormatter.format", "%5$s%6$s%n");
    Logger.getLogger("").setLevel(Level.WARNING);
    System.exit(
        run(
            new PrintWriter(System.out, true, System.out.charset()),
            new PrintWriter(System.err, true, System.err.charset()),
            arguments));
  }

  /** Returns the exit status. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return new CommandLine(new Workbench(out, err))
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler((e, _) -> misused(err, e))
        .setExecutionExceptionHandler((e, _, _) -> failed(err, e))
        .execute(arguments);
  }

  private static int misused(PrintWriter err, ParameterException e) {
    String message = String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}+", " ");
    err.println("workbench: " + message + "; see workbench --help");
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(PrintWriter err, Exception e) throws Exception {
    if (e instanceof ContainerException fault) {
      err.println("workbench: " + fault.getMessage().replaceAll("\\p{Cntrl}+", " "));
      return 1;
    }
    throw e;
  }

  private List<String> faults() {
    List<String> faults = new ArrayList<>();
    if (!(threshold >= 0 && threshold <= 1)) {
      String found = Double.toString(threshold).replaceAll("\\.0$", "");
      faults.add("--threshold is %s; expected 0 to 1".formatted(found));
    }
    if (port < 0 || port > MAX_PORT) {
      faults.add("--port is %d; expected 0 to %d".formatted(port, MAX_PORT));
    }
    return faults;
  }

  @Override
  public Integer call() throws InterruptedException {
    List<String> faults = faults();
    if (!faults.isEmpty()) {
      err.println("workbench: " + String.join("; ", faults));
      return CommandLine.ExitCode.USAGE;
    }
    List<Pair> pairs = new ArrayList<>();
    try (ServingResources resources = ServingResources.ofProcess()) {
      try {
        pairs.add(Pair.open(folder, resources));
        if (other != null) {
          pairs.add(Pair.open(other, resources));
        }
        OrderFile listed =
            orders == null ? null : OrderFile.read(orders, pairs.getFirst().definition());
        try (var server = WorkbenchServer.start(port, new WorkbenchApi(pairs, listed, threshold))) {
          out.println("listening on " + server.address() + " until Ctrl-C");
          new CountDownLatch(1).await();
        }
        return 0;
      } finally {
        pairs.forEach(Pair::close);
      }
    }
  }
}
