package io.tandem.featurecontainer.command;

import io.tandem.featurecontainer.history.HistoryFiles;
import io.tandem.featurecontainer.history.HistoryRun;
import io.tandem.featurecontainer.records.Progress;
import io.tandem.featurecontainer.records.RecordFile;
import io.tandem.featurecontainer.records.RejectedRecords;
import io.tandem.featurecontainer.records.UnreadableFile;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.history.HistoryDefinition;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a shop knew when each order was placed, from all orders and events. */
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Writes records with the history of the customer and the counters that were known when the"
            + " order was placed, from the orders themselves and from events.")
final class HistoryCommand implements Callable<Integer> {
  private static final Duration PROGRESS = Duration.ofSeconds(2);
  private static final int MAX_NAMED = 20;
  private static final int MAX_DEFINITION_BYTES = 16 << 20;
  private static final int BUFFER_BYTES = 1 << 20;

  private final Console console;

  @Option(
      names = "--definition",
      required = true,
      paramLabel = "FILE",
      description = "What orders and events hold, and what to count, as history.json.")
  private Path definition = Path.of("");

  @Option(
      names = "--events",
      paramLabel = "FILE",
      description =
          "What happened to the orders: files of JSON Lines, or folders; may be given several"
              + " times.")
  private List<String> events = List.of();

  @Option(
      names = "--other-orders",
      paramLabel = "FILE",
      description =
          "Orders that count for others and are not written: those that were cancelled or declined,"
              + " are too young, or came before; as the records, an outcome is not needed.")
  private List<String> otherOrders = List.of();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description =
          "JSON Lines. Has its name only when it is complete. The folder is used for sorting, too:"
              + " that takes about as much room as the input.")
  private Path output = Path.of("");

  @Option(
      names = "--skip-rejected",
      description =
          "Leaves out orders and events that cannot be used, and names them; otherwise nothing is"
              + " written.")
  private boolean skipRejected;

  @Mixin private Threads threads = new Threads();

  @Parameters(
      arity = "1..*",
      paramLabel = "RECORDS",
      description =
          "Files of JSON Lines, a training record or an order on each line, or folders of such"
              + " files; gzip is allowed. They are read twice.")
  private List<String> records = List.of();

  HistoryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    HistoryDefinition read;
    try {
      read = definition();
    } catch (DefinitionException e) {
      e.problems().forEach(problem -> console.say(definition + ": " + problem));
      return ExitStatus.FAILED;
    }
    if (!events.isEmpty() && !read.readsEvents()) {
      throw new ContainerException(definition + ": does not say what an event holds");
    }
    if (events.isEmpty() && read.readsEvents()) {
      throw new ContainerException(
          definition
              + ": says what an event holds, and there are none: every history would be empty; give"
              + " --events");
    }
    checkInput();
    Path folder = folder();
    HistoryFiles files =
        new HistoryFiles(
            RecordFile.all(records, console.in()),
            RecordFile.all(otherOrders, console.in()),
            RecordFile.all(events, console.in()));
    try (HistoryRun run = new HistoryRun(read, files, folder, threads.count())) {
      run.read(some -> new Progress(some, PROGRESS, said -> console.say("history: read " + said)));
      report(run.rejected());
      if (run.rejected().count() > 0 && !skipRejected) {
        return ExitStatus.FAILED;
      }
      write(run);
    }
    return 0;
  }

  private HistoryDefinition definition() {
    try {
      if (Files.size(definition) > MAX_DEFINITION_BYTES) {
        throw new ContainerException(
            definition + ": a definition has at most " + (MAX_DEFINITION_BYTES >> 20) + " MiB");
      }
      return HistoryDefinition.read(Files.readAllBytes(definition));
    } catch (IOException e) {
      throw UnreadableFile.fault(definition.toString(), "a definition, a JSON file", e);
    }
  }

  private void checkInput() {
    for (String input : records) {
      if (input.equals("-")) {
        throw new ContainerException("standard input cannot be read twice; name files of records");
      }
      Path path = Path.of(input);
      if (Files.exists(path) && !Files.isDirectory(path) && !Files.isRegularFile(path)) {
        throw new ContainerException(
            path + ": is no regular file, and records are read twice; name files or folders");
      }
    }
    if (Stream.of(events, otherOrders).flatMap(List::stream).filter("-"::equals).count() > 1) {
      throw new ContainerException("standard input can be read once; - may be given once");
    }
  }

  /** Before the work, not after it. */
  private Path folder() throws IOException {
    if (Files.exists(output) && !Files.isRegularFile(output)) {
      throw new ContainerException(output + ": is a folder; expected a file to write, or none yet");
    }
    Path folder = output.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new ContainerException(output + ": there is no folder " + folder + "; make it first");
    }
    if (!Files.isWritable(folder)) {
      throw new ContainerException(folder + ": this user may not write into it");
    }
    Path written = folder.toRealPath().resolve(output.getFileName());
    for (String input : Stream.of(records, otherOrders, events).flatMap(List::stream).toList()) {
      Path read = Path.of(input);
      // A folder is read wholly: what was written there would be read by the next run.
      if (Files.exists(read) && written.startsWith(read.toRealPath())) {
        throw new ContainerException(
            output + ": is among what is read, by " + input + "; write to another place");
      }
    }
    return folder;
  }

  private void report(RejectedRecords rejected) {
    if (rejected.count() > 0) {
      console.say(
          "history: %d lines cannot be used%s"
              .formatted(
                  rejected.count(), skipRejected ? " and were left out" : "; nothing was written"));
      rejected.lines(MAX_NAMED).forEach(line -> console.say("  " + line));
    }
  }

  private void write(HistoryRun run) throws IOException, InterruptedException {
    // Hidden, so that what reads the folder does not take it for whole when this process was
    // killed.
    Path unfinished =
        output.resolveSibling("." + output.getFileName() + "-" + UUID.randomUUID() + ".part");
    try {
      try (OutputStream out =
          new BufferedOutputStream(
              Files.newOutputStream(unfinished, StandardOpenOption.CREATE_NEW), BUFFER_BYTES)) {
        run.write(out, skipRejected);
      }
      run.warnings().forEach(warning -> console.say("history: " + warning));
      if (run.written() == 0) {
        throw new ContainerException("no record to write; nothing was written");
      }
      Files.move(unfinished, output, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
    console.say("history: wrote %s: %s".formatted(output, run.figures()));
  }
}
