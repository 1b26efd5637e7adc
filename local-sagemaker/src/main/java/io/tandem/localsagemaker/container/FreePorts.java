package io.tandem.localsagemaker.container;

import io.tandem.localsagemaker.terminal.SetupException;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Hands out the ports of this program's containers, no block again before all others: a container
 * listens only some time after it was started, so that a look at the machine alone would give two
 * the same. Thread-safe.
 */
final class FreePorts {
  static final int BLOCK = 10;

  /** Below the ports that Linux and macOS hand out to outgoing connections. */
  private static final int LOWEST = 20_000;

  private static final int BLOCKS = 1_000;

  private int next;

  private FreePorts(int first) {
    this.next = first;
  }

  /** From a random block on, so that programs started at the same time do not meet. */
  static FreePorts search() {
    return from(LOWEST + ThreadLocalRandom.current().nextInt(BLOCKS) * BLOCK);
  }

  /**
   * @param first of the block to look at first
   */
  static FreePorts from(int first) {
    return new FreePorts((first - LOWEST) / BLOCK);
  }

  /**
   * Ports that were free a moment ago and that this has not handed out lately.
   *
   * @throws SetupException when there are none left
   */
  synchronized SafePorts next() {
    for (int tried = 0; tried < BLOCKS; tried++) {
      int first = LOWEST + next * BLOCK;
      next = (next + 1) % BLOCKS;
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
}
