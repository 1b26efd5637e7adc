package io.tandem.sharedfeatures.partial;

import io.tandem.sharedfeatures.fault.StateException;
import io.tandem.sharedfeatures.text.Texts;
import io.tandem.strictjson.Ellipsis;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a state is of, and the frame that says so around its bytes: magic, format, kind, SHA-256 of
 * what it belongs to, dialect, versions of outside data, the content, and a CRC-32C of it all. Only
 * states with the same of each merge.
 *
 * @param kind of whom it is a state
 * @param subject SHA-256, as hexadecimal digits
 * @param dataVersions of what decides the content besides
 */
public record PartialState(String kind, String subject, int dialect, List<String> dataVersions) {
  static final int FORMAT = 1;

  private static final byte[] MAGIC = "TandemST".getBytes(StandardCharsets.US_ASCII);
  private static final int SHOWN = 100;

  public PartialState {
    dataVersions = List.copyOf(dataVersions);
  }

  /**
   * @param subject what the state belongs to, as text
   */
  public static PartialState of(
      String kind, String subject, int dialect, List<String> dataVersions) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(subject.getBytes(StandardCharsets.UTF_8));
      return new PartialState(kind, HexFormat.of().formatHex(digest), dialect, dataVersions);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The bytes of a state. */
  public byte[] seal(Consumer<StateOutput> content) {
    StateOutput out = new StateOutput();
    out.append(MAGIC);
    out.number(FORMAT);
    out.text(kind);
    out.text(subject);
    out.number(dialect);
    out.number(dataVersions.size());
    dataVersions.forEach(out::text);
    content.accept(out);
    return out.sealed();
  }

  /**
   * Reads the content, all of it.
   *
   * @throws StateException when the bytes are no state, are damaged, or are one of something else
   */
  public void open(byte[] state, Consumer<StateInput> content) {
    int end = state.length - Integer.BYTES;
    if (end < MAGIC.length || !Arrays.equals(state, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new StateException("is none: it does not begin as one");
    }
    StateInput in = new StateInput(state, MAGIC.length, end);
    long format = in.number();
    if (format != FORMAT) {
      throw new StateException(
          "is of format %d, and this version of the library reads %d: use one version everywhere"
              .formatted(format, FORMAT));
    }
    if (ByteBuffer.wrap(state).getInt(end) != StateOutput.checksum(state, end)) {
      throw new StateException("was damaged or cut on its way: its checksum is another");
    }
    checkHead(in);
    content.accept(in);
    in.expectEnd();
  }

  private void checkHead(StateInput in) {
    if (!in.text().equals(kind)) {
      throw new StateException("is one of something else; expected one of " + kind);
    }
    String found = in.text();
    if (!found.equals(subject)) {
      throw new StateException(
          "is of another definition or feature set: SHA-256 %s, here %s"
              .formatted(shown(found), shown(subject)));
    }
    long foundDialect = in.number();
    if (foundDialect != dialect) {
      throw new StateException("is of dialect %d, here %d".formatted(foundDialect, dialect));
    }
    String[] versions = new String[in.size(1)];
    Arrays.setAll(versions, i -> in.text());
    if (!List.of(versions).equals(dataVersions)) {
      throw new StateException(
          "was made with %s, here it is %s: use one version of the library everywhere"
              .formatted(shown(String.join(", ", versions)), String.join(", ", dataVersions)));
    }
  }

  private static String shown(String text) {
    return Ellipsis.shorten(Texts.escaped(text), SHOWN);
  }
}
