package io.tandem.featurecontainer;

import io.tandem.featurecontainer.records.Progress;
import io.tandem.featurecontainer.records.RecordFile;
import io.tandem.featurecontainer.records.RecordRun;
import io.tandem.featurecontainer.records.RejectedRecords;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Operator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code serve} answers, for files of any size. */
@Command(
    name = "extract",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Turns orders into vectors, the bytes that serve would answer, in the order of the input.")
final class ExtractCommand implements Callable<Integer> {
  private static final Duration PROGRESS = Duration.ofSeconds(2);
  private static final int MAX_NAMED = 20;

  private final Console console;
  private final List<Operator> operators;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--features",
      required = true,
      paramLabel = "DIR",
      description = "The feature set, as train or fit wrote it.")
  private Path directory = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "csv",
      description = "csv, jsonl or npy (default: ${DEFAULT-VALUE}).")
  private Format format = Format.csv;

  @Option(
      names = "--label-first",
      description = "The lines are training records, and every row starts with the record's label.")
  private boolean labelFirst;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Has its name only when it is complete (default: standard output).")
  private @Nullable Path output;

  @Option(
      names = "--skip-rejected",
      description =
          "Leaves out the orders that have no vector, and names them; otherwise the first one ends"
              + " the extraction.")
  private boolean skipRejected;

  @Mixin private Threads threads = new Threads();

  @Parameters(
      arity = "0..*",
      paramLabel = "INPUT",
      description =
          "Files of JSON Lines, an order on each line, or folders of such files; those that end in"
              + " .gz are compressed. - is standard input (the default).")
  private List<String> inputs = List.of("-");

  /** As on the command line. */
  enum Format {
    csv(VectorFormat.CSV),
    jsonl(VectorFormat.JSON_LINES),
    npy(VectorFormat.NPY);

    private final VectorFormat written;

    Format(VectorFormat written) {
      this.written = written;
    }
  }

  ExtractCommand(Console console, List<Operator> operators) {
    this.console = console;
    this.operators = operators;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path file = output;
    if (file == null && format == Format.npy) {
      throw new ParameterException(
          spec.commandLine(), "npy starts with the number of its rows: name a file with --output");
    }
    FeatureSet features = FeatureArtifact.read(directory, operators);
    List<RecordFile> files = inputs.stream().flatMap(input -> open(input).stream()).toList();
    try (VectorOutput vectors =
        file == null
            ? VectorOutput.to(console.out(), format.written)
            : VectorOutput.to(file, format.written)) {
      RejectedRecords rejected = extract(features, files, vectors);
      vectors.finish(features.columns().size() + (labelFirst ? 1 : 0));
      if (rejected.count() > 0) {
        console.say("extract: %d orders were left out".formatted(rejected.count()));
        rejected.lines(MAX_NAMED).forEach(line -> console.say("  " + line));
      }
      if (file != null) {
        console.say("extract: wrote %s: vectors=%d".formatted(file, vectors.vectors()));
      }
    }
    return 0;
  }

  private List<RecordFile> open(String input) {
    return input.equals("-")
        ? List.of(RecordFile.standardInput(console.in()))
        : RecordFile.at(Path.of(input));
  }

  private RejectedRecords extract(FeatureSet features, List<RecordFile> files, VectorOutput vectors)
      throws IOException, InterruptedException {
    List<FeatureExtraction> works = new ArrayList<>();
    for (int i = 0; i < threads.count(); i++) {
      works.add(
          new FeatureExtraction(
              labelFirst ? features.records() : features.orders(),
              features.columns().size(),
              labelFirst,
              vectors,
              new RejectedRecords(files),
              skipRejected));
    }
    RecordRun.run(
        files, works, new Progress(files, PROGRESS, read -> console.say("extract: " + read)));
    RejectedRecords rejected = new RejectedRecords(files);
    works.forEach(work -> rejected.merge(work.rejected()));
    return rejected;
  }
}
