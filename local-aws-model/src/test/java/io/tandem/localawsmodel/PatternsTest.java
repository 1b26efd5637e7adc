package io.tandem.localawsmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The patterns are run by java.util.regex, which goes back, and calls itself for repeated groups.
 */
class PatternsTest {
  /** Half of what a thread has. */
  private static final long SMALL_STACK = 512 << 10;

  /** Without a largest length, a text may be as long as the JSON of a request allows. */
  private static final int LONGEST = 65_536;

  private static final List<String> FILLS = List.of("a", "-", "0", "a-", "/", ".", ":", " ");

  @ParameterizedTest
  @ValueSource(strings = {"sagemaker", "logs"})
  void noTextOfAnAllowedLengthReadsOftenOrDeep(String service) throws Exception {
    RawModel model = RawModel.read(service);
    Samples samples = new Samples(model);
    List<String> slow = new ArrayList<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              for (String shape : model.shapes()) {
                if (model.has(shape, "pattern")) {
                  slow.addAll(slow(model, samples, shape));
                }
              }
            },
            "patterns",
            SMALL_STACK);
    thread.setUncaughtExceptionHandler((_, e) -> failure.set(e));
    thread.start();
    thread.join();

    assertEquals(null, failure.get());
    assertEquals(List.of(), slow);
  }

  private static List<String> slow(RawModel model, Samples samples, String shape) {
    Pattern pattern = Pattern.compile(model.string(shape, "pattern"));
    int most = model.has(shape, "max") ? Math.max(256, model.number(shape, "max")) : LONGEST;
    String sample = samples.text(shape);
    List<String> slow = new ArrayList<>();
    for (String begin : List.of("", sample, sample.substring(0, sample.length() / 2))) {
      for (String fill : FILLS) {
        for (String end : List.of("", "\n", "\u00e9")) {
          int room = Math.max(0, most - begin.length() - end.length());
          Counted text = new Counted(begin + fill.repeat(room / fill.length()) + end);
          boolean matches = pattern.matcher(text).matches();
          if (text.reads > BoundedText.MOST_READS / 2) {
            slow.add(shape + " reads " + text.reads + " of " + text.length());
          }
          if (matches != BoundedText.matches(pattern, text.toString())) {
            slow.add(shape + " is cut short");
          }
        }
      }
    }
    return slow;
  }

  /** Without the bound it would match, after six million reads for the first alternative. */
  @Test
  void aMatchThatGoesBackTooOftenEnds() {
    Pattern pattern = Pattern.compile("(?:a*a*a*a*a*a*a*b|a*)");

    assertFalse(BoundedText.matches(pattern, "a".repeat(25)));
    assertTrue(BoundedText.matches(pattern, "a".repeat(5)));
  }

  @Test
  void aTextFarTooLongIsNotMatched() {
    Constraint pattern = Constraint.pattern("(?:-*a)*", OptionalLong.of(63));

    assertFalse(pattern.holds().test(Json.text("b".repeat(256))));
    assertTrue(pattern.holds().test(Json.text("b".repeat(257))));
  }

  @Test
  void aTextIsMatchedUpToTheLengthOfItsShape() {
    Constraint pattern = Constraint.pattern("a*", OptionalLong.of(1_000));

    assertFalse(pattern.holds().test(Json.text("b".repeat(1_000))));
    assertTrue(pattern.holds().test(Json.text("b".repeat(1_001))));
  }

  private static final class Counted implements CharSequence {
    private final String text;
    private long reads;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      reads++;
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
