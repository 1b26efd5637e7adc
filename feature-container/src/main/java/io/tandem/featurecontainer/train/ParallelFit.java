package io.tandem.featurecontainer.train;

import io.tandem.featurecontainer.records.Progress;
import io.tandem.featurecontainer.records.RecordBatch;
import io.tandem.featurecontainer.records.RecordFile;
import io.tandem.featurecontainer.records.RecordRun;
import io.tandem.featurecontainer.records.RejectedRecords;
import io.tandem.featurecontainer.records.UnreadableFile;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Fitter;
import io.tandem.sharedfeatures.custom.CustomEncoding;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.definition.Misplaced;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.fault.Rejection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One pass over training records on several threads. What was learned does not depend on how many
 * there are, nor on the order or the split of the records.
 *
 * @param fitter has seen every record that can be used
 * @param rejected the others
 */
public record ParallelFit(Fitter fitter, RejectedRecords rejected) {
  private static final long MAX_DEFINITION_BYTES = 16L << 20;

  /**
   * @throws ContainerException when it cannot be read, or is too large for a definition
   * @throws DefinitionException with every problem of the definition
   */
  public static FeatureDefinition definition(Path file, List<CustomEncoding> customEncodings) {
    try {
      if (Files.size(file) > MAX_DEFINITION_BYTES) {
        throw new ContainerException(
            file + ": a definition has at most " + (MAX_DEFINITION_BYTES >> 20) + " MiB");
      }
      return FeatureDefinition.read(Files.readAllBytes(file), customEncodings);
    } catch (IOException e) {
      throw UnreadableFile.fault(file.toString(), "a definition, a JSON file", e);
    }
  }

  /**
   * @throws ContainerException when a file cannot be read
   * @throws DefinitionException when a feature cannot be fitted
   */
  public static ParallelFit run(
      FeatureDefinition definition, List<RecordFile> files, int threads, Progress progress)
      throws InterruptedException {
    Misplaced misplaced =
        new Misplaced(
            definition, true, "features are fitted to records, which hold an order and its label");
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      parts.add(new Part(new Fitter(definition), new RejectedRecords(files, misplaced::hint)));
    }
    try {
      RecordRun.run(files, parts, progress);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Part all = parts.getFirst();
    for (Part part : parts.subList(1, parts.size())) {
      all.fitter.merge(part.fitter);
      all.rejected.merge(part.rejected);
    }
    return new ParallelFit(all.fitter, all.rejected);
  }

  /** For people: a wrong path is more likely than a rare field. Empty when every source had one. */
  public Optional<String> warning() {
    List<String> sources = fitter.neverSeen();
    return sources.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "no record has a value for " + String.join(", ", sources) + ": are the paths right?");
  }

  /**
   * Finishes the fit and writes the feature set.
   *
   * @return its figures, for people
   * @throws DefinitionException when a feature cannot be made from the records
   * @throws ContainerException when the folder cannot be written
   */
  public String write(Path directory) {
    FeatureSet features = fitter.finish();
    try {
      features.write(directory);
    } catch (IOException e) {
      throw new ContainerException("cannot write the feature set: " + e, e);
    }
    return "records=%d columns=%d golden_orders=%d schema=%s semantics=%s"
        .formatted(
            fitter.records(),
            features.columns().size(),
            features.goldenOrders().size(),
            features.schemaFingerprint(),
            features.semanticsFingerprint());
  }

  /** What one thread has seen. */
  private record Part(Fitter fitter, RejectedRecords rejected) implements RecordRun.Work {
    @Override
    public void accept(RecordBatch batch, RecordRun.Turn turn) {
      while (batch.next()) {
        var fault = fitter.observe(batch.bytes(), batch.offset(), batch.length());
        if (fault.isPresent()) {
          Rejection rejection = fault.get();
          rejected.add(batch, rejection);
        }
      }
    }
  }
}
