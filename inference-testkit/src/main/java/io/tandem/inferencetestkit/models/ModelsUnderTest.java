package io.tandem.inferencetestkit.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferencetestkit.Answer;
import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import java.io.IOException;
import java.nio.file.Path;

/** What the multi-model contract has to know of a container beyond what serves one model. */
public interface ModelsUnderTest {
  /**
   * What a model is asked, and what it must answer.
   *
   * @param answer the whole body, under the media type that the container answers by default
   * @param tolerance of a single number that was computed elsewhere; 0 for exactly this text
   */
  record Question(Sample sample, String answer, double tolerance) {
    /** One that is answered by this text. */
    public static Question exactly(Sample sample, String answer) {
      return new Question(sample, answer, 0);
    }

    boolean isAnsweredBy(String text) {
      return text.equals(answer) || (tolerance > 0 && isNear(text));
    }

    private boolean isNear(String text) {
      try {
        return Math.abs(Double.parseDouble(text) - Double.parseDouble(answer)) <= tolerance;
      } catch (NumberFormatException e) {
        return false;
      }
    }

    void assertAnsweredBy(Answer found) {
      assertEquals(200, found.status(), found::toString);
      assertTrue(isAnsweredBy(found.text()), () -> found + " instead of " + answer);
    }
  }

  /**
   * Fills an empty folder with an artifact that loads.
   *
   * @param number different ones make models that differ: no two numbers whose difference is below
   *     200 have the same question and the same answer, and the next number does not answer this
   *     number's question with its answer
   */
  Question good(int number, Path folder) throws IOException;

  /**
   * Fills an empty folder with an artifact that must be refused; returns what the refusal names.
   */
  String broken(Path folder) throws IOException;
}
