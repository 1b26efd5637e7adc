package io.tandem.localaws.states.query;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata.Frame;
import com.dashjoin.jsonata.Utils.RangeList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one evaluation may cost. Each value that it makes is weighed, shared parts as often as they
 * are reached: so no function of JSONata walks through more than a value may weigh. For one thread.
 */
final class Budget {
  /** More than any expression takes that people write. */
  static final int MILLIS = 5_000;

  static final int MAX_DEPTH = 300;

  /** Of one value: its parts, and the sixteenth of its characters. */
  static final int MAX_WEIGHT = 1_000_000;

  static final int MAX_TEXT = 16 * MAX_WEIGHT;

  /** Of all values and steps together. */
  private static final long MAX_WORK = 100_000_000;

  private static final int CHARACTERS = 16;

  private final long deadline = System.nanoTime() + MILLIS * 1_000_000L;
  private int depth;
  private long work;

  /** A value that came from outside, and knows its weight. */
  interface Weighed {
    int weight();
  }

  /** Called by JSONata for each part of an expression that it evaluates. */
  void watch(Frame frame) {
    frame.setEvaluateEntryCallback(
        (part, _, _) -> {
          Regex.replace(part);
          depth++;
          if (depth > MAX_DEPTH) {
            throw new JException("the expression is nested or calls itself more than 300 deep");
          }
          spend(1);
        });
    frame.setEvaluateExitCallback(
        (_, _, _, result) -> {
          depth--;
          spend(weigh(result, 0));
        });
  }

  void spend(long units) {
    work += units;
    if (work > MAX_WORK) {
      throw new JException("the expression takes more work than is allowed");
    }
    tick();
  }

  /** To be called in every loop whose end an expression decides. */
  void tick() {
    if (System.nanoTime() > deadline) {
      throw new JException("the expression takes longer than " + MILLIS / 1000 + " s");
    }
  }

  void checkText(long length) {
    if (length > MAX_TEXT) {
      throw tooLarge();
    }
  }

  private static JException tooLarge() {
    return new JException("the expression makes a value that is too large");
  }

  private static int weigh(@Nullable Object value, int before) {
    int weight = before + 1;
    switch (value) {
      case null -> {}
      case Weighed known -> weight += known.weight();
      case String text -> weight += text.length() / CHARACTERS;
      case RangeList range -> weight += range.size();
      case Map<?, ?> map -> {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          weight = weigh(entry.getValue(), weigh(entry.getKey(), weight));
        }
      }
      case List<?> list -> {
        for (Object item : list) {
          weight = weigh(item, weight);
        }
      }
      default -> {}
    }
    if (weight > MAX_WEIGHT) {
      throw tooLarge();
    }
    return weight;
  }
}
