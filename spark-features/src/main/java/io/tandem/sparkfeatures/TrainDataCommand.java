package io.tandem.sparkfeatures;

import io.tandem.sharedfeatures.FeatureSet;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fit} and then {@code extract} of the same records: all that a training job needs. */
@Command(
    name = "train-data",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Fits a definition to training records, and turns the records into vectors.")
final class TrainDataCommand implements Callable<Integer> {
  @Mixin private FitOptions fit = new FitOptions();

  @Mixin private RecordInput input = new RecordInput();

  @Mixin private VectorOutput vectors = new VectorOutput();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "PATH",
      converter = PathText.class,
      description =
          "Folder for features/, as fit writes it, and vectors/, as extract writes it; not there"
              + " yet, or empty.")
  private String output = "";

  @Override
  public Integer call() throws IOException {
    SparkSession session = ClusterSession.get();
    Storage storage = new Storage(session);
    storage.checkEmpty(output);
    FeatureSet features = fit.run(session, storage, input, output + "/features");
    // Read twice, not kept: reading is a fifth of the work, and years of orders fill every disk.
    vectors.write(features, input.read(session), storage, output + "/vectors", fit.skipRejected());
    return 0;
  }
}
