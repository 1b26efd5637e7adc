import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Makes the AOT cache of an image: starts the container as the image does, sends it every request
 * of a folder many times, and ends it; the JVM then writes what it has learned of the classes.
 */
final class AotTraining {
  private static final int PORT = 8080;
  private static final int ROUNDS = 200;
  private static final Duration START = Duration.ofMinutes(1);
  private static final Duration END = Duration.ofMinutes(3);

  private AotTraining() {}

  /**
   * @param args a folder with the model artifact ({@code model}) and requests ({@code requests}:
   *     header lines, a blank line, the body); the jar
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Path.of(args[0]);
    Path cache = Files.createDirectories(Path.of("/aot")).resolve("cache");
    Process container = start(folder, args[1], cache);
    try {
      awaitReady(container);
      train(requests(folder.resolve("requests")));
    } catch (IOException | RuntimeException e) {
      container.destroyForcibly();
      throw e;
    }
    container.toHandle().destroy();
    if (!container.waitFor(END.toSeconds(), TimeUnit.SECONDS) || !Files.exists(cache)) {
      container.destroyForcibly();
      throw new IllegalStateException("the JVM wrote no AOT cache");
    }
    Files.write(Path.of(cache + ".jars"), jars(Path.of(args[1]).getParent()));
    System.out.println("AOT cache: " + (Files.size(cache) >> 20) + " MiB");
  }

  /** What the container compares at its start: the JVM itself does not. */
  private static List<String> jars(Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path jar : files.sorted().toList()) {
        lines.add(Files.size(jar) + " " + Files.getLastModifiedTime(jar).toMillis() + " " + jar);
      }
    }
    return lines;
  }

  private static Process start(Path folder, String jar, Path cache) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var builder =
        new ProcessBuilder(
            java, "@/opt/tandem/jvm.options", "-XX:AOTCacheOutput=" + cache, "-jar", jar, "serve");
    builder.environment().put("SAGEMAKER_BASE_DIR", folder.toString());
    builder.environment().put("SAGEMAKER_BIND_TO_PORT", Integer.toString(PORT));
    return builder.inheritIO().start();
  }

  private static void awaitReady(Process container) throws InterruptedException {
    byte[] ping = ascii("GET /ping HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    long deadline = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < deadline && container.isAlive()) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), PORT)) {
        socket.getOutputStream().write(ping);
        if (new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
            .startsWith("HTTP/1.1 200 ")) {
          return;
        }
      } catch (IOException e) {
        // Not listening yet.
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    throw new IllegalStateException("the container did not become ready");
  }

  private static List<byte[]> requests(Path folder) throws IOException {
    List<byte[]> requests = new ArrayList<>();
    requests.add(ascii("GET /ping HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    requests.add(ascii("GET /execution-parameters HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        requests.add(invocation(Files.readAllBytes(file)));
      }
    }
    return requests;
  }

  private static byte[] invocation(byte[] file) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\n\n");
    String head = text.substring(0, end).replace("\n", "\r\n");
    var request = new ByteArrayOutputStream();
    request.writeBytes(
        ascii(
            "POST /invocations HTTP/1.1\r\nHost: localhost\r\n%s\r\nContent-Length: %d\r\n\r\n"
                .formatted(head, file.length - end - 2)));
    request.write(file, end + 2, file.length - end - 2);
    return request.toByteArray();
  }

  private static void train(List<byte[]> requests) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), PORT)) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int round = 0; round < ROUNDS; round++) {
        for (byte[] request : requests) {
          socket.getOutputStream().write(request);
          answered(in, request);
        }
      }
    }
  }

  private static void answered(InputStream in, byte[] request) throws IOException {
    String status = line(in);
    if (!status.startsWith("HTTP/1.1 200 ")) {
      String sent = new String(request, StandardCharsets.ISO_8859_1);
      throw new IOException(status + " to " + sent.substring(0, sent.indexOf("\r\n\r\n")));
    }
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    in.skipNBytes(length);
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the container closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
