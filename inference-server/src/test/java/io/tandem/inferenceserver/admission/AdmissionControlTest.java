package io.tandem.inferenceserver.admission;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class AdmissionControlTest {
  private final AdmissionControl backlog = new AdmissionControl(2, 100);

  @Test
  void takesOnWhatBeginsInTime() {
    for (int i = 0; i <= 20; i++) {
      assertTrue(backlog.admits(10), i + " before it");
      backlog.add(10);
    }

    assertFalse(backlog.admits(9));
  }

  @Test
  void whatIsDoneMakesRoom() {
    backlog.add(300);
    assertFalse(backlog.admits(1));

    backlog.remove(300);
    assertTrue(backlog.admits(1));
  }

  @Test
  void whatTakesLongMayWaitLonger() {
    backlog.add(1000);

    assertFalse(backlog.admits(10));
    assertTrue(backlog.admits(50));
  }

  @Test
  void withNothingBeforeItAnythingIsTakenOn() {
    assertTrue(backlog.admits(Long.MAX_VALUE / 100));
  }

  @Test
  void ofWhatNobodyKnowsTheTimeAnyNumberIsTakenOn() {
    for (int i = 0; i < 1000; i++) {
      backlog.add(0);
    }

    assertTrue(backlog.admits(0));
  }
}
