package io.tandem.sharedfeatures.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Public Suffix List: below which names of the DNS people register their own. The list lies
 * beside this class, unchanged, under the Mozilla Public License 2.0; rules and algorithm as
 * publicsuffix.org/list describes them, the section of private domains included. Immutable and
 * thread-safe; read when a definition first needs it.
 */
public final class PublicSuffixes {
  private static final String FILE = "public_suffix_list.dat";
  private static final String VERSION = "// VERSION: ";

  /** For about ten thousand rules. */
  private static final int BUCKETS = 1 << 14;

  /** How an ASCII form of a label in Unicode begins. */
  private static final String ASCII_FORM = "xn--";

  /** A domain name has at most 253 characters; with non-ASCII ones it may look shorter. */
  public static final int LONGEST = 253;

  /** Loads when first used. */
  private static final class Bundled {
    static final PublicSuffixes LIST = read();
  }

  private final String version;

  // By name, in Unicode as the list has them.

  /** {@code co.uk} */
  private final Set<String> suffixes = new HashSet<>(BUCKETS);

  /** {@code ck}, of {@code *.ck}: every name one level below is a suffix. */
  private final Set<String> everyBelow = new HashSet<>();

  /** {@code www.ck}, of {@code !www.ck}: no suffix, though a rule for its parent says so. */
  private final Set<String> exceptions = new HashSet<>();

  /** Over the bytes, since this is a good part of a container's start. */
  private PublicSuffixes(byte[] list) {
    String found = "";
    int begin = 0;
    for (int end = 0; end < list.length; end++) {
      if (list[end] == '\n') {
        if (list[begin] != '\n' && list[begin] != '/') {
          add(list, begin, end);
        } else if (found.isEmpty()) {
          String line = new String(list, begin, end - begin, StandardCharsets.UTF_8);
          found = line.startsWith(VERSION) ? line.substring(VERSION.length()) : "";
        }
        begin = end + 1;
      }
    }
    version = found;
  }

  private void add(byte[] list, int begin, int end) {
    boolean wildcard = list[begin] == '*';
    boolean exception = list[begin] == '!';
    Set<String> kind = wildcard ? everyBelow : exception ? exceptions : suffixes;
    int length = end - begin - (wildcard ? 2 : exception ? 1 : 0);
    kind.add(new String(list, end - length, length, StandardCharsets.UTF_8));
  }

  /**
   * Whether the name, or what it is the ASCII form of, is in the set. Turning the few names that
   * come in ASCII form round is cheaper than having both forms of all rules, at every start.
   */
  private static boolean has(Set<String> kind, String name) {
    if (kind.contains(name)) {
      return true;
    }
    if (!name.contains(ASCII_FORM)) {
      return false;
    }
    String unicode = IDN.toUnicode(name);
    return kind.contains(unicode) && IDN.toASCII(unicode).equals(name);
  }

  public static PublicSuffixes bundled() {
    return Bundled.LIST;
  }

  private static PublicSuffixes read() {
    try (InputStream in = PublicSuffixes.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is not on the class path");
      }
      return new PublicSuffixes(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of the list, as it says. */
  public String version() {
    return version;
  }

  /**
   * The suffix and one label before it, in lower case and without a closing dot; a domain that is
   * itself a suffix as it is. Null for a text that is no domain name: empty labels, white space, an
   * IP address, too long.
   */
  public @Nullable String registrable(String text) {
    String domain = normal(text);
    if (!isName(domain)) {
      return null;
    }
    int suffix = suffixStart(domain);
    return suffix == 0 ? domain : domain.substring(domain.lastIndexOf('.', suffix - 2) + 1);
  }

  /** In lower case and without a closing dot. */
  public static String normal(String domain) {
    String lower = Letters.lower(Texts.trim(domain));
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static boolean isName(String domain) {
    boolean emptyLabel = domain.startsWith(".") || domain.endsWith(".") || domain.contains("..");
    return !domain.isEmpty()
        && domain.length() <= LONGEST
        && !emptyLabel
        && !endsWithNumber(domain)
        && !hasForeignCharacter(domain);
  }

  /** As an address does. */
  private static boolean endsWithNumber(String domain) {
    int at = domain.length() - 1;
    while (at >= 0 && domain.charAt(at) >= '0' && domain.charAt(at) <= '9') {
      at--;
    }
    return at < 0 || domain.charAt(at) == '.';
  }

  private static boolean hasForeignCharacter(String domain) {
    for (int i = 0; i < domain.length(); i++) {
      char c = domain.charAt(i);
      if (c == '@' || c == ']' || Texts.isWhiteSpace(c)) {
        return true;
      }
    }
    return false;
  }

  /** Where the public suffix begins: the longest that a rule gives, an exception before all. */
  private int suffixStart(String domain) {
    int start = 0;
    while (true) {
      String name = domain.substring(start);
      int dot = domain.indexOf('.', start);
      if (has(exceptions, name)) {
        return dot + 1;
      }
      boolean below = dot >= 0 && has(everyBelow, domain.substring(dot + 1));
      if (below || has(suffixes, name) || dot < 0) {
        // Without any rule the last label is the suffix.
        return start;
      }
      start = dot + 1;
    }
  }
}
