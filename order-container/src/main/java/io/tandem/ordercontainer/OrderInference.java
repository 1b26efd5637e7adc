package io.tandem.ordercontainer;

import io.tandem.featurecontainer.serve.OrderRows;
import io.tandem.featurecontainer.serve.OrdersResult;
import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.Counter;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import io.tandem.modelcontainer.AnswerForm;
import io.tandem.modelcontainer.PartOutcome;
import io.tandem.modelcontainer.RowPredictor;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Answers bodies of orders with predictions. The rows of the feature set go to the model as they
 * are; the answer is the one of a pipeline of the two containers.
 */
final class OrderInference implements Inference {
  /** Of the rows that are predicted at a time: they stay in a core's cache. */
  private static final int VALUES = 1 << 16;

  private static final int FIRST_ROWS = 16;

  private final OrderRows orders;
  private final RowPredictor predictor;

  /**
   * @param predictor takes the rows of these orders; closed with this
   */
  OrderInference(OrderRows orders, RowPredictor predictor) {
    this.orders = orders;
    this.predictor = predictor;
  }

  /**
   * Every order, by turns in each pair of what is read and what is answered; each pair at least
   * once.
   */
  List<Invocation> samples(List<byte[]> goldenOrders) {
    List<Invocation> samples = new ArrayList<>();
    int pairs = contentTypes().size() * accepts().size();
    String asking = predictor.askingForAll();
    int count = goldenOrders.isEmpty() ? 0 : Math.max(goldenOrders.size(), pairs);
    for (int i = 0; i < count; i++) {
      String contentType = contentTypes().get(i % contentTypes().size());
      MediaType accept = accepts().get(i / contentTypes().size() % accepts().size());
      Body order = Body.of(goldenOrders.get(i % goldenOrders.size()));
      samples.add(new Invocation(MediaType.of(contentType), accept, order));
      if (!asking.isEmpty()) {
        samples.add(new Invocation(MediaType.of(contentType), accept, order, asking));
      }
    }
    return samples;
  }

  @Override
  public List<String> contentTypes() {
    return OrderRows.CONTENT_TYPES;
  }

  @Override
  public List<MediaType> accepts() {
    return RowPredictor.ACCEPTS;
  }

  @Override
  public InvocationResult invoke(Invocation invocation) {
    return switch (predictor.form(invocation.customAttributes())) {
      case AnswerForm.Chosen form -> answer(invocation, form);
      case AnswerForm.Refused(Rejected fault) -> fault;
    };
  }

  private InvocationResult answer(Invocation invocation, AnswerForm.Chosen form) {
    String accept = invocation.accept().name();
    return invocation.contentType().name().equals(MediaType.JSON_LINES)
        ? answerLines(invocation.body(), accept, form)
        : answerOne(invocation.body(), accept, form);
  }

  private InvocationResult answerOne(Body body, String accept, AnswerForm.Chosen form) {
    return switch (orders.one(body)) {
      case OrdersResult.Valid<float[]>(float[] row) ->
          predictor.answer(
              List.of(predictor.predict(new RowMatrix(row, 1, row.length), form)), accept, form);
      case OrdersResult.Invalid<float[]>(Rejected refusal) -> refusal;
    };
  }

  private InvocationResult answerLines(Body body, String accept, AnswerForm.Chosen form) {
    AtomicLong count = new AtomicLong();
    OrdersResult<List<List<PartOutcome>>> result =
        orders.lines(body, (rows, first) -> predict(rows, count, form));
    // Check the total first: which chunk exceeds it depends on thread timing.
    if (count.get() > predictor.maxRows(form)) {
      return new Rejected(
          Reason.TOO_LARGE,
          "more than "
              + predictor.maxRows(form)
              + " orders in one body: send fewer orders at a time");
    }
    return switch (result) {
      case OrdersResult.Valid<List<List<PartOutcome>>>(List<List<PartOutcome>> chunks) ->
          predictor.answer(chunks.stream().flatMap(List::stream).toList(), accept, form);
      case OrdersResult.Invalid<List<List<PartOutcome>>>(Rejected refusal) -> refusal;
    };
  }

  /**
   * The predictions of a chunk, none when its first line has no row.
   *
   * @param count of the rows of all chunks so far; beyond the bound it ends
   */
  private List<PartOutcome> predict(
      OrderRows.RowCursor rows, AtomicLong count, AnswerForm.Chosen form) {
    int width = predictor.width();
    int most = Math.max(1, VALUES / width);
    float[] values = new float[Math.min(most, FIRST_ROWS) * width];
    int filled = 0;
    List<PartOutcome> parts = new ArrayList<>();
    while (count.get() <= predictor.maxRows(form) && rows.next()) {
      if (filled == most) {
        parts.add(predictor.predict(new RowMatrix(values, filled, width), form));
        filled = 0;
      }
      if (filled * width == values.length) {
        values = Arrays.copyOf(values, Math.min(2 * filled, most) * width);
      }
      System.arraycopy(rows.row(), 0, values, filled * width, width);
      filled++;
      count.incrementAndGet();
    }
    if (filled > 0) {
      parts.add(predictor.predict(new RowMatrix(values, filled, width), form));
    }
    return parts;
  }

  /** Of both halves. */
  @Override
  public List<Counter> counters() {
    List<Counter> counters = new ArrayList<>(orders.counters());
    counters.addAll(predictor.counters());
    return counters;
  }

  @Override
  public void close() {
    predictor.close();
  }
}
