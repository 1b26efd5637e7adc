package io.tandem.modelcontainer;

import io.tandem.inferenceserver.Counter;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.Lease;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.UnfitValue;
import io.tandem.modelcontainer.formats.AnswerWriter;
import io.tandem.modelcontainer.formats.RowAnswers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Rows to answers, with the predictions of one model, which it owns. {@link ModelInference} reads
 * the rows from text; a feature set in the same process gives them as they are. Thread-safe.
 */
public final class RowPredictor implements AutoCloseable {
  /** The media types of answers, the default first. */
  public static final List<MediaType> ACCEPTS =
      AnswerWriter.ACCEPTS.stream().map(MediaType::of).toList();

  /** Numbers in one answer: as doubles, 64 MiB. */
  private static final int MAX_PREDICTIONS = 8 * 1024 * 1024;

  /** The same of contributions, which have names in most answers. */
  private static final int MAX_CONTRIBUTIONS = 4 * 1024 * 1024;

  private static final float[] NOBODY_ASKS = {};

  /** Counts the rows that were predicted. */
  static final String ROWS = "Rows";

  /** Of readers, writers and counters, whatever the model; measured. */
  static final MemoryUse OF_ANY = new MemoryUse(16 << 10, 0);

  private final Model model;
  private final FingerprintCheck fingerprintCheck;
  private final @Nullable FeatureContributions contributions;
  private final AnswerForms forms;
  private final LongAdder predicted = new LongAdder();

  /**
   * @param fingerprintCheck decides by the fingerprints of rows whether they are answered
   * @param answers what they hold
   * @param contributions of the model if {@link AnswerSettings#areExplained}, else null
   */
  RowPredictor(
      Model model,
      FingerprintCheck fingerprintCheck,
      AnswerSettings answers,
      @Nullable FeatureContributions contributions) {
    this.model = model;
    this.fingerprintCheck = fingerprintCheck;
    this.contributions = contributions;
    this.forms = new AnswerForms(model.output(), answers, contributions);
  }

  /** Columns a row must have. */
  public int width() {
    return model.width();
  }

  FingerprintCheck fingerprintCheck() {
    return fingerprintCheck;
  }

  /**
   * What rows the model takes, and what else a feature set makes; empty when they belong together.
   *
   * @param rows those of the feature set
   * @param columns of a row that it makes
   */
  public Optional<String> mismatch(Fingerprints rows, int columns) {
    return fingerprintCheck
        .mismatch(rows)
        .or(
            () ->
                columns == width()
                    ? Optional.empty()
                    : Optional.of(width() + " columns, the feature set makes " + columns));
  }

  /** See {@link Model#warmsSlowly}. */
  boolean warmsSlowly() {
    return model.warmsSlowly();
  }

  /** The name of what computes the predictions. */
  String evaluator() {
    return model.evaluator().name();
  }

  /**
   * What the answer to a call holds.
   *
   * @param customAttributes of the call; read only where a setting lets calls ask for something
   */
  public AnswerForm form(String customAttributes) {
    return forms.of(customAttributes);
  }

  /**
   * The custom attributes of a call that asks for all that it may, to warm that up; empty when
   * calls are not asked.
   */
  public String askingForAll() {
    return forms.askingForAll();
  }

  /** The most rows of one answer. */
  public int maxRows(AnswerForm.Chosen form) {
    int rows = MAX_PREDICTIONS / model.output().width();
    return contributions == null || !form.explained()
        ? rows
        : Math.min(rows, Math.max(1, MAX_CONTRIBUTIONS / contributions.numbers()));
  }

  /**
   * @param rows of {@link #width} columns, at least one; not kept
   */
  public PartOutcome predict(RowMatrix rows, AnswerForm.Chosen form) {
    @Nullable UnfitValue unfit = model.unfit(rows);
    if (unfit != null) {
      return new PartOutcome.Refused(
          rowsBefore ->
              new Rejected(Reason.INVALID_INPUT, unfit.detail(rowsBefore, model.columns())));
    }
    Predictions predictions = model.predict(rows);
    float[] contributed =
        contributions == null || !form.explained() ? NOBODY_ASKS : contributions.of(rows);
    predicted.add(rows.count());
    return new PartOutcome.Predicted(new RowAnswers(predictions, contributed));
  }

  /**
   * The answer to a body, or its first refusal.
   *
   * @param parts of the whole body in their order, at least one
   * @param accept the name of one of {@link #ACCEPTS}
   * @param form that of the parts
   */
  public InvocationResult answer(List<PartOutcome> parts, String accept, AnswerForm.Chosen form) {
    List<RowAnswers> answers = new ArrayList<>(parts.size());
    int rows = 0;
    for (PartOutcome part : parts) {
      switch (part) {
        case PartOutcome.Predicted(RowAnswers some) -> {
          answers.add(some);
          rows += some.count();
        }
        case PartOutcome.Refused refused -> {
          return refused.refusal().apply(rows);
        }
      }
    }
    return new Answered(form.writer().write(accept, answers), Lease.NONE);
  }

  /** The evaluator is a dimension: a model that fell back to its library shows in the metrics. */
  public List<Counter> counters() {
    return List.of(new Counter(ROWS, Map.of("Evaluator", evaluator()), predicted.sum()));
  }

  /** What it occupies until it is closed. */
  public MemoryUse memory() {
    MemoryUse memory = model.memory().plus(OF_ANY);
    return contributions == null ? memory : memory.plus(contributions.memory());
  }

  /** Closes the model. Called once, when no prediction runs any more. */
  @Override
  public void close() {
    model.close();
  }
}
