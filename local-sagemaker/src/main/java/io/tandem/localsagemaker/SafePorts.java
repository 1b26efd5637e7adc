package io.tandem.localsagemaker;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The ports one container may use: the first is the one to listen on.
 *
 * @param last inclusive
 */
record SafePorts(int first, int last) {
  private static final int BLOCK = 10;

  /** Below the ports that Linux and macOS hand out to outgoing connections. */
  private static final int LOWEST = 20_000;

  private static final int BLOCKS = 1_000;

  /**
   * Ports that were free a moment ago. Where it looks first is random, so that programs started at
   * the same time do not meet.
   *
   * @throws SetupException when there are none
   */
  static SafePorts find() {
    int start = ThreadLocalRandom.current().nextInt(BLOCKS);
    for (int i = 0; i < BLOCKS; i++) {
      int first = LOWEST + (start + i) % BLOCKS * BLOCK;
      if (isFree(first)) {
        return new SafePorts(first, first + BLOCK - 1);
      }
    }
    throw new SetupException(
        "no free port from %d to %d".formatted(LOWEST, LOWEST + BLOCKS * BLOCK - 1));
  }

  private static boolean isFree(int port) {
    try (var _ = new ServerSocket(port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** As SageMaker writes it. */
  String range() {
    return first + "-" + last;
  }
}
