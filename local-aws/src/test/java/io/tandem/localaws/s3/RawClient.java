package io.tandem.localaws.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;

/** Sends bytes as they are, on a connection of its own each time. */
record RawClient(int port) {
  private static final int TIMEOUT_MILLIS = 20_000;

  /**
   * What came back.
   *
   * @param status 0 when nothing did
   */
  record Answer(int status, String text) {
    String code() {
      int from = text.indexOf("<Code>");
      return from < 0 ? "" : text.substring(from + 6, text.indexOf("</Code>"));
    }
  }

  /** With a length that fits the body, and the headers given, each with CRLF behind it. */
  Answer send(String line, String headers, byte[] body) throws IOException {
    String head =
        "%s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: %d\r\n%s\r\n"
            .formatted(line, body.length, headers);
    return exchange(head.getBytes(ISO_8859_1), body);
  }

  /** Both parts, then all that comes back until the other side closes. */
  Answer exchange(byte[] head, byte[] body) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(head);
      socket.getOutputStream().write(body);
      socket.getOutputStream().flush();
      var all = new ByteArrayOutputStream();
      try {
        socket.getInputStream().transferTo(all);
      } catch (SocketException e) {
        // Closed while something was still to be read: what came before it counts.
      }
      String text = all.toString(ISO_8859_1);
      return new Answer(
          text.startsWith("HTTP/1.1 ") ? Integer.parseInt(text.substring(9, 12)) : 0, text);
    }
  }
}
