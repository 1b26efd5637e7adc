package io.tandem.sparkfeatures;

import io.tandem.sharedfeatures.FeatureSet;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The feature container's {@code extract}, on a cluster: the same vectors, bit for bit. */
@Command(
    name = "extract",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Turns training records, or bare orders, into vectors.")
final class ExtractCommand implements Callable<Integer> {
  @Mixin private FeatureSetInput features = new FeatureSetInput();

  @Mixin private RecordInput input = new RecordInput();

  @Mixin private VectorOutput vectors = new VectorOutput();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "PATH",
      converter = PathText.class,
      description = "Folder for the vectors; not there yet, or empty.")
  private String output = "";

  @Option(
      names = "--skip-rejected",
      description =
          "Leaves out the orders that have no vector, and names them; otherwise the first one ends"
              + " the job.")
  private boolean skipRejected;

  @Override
  public Integer call() throws IOException {
    SparkSession session = ClusterSession.get();
    Storage storage = new Storage(session);
    FeatureSet read = features.read(storage);
    storage.checkEmpty(output);
    vectors.write(read, input.read(session), storage, output, skipRejected);
    return 0;
  }
}
