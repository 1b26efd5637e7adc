package io.tandem.localsagemaker.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

final class FreePortsTest {
  @Test
  void portsAreHandedOutOnceThoughNobodyListensOnThemYet() {
    var ports = FreePorts.search();
    var handedOut = new HashSet<Integer>();

    for (int i = 0; i < 20; i++) {
      SafePorts block = ports.next();
      for (int port = block.first(); port <= block.last(); port++) {
        handedOut.add(port);
      }
    }

    assertEquals(20 * FreePorts.BLOCK, handedOut.size());
  }

  @Test
  void aPortInUseIsPassedOver() throws IOException {
    SafePorts free = FreePorts.search().next();
    try (var _ = new ServerSocket(free.first())) {
      assertNotEquals(free, FreePorts.from(free.first()).next());
    }
  }
}
