package io.tandem.featurecontainer.command;

import io.tandem.featurecontainer.records.Progress;
import io.tandem.featurecontainer.records.RecordFile;
import io.tandem.featurecontainer.records.RejectedRecords;
import io.tandem.featurecontainer.records.UnreadableFile;
import io.tandem.featurecontainer.train.ParallelFit;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.sharedfeatures.custom.CustomEncoding;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.fault.DefinitionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code train} does, with files instead of channels. */
@Command(
    name = "fit",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Fits a definition to training records and writes the feature set.")
final class FitCommand implements Callable<Integer> {
  private static final Duration PROGRESS = Duration.ofSeconds(2);
  private static final int MAX_NAMED = 20;

  private final Console console;
  private final List<CustomEncoding> customEncodings;

  @Option(
      names = "--definition",
      required = true,
      paramLabel = "FILE",
      description = "The definition, as features.json.")
  private Path definition = Path.of("");

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Where the feature set is written; made when it is not there.")
  private Path output = Path.of("");

  @Option(
      names = "--skip-rejected",
      description =
          "Leaves out the records that cannot be used, and names them; otherwise one of them stops"
              + " the fit.")
  private boolean skipRejected;

  @Mixin private Threads threads = new Threads();

  @Parameters(
      arity = "1..*",
      paramLabel = "RECORDS",
      description =
          "Files of JSON Lines, a training record on each line, or folders of such files; gzip is"
              + " allowed. - is standard input.")
  private List<String> records = List.of();

  FitCommand(Console console, List<CustomEncoding> customEncodings) {
    this.console = console;
    this.customEncodings = customEncodings;
  }

  @Override
  public Integer call() throws InterruptedException {
    FeatureDefinition read;
    try {
      read = ParallelFit.definition(definition, customEncodings);
    } catch (DefinitionException e) {
      e.problems().forEach(problem -> console.say(definition + ": " + problem));
      return ExitStatus.FAILED;
    }
    checkOutput(read);
    List<RecordFile> files = RecordFile.all(records, console.in());
    Progress progress = new Progress(files, PROGRESS, said -> console.say("fit: " + said));
    ParallelFit fit = ParallelFit.run(read, files, threads.count(), progress);
    report(fit.rejected());
    if (fit.rejected().count() > 0 && !skipRejected) {
      return ExitStatus.FAILED;
    }
    if (fit.fitter().records() == 0) {
      throw new ContainerException("no training record to fit; nothing was written");
    }
    fit.warning().ifPresent(warning -> console.say("fit: " + warning));
    console.say("fit: wrote %s: %s".formatted(output, fit.write(output)));
    return 0;
  }

  /** Before the work, not after it. */
  private void checkOutput(FeatureDefinition read) {
    Path existing = output.toAbsolutePath();
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing)) {
      throw new ContainerException(existing + ": is a file; expected a folder, or none yet");
    }
    if (!Files.isWritable(existing)) {
      throw new ContainerException(existing + ": this user may not write into it");
    }
    Path before = output.resolve("features.json");
    if (Files.exists(before) && !mayReplace(before, read)) {
      throw new ContainerException(
          before
              + ": is another definition, which would be overwritten; name another folder, or"
              + " remove it");
    }
  }

  /** The definition itself, or an earlier feature set of the same name. */
  private boolean mayReplace(Path before, FeatureDefinition read) {
    try {
      if (Files.mismatch(before, definition) < 0) {
        return true;
      }
      return Files.exists(output.resolve("state.json"))
          && ParallelFit.definition(before, customEncodings).name().equals(read.name());
    } catch (DefinitionException e) {
      return false;
    } catch (IOException e) {
      throw UnreadableFile.fault(before.toString(), "a definition, a JSON file", e);
    }
  }

  private void report(RejectedRecords rejected) {
    if (rejected.count() > 0) {
      console.say(
          "fit: %d records cannot be used%s"
              .formatted(
                  rejected.count(), skipRejected ? " and were left out" : "; nothing was written"));
      rejected.lines(MAX_NAMED).forEach(line -> console.say("  " + line));
    }
  }
}
