package io.tandem.modelcontainer.onnx;

import io.tandem.modelcontainer.engine.ModelOutput;
import io.tandem.modelcontainer.engine.ModelOutput.Kind;
import io.tandem.modelcontainer.onnx.OnnxOutputs.Learned;
import java.util.List;
import tools.jackson.core.io.CharTypes;

/**
 * What the numbers of an output mean. A model states that it has a label, not whether the numbers
 * beside it are probabilities: that is read off the numbers of the rows it was tried on, and held
 * against every answer.
 *
 * @param sentence for the log, what is answered
 * @param isDoubtful whether somebody should look at it
 */
record OutputMeaning(ModelOutput output, String sentence, boolean isDoubtful) {
  /** What halves of a float are off, and sums of many floats. */
  private static final double ROUNDING = 1e-3;

  /**
   * @param numbers of the rows that the model was tried on
   */
  static OutputMeaning of(String name, Learned learned, double[] numbers) {
    int width = learned.numbers().width();
    List<String> classes = learned.classes().stream().map(OutputMeaning::json).toList();
    if (learned.isLabel() && width == 1) {
      return new OutputMeaning(
          output("label", Kind.CLASS, List.of(), width), "the label is answered", false);
    }
    if (learned.labels() == 0) {
      return new OutputMeaning(
          output("output", Kind.SCORE, List.of(), width),
          "output " + name + " is answered as it is",
          false);
    }
    if (!areProbabilities(numbers)) {
      return new OutputMeaning(
          output("scores", Kind.SCORE, List.of(), width),
          "output %s holds no probabilities, but scores: they are answered as they are"
              .formatted(name),
          true);
    }
    if (learned.labels() > 1) {
      return new OutputMeaning(
          output("classifier", Kind.PROBABILITIES, List.of(), width),
          "the model answers %d questions: the numbers of output %s are answered as they are"
              .formatted(learned.labels(), name),
          true);
    }
    if (width == 2 && areOfTwo(numbers)) {
      return new OutputMeaning(
          output("classifier", Kind.PROBABILITY, classes, width), ofTwo(classes), false);
    }
    return new OutputMeaning(
        output("classifier", Kind.PROBABILITIES, classes, width),
        width == 1 ? ofOne(classes) : "a probability for each class is answered" + named(classes),
        width < 3);
  }

  private static ModelOutput output(String name, Kind kind, List<String> classes, int width) {
    return new ModelOutput("onnx " + name, kind, classes, width);
  }

  private static String ofTwo(List<String> classes) {
    return classes.isEmpty()
        ? "of the model's two classes, which it does not name, the probability of the second is answered"
        : "of the model's two classes %s the probability of the second is answered, %s"
            .formatted(classes, classes.get(1));
  }

  private static String ofOne(List<String> classes) {
    return classes.isEmpty()
        ? "the model has a label, and one number beside it, which is answered"
        : "the model knows one class only, %s: it is the probability of that one which is answered"
            .formatted(classes.get(0));
  }

  private static String named(List<String> classes) {
    return classes.isEmpty() ? "; the model does not name them" : ": " + classes;
  }

  private static boolean areProbabilities(double[] numbers) {
    for (double number : numbers) {
      if (number < -ROUNDING || number > 1 + ROUNDING) {
        return false;
      }
    }
    return true;
  }

  private static boolean areOfTwo(double[] numbers) {
    for (int i = 0; i < numbers.length; i += 2) {
      if (Math.abs(numbers[i] + numbers[i + 1] - 1) > ROUNDING) {
        return false;
      }
    }
    return true;
  }

  /**
   * Probabilities that rounding has put beside 0 or 1 are put there.
   *
   * @throws IllegalStateException when the numbers of a row are not what they were at the start
   */
  void settle(NumberArray numbers, int begin, int end) {
    Kind kind = output.kind();
    if (kind != Kind.PROBABILITY && kind != Kind.PROBABILITIES) {
      return;
    }
    for (int i = begin; i < end; i++) {
      double number = numbers.get(i);
      if (number < 0 || number > 1) {
        check(number >= -ROUNDING && number <= 1 + ROUNDING);
        numbers.set(i, number < 0 ? 0 : 1);
      }
      if (kind == Kind.PROBABILITY && (i - begin) % 2 == 1) {
        check(!(Math.abs(numbers.get(i - 1) + numbers.get(i) - 1) > 2 * ROUNDING));
      }
    }
  }

  private static void check(boolean isAsAtTheStart) {
    if (!isAsAtTheStart) {
      throw new IllegalStateException(
          "the model's numbers for a row are no probabilities, though those at the start were");
    }
  }

  private static String json(Object label) {
    if (label instanceof String text) {
      StringBuilder json = new StringBuilder("\"");
      CharTypes.appendQuoted(json, text);
      return json.append('"').toString();
    }
    return label.toString();
  }
}
