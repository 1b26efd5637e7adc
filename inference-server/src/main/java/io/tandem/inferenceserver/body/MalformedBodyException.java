package io.tandem.inferenceserver.body;

import java.io.IOException;

/** The end of a request cannot be told from its bytes. */
final class MalformedBodyException extends IOException {
  private static final long serialVersionUID = 1;

  private final String detail;

  MalformedBodyException(String detail) {
    super(detail);
    this.detail = detail;
  }

  /** For the caller. */
  String detail() {
    return detail;
  }
}
