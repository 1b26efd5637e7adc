package io.tandem.sharedfeatures.testkit;

import io.tandem.sharedfeatures.Extraction;
import io.tandem.sharedfeatures.Extractor;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Fitter;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.encoding.Encoding;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.order.OrderParsers;
import io.tandem.sharedfeatures.order.OrderReader;
import io.tandem.sharedfeatures.order.Source;
import io.tandem.sharedfeatures.order.SourcePath;
import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Tries on records what every definition must hold, with the {@code CustomEncoding}s of one's own
 * that it names. A test kit: it reads and fits many times over, and starts threads. It needs no
 * test framework, says what it found as a list, and fits with a program as well as in a test: so it
 * is in this jar, where the package-private parts are that it tries. Long, as it has a method or
 * two for each check below.
 */
public final class FeatureChecks {
  private static final int ROUNDS = 6;
  private static final int PARTS = 4;
  private static final int THREADS = 4;

  /** Records whose every source is replaced by odd values. */
  private static final int MUTATED = 3;

  private static final float UNTOUCHED = 12345.678f;

  private final FeatureDefinition definition;
  private final List<byte[]> records;
  private final Set<String> problems = new LinkedHashSet<>();

  private FeatureChecks(FeatureDefinition definition, List<byte[]> records) {
    this.definition = definition;
    this.records = List.copyOf(records);
  }

  /**
   * What does not hold, for people; empty when all does:
   *
   * <ul>
   *   <li>records that are shuffled, split and merged in any way fit to the same bytes, in every
   *       file, and so do the states of parts, unless an encoding cannot be fitted on a cluster;
   *   <li>a vector does not depend on what was extracted before, on the extractor or the thread;
   *   <li>all columns are written, and no others; no column is infinite or a negative zero;
   *   <li>a feature set that was written and read back has the same fingerprints and vectors;
   *   <li>an order without a source, or with an odd value there, gives a vector or a rejection;
   *   <li>white space, the order of keys and fields that nobody reads do not matter, and those of
   *       the definition do not matter either.
   * </ul>
   *
   * @param records training records as UTF-8, some tens of which two are alike and some lack each
   *     source; those that the definition rejects take part, too
   */
  public static List<String> problems(FeatureDefinition definition, List<byte[]> records) {
    FeatureChecks checks = new FeatureChecks(definition, records);
    checks.attempt("fitting", checks::fitsTheSame);
    if (checks.problems.isEmpty()) {
      FeatureSet features = checks.fit(checks.records).finish();
      checks.attempt("extracting", () -> checks.extractsTheSame(features));
      checks.attempt("writing columns", () -> checks.writesItsColumns(features));
      checks.attempt("writing and reading", () -> checks.readsBack(features));
      checks.attempt("an odd order", () -> checks.bearsOddOrders(features));
      checks.attempt("an order written otherwise", () -> checks.ignoresSpelling(features));
      checks.attempt("the definition written otherwise", checks::ignoresSpellingOfTheDefinition);
    }
    return List.copyOf(checks.problems);
  }

  @SuppressWarnings("CatchingUnchecked") // a test kit: whatever is thrown is what it looks for
  private void attempt(String what, Runnable check) {
    try {
      check.run();
    } catch (RuntimeException e) {
      problems.add(what + " throws " + e);
    }
  }

  private Fitter fit(List<byte[]> part) {
    Fitter fitter = new Fitter(definition);
    part.forEach(record -> fitter.observe(record, 0, record.length));
    return fitter;
  }

  private void fitsTheSame() {
    FeatureSet expected = fit(records).finish();
    Random random = new Random(1);
    for (int round = 0; round < ROUNDS; round++) {
      List<byte[]> shuffled = new ArrayList<>(records);
      Collections.shuffle(shuffled, random);
      List<List<byte[]>> parts = new ArrayList<>();
      for (int i = 0; i < PARTS; i++) {
        parts.add(new ArrayList<>());
      }
      shuffled.forEach(record -> parts.get(random.nextInt(PARTS)).add(record));
      Fitter merged = new Fitter(definition); // has seen nothing
      parts.forEach(part -> merged.merge(fit(part)));
      compareFitted("records shuffled", expected, fit(shuffled).finish());
      compareFitted("records split and merged", expected, merged.finish());
      if (isMergeable()) {
        compareFitted("states of split records merged", expected, mergedStates(parts).finish());
        if (!Arrays.equals(fit(shuffled).state(), mergedStates(parts).state())) {
          problems.add("fitting: the state of records split and merged differs");
        }
      }
    }
  }

  /** Whether the definition can be fitted on a cluster. */
  private boolean isMergeable() {
    try {
      return new Fitter(definition).state().length > 0;
    } catch (DefinitionException e) {
      return false;
    }
  }

  private Fitter mergedStates(List<List<byte[]>> parts) {
    Fitter merged = new Fitter(definition);
    parts.forEach(part -> merged.merge(fit(part).state()));
    return merged;
  }

  /** What a feature learned is named; of what follows from it, the file. */
  private void compareFitted(String how, FeatureSet expected, FeatureSet found) {
    boolean learnsTheSame = true;
    for (FeatureDefinition.Feature feature : definition.features()) {
      if (!learned(expected, feature).equals(learned(found, feature))) {
        problems.add("fitting: " + how + ": feature " + feature.name() + " learns something else");
        learnsTheSame = false;
      }
    }
    if (learnsTheSame) {
      Map<String, byte[]> files = found.files();
      expected
          .files()
          .forEach(
              (name, bytes) -> {
                if (!Arrays.equals(bytes, files.get(name))) {
                  problems.add("fitting: " + how + ": " + name + " differs");
                }
              });
    }
  }

  private static String learned(FeatureSet features, FeatureDefinition.Feature feature) {
    Json learned = features.learned(feature.name());
    return learned == null ? "" : learned.canonical();
  }

  /** Each with an extractor that has seen nothing before. */
  private List<Extraction> vectors(FeatureSet features) {
    return records.stream().map(record -> features.records().extract(record)).toList();
  }

  private void extractsTheSame(FeatureSet features) {
    List<Extraction> expected = vectors(features);
    Extractor reused = features.records();
    for (int i = records.size() - 1; i >= 0; i--) {
      compare("after other orders", i, features, expected.get(i), reused.extract(records.get(i)));
    }
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<List<Extraction>>> tasks =
          Collections.nCopies(THREADS, () -> extractAll(features.records()));
      for (Future<List<Extraction>> found : threads.invokeAll(tasks)) {
        for (int i = 0; i < records.size(); i++) {
          compare("in several threads", i, features, expected.get(i), found.get().get(i));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      problems.add("extracting in several threads throws " + e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private List<Extraction> extractAll(Extractor extractor) {
    return records.stream().map(extractor::extract).toList();
  }

  private void writesItsColumns(FeatureSet features) {
    OrderReader reader = new OrderReader(definition.recordTree(), OrderParsers.factory());
    for (FeatureDefinition.Feature feature : definition.features()) {
      Encoding.Encoder encoder = feature.encoder(features.learned(feature.name()));
      int width = encoder.columns().size();
      for (byte[] record : records) {
        if (reader.read(record, 0, record.length) == null) {
          float[] vector = new float[width + 2];
          Arrays.fill(vector, UNTOUCHED);
          encoder.encode(reader.row, vector, 1);
          boolean right = vector[0] == UNTOUCHED && vector[width + 1] == UNTOUCHED;
          for (int i = 1; i <= width; i++) {
            right &= isColumn(vector[i]) && vector[i] != UNTOUCHED;
          }
          if (!right) {
            problems.add(
                "feature "
                    + feature.name()
                    + ": writes other columns than its own, not all of them, an infinity, or a"
                    + " negative zero");
          }
        }
      }
    }
  }

  private static boolean isColumn(float value) {
    return Float.floatToIntBits(value) == Float.floatToIntBits(Encoding.column(value));
  }

  private void readsBack(FeatureSet features) {
    FeatureSet read = FeatureSet.read(features.files(), definition.customEncodings());
    read.verifyGolden();
    if (!read.schemaFingerprint().equals(features.schemaFingerprint())
        || !read.semanticsFingerprint().equals(features.semanticsFingerprint())) {
      problems.add("writing and reading: the fingerprints differ");
    }
    List<Extraction> expected = vectors(features);
    List<Extraction> found = vectors(read);
    for (int i = 0; i < expected.size(); i++) {
      compare("written and read", i, features, expected.get(i), found.get(i));
    }
  }

  private void bearsOddOrders(FeatureSet features) {
    Extractor reused = features.records();
    for (byte[] record : records.subList(0, Math.min(MUTATED, records.size()))) {
      for (Source source : definition.sources()) {
        boolean label = source.kind() == Source.Kind.LABEL;
        SourcePath path = label ? source.path() : source.path().below(definition.order());
        for (byte[] odd : Respelling.oddities(record, path)) {
          Extraction found = reused.extract(odd);
          compare("of an odd order", 0, features, features.records().extract(odd), found);
          if (found instanceof Extraction.Vector vector) {
            for (int i = 1; i < vector.values().length; i++) {
              if (!isColumn(vector.values()[i])) {
                problems.add(source.name() + " replaced by an odd value: a column is no number");
              }
            }
          }
        }
      }
    }
  }

  private void ignoresSpelling(FeatureSet features) {
    List<Extraction> expected = vectors(features);
    Extractor reused = features.records();
    for (int i = 0; i < records.size(); i++) {
      if (expected.get(i) instanceof Extraction.Vector) {
        byte[] respelled = Respelling.record(records.get(i));
        compare("written otherwise", i, features, expected.get(i), reused.extract(respelled));
      }
    }
  }

  private void ignoresSpellingOfTheDefinition() {
    byte[] respelled = Respelling.definition(definition.written());
    FeatureDefinition read = FeatureDefinition.read(respelled, definition.customEncodings());
    if (!read.canonical().equals(definition.canonical())) {
      problems.add("the definition written otherwise is another one");
    }
    FeatureSet features = fit(records).finish();
    Fitter fitter = new Fitter(read);
    records.forEach(record -> fitter.observe(record, 0, record.length));
    FeatureSet other = fitter.finish();
    if (!features.semanticsFingerprint().equals(other.semanticsFingerprint())) {
      problems.add("the definition written otherwise has another fingerprint");
    }
  }

  private void compare(
      String how, int number, FeatureSet features, Extraction expected, Extraction found) {
    if (expected instanceof Extraction.Vector a && found instanceof Extraction.Vector b) {
      for (int i = 0; i < a.values().length; i++) {
        if (Float.floatToIntBits(a.values()[i]) != Float.floatToIntBits(b.values()[i])) {
          String column = i == 0 ? "the label" : "column " + features.columns().get(i - 1);
          problems.add("a vector " + how + ": " + column + " differs");
        }
      }
      return;
    }
    if (!expected.equals(found)) {
      problems.add("record " + (number + 1) + " " + how + ": rejected differently");
    }
  }
}
