package io.tandem.sharedfeatures.encoding;

import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.strictjson.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads back what a feature learned. */
public final class StateReader {
  /** What fitting learned, as a file of the artifact. */
  public static final String FILE = "state.json";

  private StateReader() {}

  static double number(String feature, @Nullable Json learned, String name) {
    if (learned instanceof Json.Obj object
        && object.fields().get(name) instanceof Json.Num number
        && Double.isFinite(number.value())) {
      return number.value();
    }
    throw lacks(feature, "the number " + name);
  }

  /** As many numbers as are wanted, none smaller than the one before. */
  static double[] numbers(String feature, @Nullable Json learned, String name, int wanted) {
    if (learned instanceof Json.Obj object
        && object.fields().get(name) instanceof Json.Arr items
        && items.items().size() == wanted) {
      double[] numbers = new double[wanted];
      boolean right = true;
      for (int i = 0; i < wanted; i++) {
        numbers[i] = items.items().get(i) instanceof Json.Num n ? n.value() : Double.NaN;
        right &= Double.isFinite(numbers[i]) && (i == 0 || numbers[i] >= numbers[i - 1]);
      }
      if (right) {
        return numbers;
      }
    }
    throw lacks(feature, wanted + " ascending numbers " + name);
  }

  static DefinitionException lacks(String feature, String what) {
    return new DefinitionException(
        StateReader.FILE,
        List.of("$.features." + feature + ": lacks " + what + "; fit the definition anew"));
  }
}
