package io.tandem.sharedfeatures.fuzz;

import io.tandem.sharedfeatures.ExtractionCounts;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Fitter;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.drift.DriftMonitor;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.fault.StateException;
import io.tandem.sharedfeatures.oracle.EveryFunction;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Jazzer's target for the readers of states: any bytes are merged or refused, and a fit that took
 * them over ends in a feature set or a {@link DefinitionException}. The last four bytes are
 * replaced by the checksum of the others, or nothing would get behind it.
 */
public final class PartialFuzz {
  private static final FeatureSet FEATURES = EveryFunction.fit(EveryFunction.encodings());

  private PartialFuzz() {}

  /** A state of each kind. */
  static List<byte[]> seeds() {
    Fitter fitter = EveryFunction.fitter(EveryFunction.encodings());
    DriftMonitor monitor = DriftMonitor.ofOrders(FEATURES);
    monitor.observe(EveryFunction.ORDER, 0, EveryFunction.ORDER.length);
    var extractor = FEATURES.orders();
    extractor.extract(EveryFunction.ORDER);
    return List.of(fitter.state(), monitor.state(), extractor.counts().state());
  }

  public static void fuzzerTestOneInput(byte[] bytes) {
    byte[] state = bytes.clone();
    if (state.length >= Integer.BYTES) {
      CRC32C sum = new CRC32C();
      sum.update(state, 0, state.length - Integer.BYTES);
      ByteBuffer.wrap(state).putInt(state.length - Integer.BYTES, (int) sum.getValue());
    }
    FeatureDefinition definition = FEATURES.definition();
    Fitter fitter = new Fitter(definition);
    if (isMerged(fitter::merge, state)) {
      finish(fitter);
    }
    DriftMonitor monitor = DriftMonitor.ofOrders(FEATURES);
    if (isMerged(monitor::merge, state) && monitor.records() > 0) {
      monitor.drift();
      monitor.lacking();
    }
    ExtractionCounts counts = ExtractionCounts.none(definition);
    if (isMerged(counts::merge, state)) {
      counts.counts();
    }
  }

  private static boolean isMerged(Consumer<byte[]> merge, byte[] state) {
    try {
      merge.accept(state);
      return true;
    } catch (StateException | DefinitionException e) {
      return false;
    }
  }

  private static void finish(Fitter fitter) {
    fitter.neverSeen();
    fitter.state();
    try {
      FeatureSet features = fitter.finish();
      features.orders().extract(EveryFunction.ORDER);
      FeatureSet.read(features.files(), List.of()).verifyGolden();
    } catch (DefinitionException e) {
      if (e.problems().isEmpty()) {
        throw new AssertionError("refused without a problem", e);
      }
    }
  }
}
