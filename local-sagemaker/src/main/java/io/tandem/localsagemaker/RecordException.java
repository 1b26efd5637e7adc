package io.tandem.localsagemaker;

/** A record cannot be sent or its answer cannot be used. The fault never quotes either. */
final class RecordException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String fault;

  RecordException(String fault) {
    super(fault);
    this.fault = fault;
  }

  String fault() {
    return fault;
  }

  /** The same fault, behind where it is. */
  RecordException at(String place) {
    return new RecordException(place + ": " + fault);
  }
}
