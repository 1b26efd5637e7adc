package io.tandem.sharedfeatures;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Public Suffix List: below which names of the DNS people register their own. The list lies
 * beside this class, unchanged, under the Mozilla Public License 2.0; rules and algorithm as
 * publicsuffix.org/list describes them, the section of private domains included. Immutable and
 * thread-safe; read when a definition first needs it.
 */
final class PublicSuffixes {
  private static final String FILE = "public_suffix_list.dat";
  private static final String VERSION = "// VERSION: ";

  /** A domain name has at most 253 characters; with non-ASCII ones it may look shorter. */
  private static final int LONGEST = 253;

  private enum Rule {
    /** {@code co.uk} */
    SUFFIX,
    /** {@code *.ck}: every name one level below */
    EVERY_BELOW,
    /** {@code !www.ck}: no suffix, though a rule for its parent says so */
    EXCEPTION
  }

  /** Loads when first used. */
  private static final class Bundled {
    static final PublicSuffixes LIST = read();
  }

  private final String version;

  /** By name, in Unicode and in ASCII form. */
  private final Map<String, Rule> rules;

  private PublicSuffixes(String version, Map<String, Rule> rules) {
    this.version = version;
    this.rules = rules;
  }

  static PublicSuffixes bundled() {
    return Bundled.LIST;
  }

  private static PublicSuffixes read() {
    try (InputStream in = PublicSuffixes.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is not on the class path");
      }
      Map<String, Rule> rules = new HashMap<>();
      String version = "";
      for (String line :
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .map(String::strip)
              .toList()) {
        if (line.startsWith(VERSION)) {
          version = line.substring(VERSION.length());
        } else if (!line.isEmpty() && !line.startsWith("//")) {
          add(rules, line);
        }
      }
      return new PublicSuffixes(version, Map.copyOf(rules));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(Map<String, Rule> rules, String line) {
    Rule rule =
        line.startsWith("*.")
            ? Rule.EVERY_BELOW
            : line.startsWith("!") ? Rule.EXCEPTION : Rule.SUFFIX;
    String name = line.substring(rule == Rule.EVERY_BELOW ? 2 : rule == Rule.EXCEPTION ? 1 : 0);
    // "*.ck" stands beside "ck", which is a suffix anyway.
    rules.merge(name, rule, (a, b) -> a == Rule.SUFFIX ? b : a);
    rules.merge(IDN.toASCII(name), rule, (a, b) -> a == Rule.SUFFIX ? b : a);
  }

  /** Of the list, as it says. */
  String version() {
    return version;
  }

  /**
   * The suffix and one label before it, in lower case and without a closing dot; a domain that is
   * itself a suffix as it is. Null for a text that is no domain name: empty labels, white space,
   * too long.
   */
  @Nullable String registrable(String text) {
    String domain = normal(text);
    if (!isName(domain)) {
      return null;
    }
    int suffix = suffixStart(domain);
    return suffix == 0 ? domain : domain.substring(domain.lastIndexOf('.', suffix - 2) + 1);
  }

  /** In lower case and without a closing dot. */
  static String normal(String domain) {
    String lower = Texts.trim(domain).toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static boolean isName(String domain) {
    boolean emptyLabel = domain.startsWith(".") || domain.endsWith(".") || domain.contains("..");
    return !domain.isEmpty()
        && domain.length() <= LONGEST
        && !emptyLabel
        && domain.chars().noneMatch(c -> Texts.isWhiteSpace((char) c));
  }

  /** Where the public suffix begins: the longest that a rule gives, an exception before all. */
  private int suffixStart(String domain) {
    int start = 0;
    int before = -1;
    while (true) {
      Rule rule = rules.get(domain.substring(start));
      int dot = domain.indexOf('.', start);
      if (rule == Rule.EXCEPTION) {
        return dot + 1;
      }
      if (rule == Rule.EVERY_BELOW && before >= 0) {
        return before;
      }
      if (rule != null || dot < 0) {
        // Without any rule the last label is the suffix.
        return start;
      }
      before = start;
      start = dot + 1;
    }
  }
}
