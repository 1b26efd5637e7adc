package io.tandem.modelcontainer.engine;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What the first bytes of a zip file tell. */
public final class ZipHead {
  private static final Pattern TORCH_TENSOR = Pattern.compile("[^/]+/(data|constants)/\\d+");

  private static final int NAME_LENGTH_AT = 26;
  private static final int NAME_AT = 30;

  private ZipHead() {}

  /** The name of the first entry; empty for what is no zip file. */
  public static String firstEntry(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (!text.startsWith("PK\3\4") || head.length < NAME_AT) {
      return "";
    }
    int length = (head[NAME_LENGTH_AT] & 0xff) | (head[NAME_LENGTH_AT + 1] & 0xff) << 8;
    return text.substring(NAME_AT, Math.min(NAME_AT + length, text.length()));
  }

  /**
   * Whether it is a module of TorchScript: its tensors come first, or its code; what {@code
   * torch.save} writes begins with its pickle.
   */
  public static boolean isTorchScript(byte[] head) {
    String entry = firstEntry(head);
    return TORCH_TENSOR.matcher(entry).matches()
        || (entry.endsWith("/data.pkl")
            && new String(head, StandardCharsets.ISO_8859_1).contains("/code/__torch__"));
  }
}
