package io.tandem.inferenceserver.admission;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class AdmissionControlTest {
  private static final int PLACES = 2000;

  private final AdmissionControl admission = new AdmissionControl(2, PLACES, 100);
  private final ModelQueue model = new ModelQueue();
  private final ModelQueue other = new ModelQueue();

  @Test
  void takesOnWhatBeginsInTime() {
    for (int i = 0; i <= 20; i++) {
      assertTrue(admission.add(model, 10), i + " before it");
    }

    assertFalse(admission.admits(model, 9));
  }

  @Test
  void whatIsDoneMakesRoom() {
    assertTrue(admission.add(model, 300));
    assertFalse(admission.admits(model, 1));

    admission.remove(model, 300);
    assertTrue(admission.admits(model, 1));
  }

  @Test
  void whatTakesLongMayWaitLonger() {
    assertTrue(admission.add(model, 1000));

    assertFalse(admission.admits(model, 10));
    assertTrue(admission.admits(model, 50));
  }

  @Test
  void withNothingBeforeItAnythingIsTakenOn() {
    assertTrue(admission.admits(model, Long.MAX_VALUE / 100));
  }

  @Test
  void ofWhatNobodyKnowsTheTimeAsManyAreTakenOnAsThereArePlaces() {
    for (int i = 0; i < PLACES; i++) {
      assertTrue(admission.add(model, 0));
    }

    assertFalse(admission.admits(model, 0));
    assertTrue(admission.admits(other, 0), "another model has its own");
  }

  @Test
  void aModelDoesNotWaitForAllThatAnotherHasWaiting() {
    assertTrue(admission.add(other, 10_000));
    assertFalse(admission.admits(other, 1));

    assertTrue(admission.add(model, 50));
    assertTrue(admission.add(model, 50), "its own 50 and as much of the other's, by 2 threads");
    assertTrue(admission.add(model, 1), "its own 100 and as much of the other's");
    assertFalse(admission.admits(model, 1));
  }
}
