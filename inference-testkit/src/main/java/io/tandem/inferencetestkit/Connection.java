package io.tandem.inferencetestkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One HTTP/1.1 connection, written and read byte by byte as the test wants it. */
public final class Connection implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 30_000;

  private final Socket socket = new Socket();
  private final InputStream in;
  private final OutputStream out;

  public Connection(int port) throws IOException {
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** One request on a connection of its own. */
  public static Answer exchange(
      int port, String method, String path, List<String> headers, byte[] body) throws IOException {
    try (Connection connection = new Connection(port)) {
      return connection.exchange(method, path, headers, body);
    }
  }

  /** Sends the body with its length, and reads the answer. */
  public Answer exchange(String method, String path, List<String> headers, byte[] body)
      throws IOException {
    head(method, path, headers, "Content-Length: " + body.length);
    write(body);
    return answer(method.equals("HEAD"));
  }

  /** Sends the request line and headers, and no body yet. */
  public void head(String method, String path, List<String> headers, String... more)
      throws IOException {
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    if (headers.stream().noneMatch(header -> header.startsWith("Host:"))) {
      head.append("Host: test\r\n");
    }
    headers.forEach(header -> head.append(header).append("\r\n"));
    for (String header : more) {
      head.append(header).append("\r\n");
    }
    write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  public void write(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** The bytes as one chunk of a chunked body; none is its end. */
  public void chunk(byte[] bytes) throws IOException {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream(bytes.length + 16);
    chunk.writeBytes(
        (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    chunk.writeBytes(bytes);
    chunk.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    write(chunk.toByteArray());
  }

  public Answer answer() throws IOException {
    return answer(false);
  }

  private Answer answer(boolean bodiless) throws IOException {
    String[] statusLine = line().split(" ", 3);
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] body = bodiless ? new byte[0] : in.readNBytes(length);
    return new Answer(Integer.parseInt(statusLine[1]), headers, body);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server closed the connection after: " + line);
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** What comes until the server closes its side, which it may do with a reset. */
  public String rest() throws IOException {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    try {
      in.transferTo(rest);
    } catch (SocketException e) {
      // What had come before it was read.
    }
    return rest.toString(StandardCharsets.ISO_8859_1);
  }

  /** Waits until the server has closed its side; what it sends before is dropped. */
  public void awaitClosed() throws IOException {
    while (in.read() >= 0) {}
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
