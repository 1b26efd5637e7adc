package io.tandem.featurecontainer.serve;

import io.tandem.sharedfeatures.ExtractionCounts;
import io.tandem.sharedfeatures.Extractor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * The extractors of one feature set: as many as work at one time, made when they are needed. They
 * go with the feature set, not with the threads that have used them. Thread-safe.
 */
final class ExtractorPool {
  private final Supplier<Extractor> maker;
  private final Deque<Extractor> spare = new ArrayDeque<>();

  /** Of every extractor. */
  private final Queue<ExtractionCounts> counts = new ConcurrentLinkedQueue<>();

  ExtractorPool(Supplier<Extractor> maker) {
    this.maker = maker;
  }

  /** To be given back. */
  Extractor take() {
    synchronized (spare) {
      Extractor found = spare.pollLast();
      if (found != null) {
        return found;
      }
    }
    Extractor made = maker.get();
    counts.add(made.counts());
    return made;
  }

  void giveBack(Extractor extractor) {
    synchronized (spare) {
      spare.addLast(extractor);
    }
  }

  List<ExtractionCounts.Count> counts() {
    return ExtractionCounts.sum(counts);
  }
}
