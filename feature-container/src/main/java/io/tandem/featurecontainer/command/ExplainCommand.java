package io.tandem.featurecontainer.command;

import io.tandem.featurecontainer.records.NotJsonLines;
import io.tandem.featurecontainer.records.RecordFile;
import io.tandem.featurecontainer.records.UnreadableFile;
import io.tandem.featurecontainer.serve.FeatureArtifact;
import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.custom.CustomEncoding;
import io.tandem.sharedfeatures.definition.Misplaced;
import io.tandem.sharedfeatures.explanation.Explained;
import io.tandem.sharedfeatures.explanation.Explainer;
import io.tandem.sharedfeatures.explanation.Explanation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says of an order how each of its columns came about. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Says of an order how each column came about: what was read, each step, what was missing or"
          + " unseen.",
      "Values of personal sources, and what is computed from them, are masked or hidden."
    })
final class ExplainCommand implements Callable<Integer> {
  private static final int MAX_ORDER_BYTES = 16 << 20;

  private final Console console;
  private final List<CustomEncoding> customEncodings;

  @Option(
      names = "--features",
      required = true,
      paramLabel = "DIR",
      description = "The feature set, as train or fit wrote it.")
  private Path directory = Path.of("");

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "FEATURE",
      description = "Only these features, with commas between (default: all).")
  private Set<String> only = new LinkedHashSet<>();

  @Option(names = "--json", description = "As a JSON object; long arrays are whole in it.")
  private boolean json;

  @Option(
      names = "--records",
      description =
          "It is a training record, not a bare order: explains the vector that the model is trained"
              + " with.")
  private boolean records;

  @Parameters(
      arity = "0..1",
      paramLabel = "ORDER",
      description =
          "A file with one order as JSON, gzip allowed. - is standard input (the default).")
  private String order = "-";

  ExplainCommand(Console console, List<CustomEncoding> customEncodings) {
    this.console = console;
    this.customEncodings = customEncodings;
  }

  @Override
  public Integer call() throws IOException {
    FeatureSet features = FeatureArtifact.read(directory, customEncodings);
    byte[] bytes = order.equals("-") ? read(console.in()) : read(Path.of(order));
    return switch (explain(features, bytes, records)) {
      case Explanation explanation -> {
        Set<String> names = only.stream().map(String::strip).collect(Collectors.toSet());
        explanation
            .unknown(names)
            .ifPresent(
                fault -> {
                  throw new ContainerException("--only: " + fault);
                });
        Explanation wanted = explanation.only(names);
        console.print(json ? wanted.toJson() + "\n" : wanted.toText());
        yield 0;
      }
      case Explained.Rejected rejection -> {
        console.say(
            "explain: %s: the %s is rejected: %s%s"
                .formatted(order, records ? "record" : "order", rejection, hint(features, bytes)));
        yield ExitStatus.FAILED;
      }
    };
  }

  private static Explained explain(FeatureSet features, byte[] bytes, boolean record) {
    Explainer explainer = record ? Explainer.ofRecords(features) : Explainer.ofOrders(features);
    return explainer.explain(bytes);
  }

  private String hint(FeatureSet features, byte[] bytes) {
    String misplaced =
        new Misplaced(
                features.definition(), records, records ? "leave out --records" : "add --records")
            .hint(bytes, 0, bytes.length);
    return misplaced.isEmpty() ? form(Body.of(bytes).text()) : misplaced;
  }

  /**
   * Who gives a file of several orders by mistake, or of another form, should not have to guess.
   */
  private static String form(Body text) {
    if (NotJsonLines.isJsonLines(text)) {
      return "; expected one order, not a line for each of several";
    }
    // One order may well stand on several lines.
    return text.length() == 0 || text.array()[text.begin()] == '{'
        ? ""
        : NotJsonLines.of(text.array(), text.begin(), text.end())
            .map(form -> "; this is " + form.name() + ", expected one order")
            .orElse("");
  }

  private static byte[] read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in);
    } catch (IOException e) {
      throw UnreadableFile.fault(file.toString(), "a file with an order", e);
    }
  }

  private static byte[] read(InputStream in) throws IOException {
    byte[] bytes = RecordFile.unpacked(in).readNBytes(MAX_ORDER_BYTES + 1);
    if (bytes.length > MAX_ORDER_BYTES) {
      throw new ContainerException(
          "the order is larger than " + (MAX_ORDER_BYTES >> 20) + " MiB; expected one order");
    }
    return bytes;
  }
}
