package io.tandem.localsagemaker.container;

/**
 * The ports one container may use: the first is the one to listen on.
 *
 * @param last inclusive
 */
record SafePorts(int first, int last) {
  /** As SageMaker writes it. */
  String range() {
    return first + "-" + last;
  }
}
