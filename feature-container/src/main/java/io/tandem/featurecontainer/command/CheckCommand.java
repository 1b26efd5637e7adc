package io.tandem.featurecontainer.command;

import io.tandem.featurecontainer.train.ParallelFit;
import io.tandem.sharedfeatures.custom.CustomEncoding;
import io.tandem.sharedfeatures.definition.DefinitionSummary;
import io.tandem.sharedfeatures.fault.DefinitionException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says all that is wrong with a definition, or what it makes. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Checks a definition: every problem on a line with its place, or what it makes.")
final class CheckCommand implements Callable<Integer> {
  private final Console console;
  private final List<CustomEncoding> customEncodings;

  @Parameters(paramLabel = "FILE", description = "The definition, as features.json.")
  private Path file = Path.of("");

  CheckCommand(Console console, List<CustomEncoding> customEncodings) {
    this.console = console;
    this.customEncodings = customEncodings;
  }

  @Override
  public Integer call() throws IOException {
    try {
      DefinitionSummary summary =
          DefinitionSummary.of(ParallelFit.definition(file, customEncodings));
      console.print(summary.toString());
      return 0;
    } catch (DefinitionException e) {
      e.problems().forEach(problem -> console.say(file + ": " + problem));
      return ExitStatus.FAILED;
    }
  }
}
