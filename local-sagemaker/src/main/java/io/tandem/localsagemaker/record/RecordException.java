package io.tandem.localsagemaker.record;

/** A record cannot be sent or its answer cannot be used. The fault never quotes either. */
public final class RecordException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String fault;

  public RecordException(String fault) {
    super(fault);
    this.fault = fault;
  }

  public String fault() {
    return fault;
  }

  /** The same fault, behind where it is. */
  public RecordException at(String place) {
    return new RecordException(place + ": " + fault);
  }
}
