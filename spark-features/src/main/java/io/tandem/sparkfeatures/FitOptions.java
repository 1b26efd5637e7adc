package io.tandem.sparkfeatures;

import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Fitter;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.definition.Misplaced;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** What a fit needs beside its records, and the fit itself. */
final class FitOptions {
  private static final int MAX_DEFINITION_BYTES = 16 << 20;

  @Option(
      names = "--definition",
      required = true,
      paramLabel = "PATH",
      converter = PathText.class,
      description = "The definition, as features.json.")
  private String definition = "";

  @Option(
      names = "--skip-rejected",
      description =
          "Leaves out the records that cannot be used, and names them; otherwise one of them ends"
              + " the job.")
  private boolean skipRejected;

  boolean skipRejected() {
    return skipRejected;
  }

  /**
   * Fits on the cluster and writes the feature set.
   *
   * @throws JobFailure when a record cannot be used and none may be skipped
   */
  FeatureSet run(SparkSession session, Storage storage, RecordInput input, String output)
      throws IOException {
    byte[] written = storage.read(definition, MAX_DEFINITION_BYTES);
    // Its problems are told before the cluster begins.
    FeatureDefinition.read(written);
    PartialAggregate<FitAggregate> fit =
        PartialAggregate.run(
            () -> new FitAggregate(FeatureDefinition.read(written)), input.read(session));
    Fitter fitter = fit.aggregate().fitter();
    long rejected = fit.rejected().count();
    if (rejected > 0) {
      String told = "%d records cannot be used".formatted(rejected);
      if (!skipRejected) {
        throw new JobFailure(told + "; nothing was written" + fit.rejected().lines());
      }
      System.err.println("fit: " + told + " and were left out" + fit.rejected().lines());
    }
    if (fitter.records() == 0) {
      throw new JobFailure("no training record to fit; nothing was written");
    }
    List<String> never = fitter.neverSeen();
    if (!never.isEmpty()) {
      System.err.println(
          "fit: no record has a value for %s: are the paths right?"
              .formatted(String.join(", ", never)));
    }
    FeatureSet features = fitter.finish();
    write(features, storage, output);
    System.err.println(
        "fit: wrote %s: records=%d columns=%d golden_orders=%d schema=%s semantics=%s"
            .formatted(
                output,
                fitter.records(),
                features.columns().size(),
                features.goldenOrders().size(),
                features.schemaFingerprint(),
                features.semanticsFingerprint()));
    return features;
  }

  private static void write(FeatureSet features, Storage storage, String folder)
      throws IOException {
    Map<String, byte[]> files = features.files();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      storage.write(folder, file.getKey(), file.getValue());
    }
    storage.write(folder, "model.tar.gz", FeatureArchive.of(files));
    // Last: without it the folder is not whole.
    storage.write(folder, "_SUCCESS", new byte[0]);
  }

  /** What is learned of training records. */
  private record FitAggregate(Fitter fitter, Misplaced misplaced) implements Aggregate {
    FitAggregate(FeatureDefinition definition) {
      this(
          new Fitter(definition),
          new Misplaced(
              definition,
              true,
              "features are fitted to records, which hold an order and its label"));
    }

    @Override
    public void observe(Records at, RejectedRecords rejected) {
      byte[] json = at.bytes();
      fitter
          .observe(json, 0, json.length)
          .ifPresent(rejection -> rejected.add(at, rejection, misplaced::hint));
    }

    @Override
    public byte[] state() {
      return fitter.state();
    }

    @Override
    public void merge(byte[] state) {
      fitter.merge(state);
    }
  }
}
