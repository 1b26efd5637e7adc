package io.tandem.featurecontainer.command;

import io.tandem.featurecontainer.records.Progress;
import io.tandem.featurecontainer.records.RecordFile;
import io.tandem.featurecontainer.records.RecordRun;
import io.tandem.featurecontainer.records.RejectedRecords;
import io.tandem.featurecontainer.serve.FeatureArtifact;
import io.tandem.featurecontainer.serve.VectorFormat;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.VectorText;
import io.tandem.sharedfeatures.custom.CustomEncoding;
import io.tandem.sharedfeatures.definition.Misplaced;
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
  private final List<CustomEncoding> customEncodings;

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
      description =
          "csv, jsonl, npy, or training: CSV of training records with the label first and a line"
              + " before it that states the fingerprints, which the model container's train checks"
              + " (default: ${DEFAULT-VALUE}).")
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
          "Files of JSON Lines, an order on each line, or folders of such files; gzip is"
              + " allowed. - is standard input (the default).")
  private List<String> inputs = List.of("-");

  /** As on the command line. */
  enum Format {
    csv(VectorFormat.CSV),
    jsonl(VectorFormat.JSON_LINES),
    npy(VectorFormat.NPY),
    training(VectorFormat.CSV);

    private final VectorFormat written;

    Format(VectorFormat written) {
      this.written = written;
    }
  }

  ExtractCommand(Console console, List<CustomEncoding> customEncodings) {
    this.console = console;
    this.customEncodings = customEncodings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path file = output;
    if (file == null && format == Format.npy) {
      throw new ParameterException(
          spec.commandLine(), "npy starts with the number of its rows: name a file with --output");
    }
    FeatureSet features = FeatureArtifact.read(directory, customEncodings);
    List<RecordFile> files = RecordFile.all(inputs, console.in());
    try (ExtractOutput vectors =
        file == null
            ? ExtractOutput.to(console.out(), format.written, head(features))
            : ExtractOutput.to(file, format.written, head(features))) {
      RejectedRecords rejected = extract(features, files, vectors);
      vectors.finish(features.columns().size() + (isLabelFirst() ? 1 : 0));
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

  private boolean isLabelFirst() {
    return labelFirst || format == Format.training;
  }

  private byte[] head(FeatureSet features) {
    return format == Format.training ? VectorText.trainingHead(features) : new byte[0];
  }

  private RejectedRecords extract(
      FeatureSet features, List<RecordFile> files, ExtractOutput vectors)
      throws IOException, InterruptedException {
    Misplaced misplaced =
        new Misplaced(
            features.definition(),
            isLabelFirst(),
            format == Format.training
                ? "training vectors are made of records; choose another --format"
                : isLabelFirst() ? "leave out --label-first" : "add --label-first");
    List<FeatureExtraction> works = new ArrayList<>();
    for (int i = 0; i < threads.count(); i++) {
      works.add(
          new FeatureExtraction(
              isLabelFirst() ? features.records() : features.orders(),
              vectors,
              misplaced,
              new RejectedRecords(files, misplaced::hint),
              skipRejected));
    }
    RecordRun.run(
        files, works, new Progress(files, PROGRESS, read -> console.say("extract: " + read)));
    RejectedRecords rejected = new RejectedRecords(files, misplaced::hint);
    works.forEach(work -> rejected.merge(work.rejected()));
    return rejected;
  }
}
