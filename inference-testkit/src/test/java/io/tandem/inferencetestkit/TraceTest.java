package io.tandem.inferencetestkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A trace shows what it is there to show. */
final class TraceTest {
  @TempDir Path base;

  @BeforeEach
  void canTrace() {
    Trace.assumePossible();
  }

  /** What no container may do. */
  static final class Misdeeds {
    public static void main(String[] arguments) throws IOException {
      switch (arguments[0]) {
        case "name" -> {
          try {
            InetAddress.getAllByName("tandem.invalid");
          } catch (IOException expected) {
            // There is no such name.
          }
        }
        case "connect" -> {
          try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9), 1000);
          } catch (IOException expected) {
            // Nobody listens there.
          }
        }
        case "program" -> new ProcessBuilder("true").start();
        case "file" -> Files.writeString(Path.of(arguments[1]), "");
        case "folder" -> Files.createDirectory(Path.of(arguments[1]));
        default -> {}
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "name, resolv.conf",
    "connect, htons(9)",
    "program, execve",
  })
  void aCallIsFound(String misdeed, String shown) throws Exception {
    Trace trace = trace(misdeed);

    AssertionError found = assertThrows(AssertionError.class, trace::assertCallsNobody);
    assertTrue(String.valueOf(found.getMessage()).contains(shown), found::getMessage);
    trace.assertWritesNothingButLibraries(base.resolve("tmp"));
  }

  @ParameterizedTest
  @CsvSource({
    "file, home/.cache",
    "folder, home/.cache",
    "file, tmp/a/b.log",
    "file, tmp/b.log",
    "file, absent/file"
  })
  void whatIsWrittenIsFound(String misdeed, String place) throws Exception {
    Files.createDirectories(base.resolve("home"));
    Files.createDirectories(base.resolve("tmp/a"));
    Trace trace = trace(misdeed, base.resolve(place).toString());

    AssertionError found =
        assertThrows(
            AssertionError.class, () -> trace.assertWritesNothingButLibraries(base.resolve("tmp")));
    assertTrue(String.valueOf(found.getMessage()).contains(place), found::getMessage);
    assertThrows(AssertionError.class, () -> trace.assertWritesOnlyTo(base.resolve("model")));
    trace.assertCallsNobody().assertWritesOnlyTo(base);
  }

  @Test
  void whoDoesNothingIsNotAccused() throws Exception {
    trace("nothing").assertCallsNobody().assertWritesNothingButLibraries(base.resolve("tmp"));
  }

  private Trace trace(String... arguments) throws Exception {
    Path file = base.resolve("trace");
    try (TestProcess process =
        TestProcess.traced(
            file, base.resolve("tmp"), Misdeeds.class, Map.of("PATH", "/bin"), arguments)) {
      process.exitStatus();
    }
    return Trace.read(file);
  }
}
