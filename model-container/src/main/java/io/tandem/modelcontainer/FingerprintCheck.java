package io.tandem.modelcontainer;

import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether vectors were made by the feature set that the model was trained on. What the model does
 * not know is not checked.
 *
 * @param model what its manifest states
 * @param allowOtherSemantics answers vectors of the same columns that another feature set made
 */
record FingerprintCheck(Fingerprints model, boolean allowOtherSemantics) {
  /**
   * The setting; {@code true}: vectors with the model's columns are answered even when another
   * feature set made them, to try one in shadow before a model is trained on it.
   */
  static final String ALLOW_OTHER_SEMANTICS = "TANDEM_ALLOW_OTHER_SEMANTICS";

  /** What is not checked, a line each, to be logged at the start. */
  List<String> doubts() {
    List<String> doubts = new ArrayList<>();
    if (model.schema().isEmpty()) {
      doubts.add(
          "the model states no schema fingerprint: of vectors only the number of columns is checked");
    } else if (model.semantics().isEmpty()) {
      doubts.add(
          "the model states no semantics fingerprint: of vectors only the schema is checked");
    }
    if (allowOtherSemantics) {
      doubts.add(
          ALLOW_OTHER_SEMANTICS
              + " is true: vectors that another feature set made are answered when their columns"
              + " are the model's");
    }
    return doubts;
  }

  /** Null when the vectors may be answered. Only a format that has fingerprints must state them. */
  @Nullable Rejected refusal(MediaType contentType) {
    if (contentType.parameters().isEmpty() && !contentType.name().equals(MediaType.VECTORS_CSV)) {
      return null;
    }
    Fingerprints stated = Fingerprints.of(contentType);
    boolean required = contentType.name().equals(MediaType.VECTORS_CSV);
    if (differs(stated.schema(), model.schema(), required)) {
      return refused(
          Reason.SCHEMA_MISMATCH, "schema", "on the schema", model.schema(), stated.schema());
    }
    if (!allowOtherSemantics && differs(stated.semantics(), model.semantics(), required)) {
      return refused(
          Reason.SEMANTICS_MISMATCH,
          "semantics",
          "on vectors of the semantics",
          model.semantics(),
          stated.semantics());
    }
    return null;
  }

  /**
   * What vectors the model takes, and what else a feature set makes; empty when they may be
   * answered.
   */
  Optional<String> mismatch(Fingerprints features) {
    if (differs(features.schema(), model.schema(), true)) {
      return Optional.of(difference("schema", model.schema(), features.schema()));
    }
    return !allowOtherSemantics && differs(features.semantics(), model.semantics(), true)
        ? Optional.of(difference("semantics", model.semantics(), features.semantics()))
        : Optional.empty();
  }

  private static String difference(String what, String known, String found) {
    return "the %s %s, the feature set makes those of %s".formatted(what, known, found);
  }

  private static boolean differs(String stated, String known, boolean required) {
    return !known.isEmpty() && (stated.isEmpty() ? required : !stated.equals(known));
  }

  /** The stated text is the caller's: it is shown only when it looks like a fingerprint. */
  private static Rejected refused(
      Reason reason, String parameter, String what, String known, String stated) {
    String found = stated.isEmpty() ? "none" : "another";
    if (!stated.isEmpty() && !Fingerprints.isFingerprint(stated)) {
      found = "something else than hexadecimal digits";
    } else if (stated.length() == known.length()) {
      found = stated;
    }
    return new Rejected(
        reason,
        "Content-Type, parameter %s: the model was trained %s %s; expected this, found %s"
            .formatted(parameter, what, known, found));
  }
}
