package io.tandem.modelcontainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MismatchLogTest {
  private static final String MODEL = "0123456789abcdef0123456789abcdef";

  private final List<String> logged = new ArrayList<>();
  private final MismatchLog log = new MismatchLog(logged::add);
  private final FingerprintCheck check =
      new FingerprintCheck(new Fingerprints(MODEL, MODEL), false);

  @Test
  void aFingerprintThatDoesNotFitIsToldOnceWithBothAndWhatToDo() {
    String other = "f".repeat(32);

    refuse(other);
    refuse(other);

    assertEquals(1, logged.size());
    for (String part : List.of(MODEL, other, "semantics", "deploy the feature set")) {
      assertTrue(logged.getFirst().contains(part), logged::toString);
    }
  }

  @Test
  void whoMakesUpFingerprintsDoesNotFillTheLog() {
    for (int i = 0; i < 100; i++) {
      refuse("%032x".formatted(i));
    }

    assertEquals(16, logged.size());
    assertTrue(logged.getLast().endsWith("not told"), logged::toString);
  }

  private void refuse(String semantics) {
    MediaType type =
        MediaType.parse(MediaType.VECTORS_CSV + "; schema=" + MODEL + "; semantics=" + semantics)
            .orElseThrow();
    Rejected refusal = check.refusal(type);
    assertTrue(refusal != null);
    log.seen(refusal);
  }
}
