package io.tandem.sparkfeatures;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The feature container's {@code fit}, on a cluster: the same files, byte for byte. */
@Command(
    name = "fit",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Fits a definition to training records and writes the feature set.")
final class FitCommand implements Callable<Integer> {
  @Mixin private FitOptions fit = new FitOptions();

  @Mixin private RecordInput input = new RecordInput();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "PATH",
      converter = PathText.class,
      description =
          "Folder for the files of the feature set and its model.tar.gz; not there yet, or empty.")
  private String output = "";

  @Override
  public Integer call() throws IOException {
    SparkSession session = ClusterSession.get();
    Storage storage = new Storage(session);
    storage.checkEmpty(output);
    fit.run(session, storage, input, output);
    return 0;
  }
}
