package io.tandem.sharedfeatures.oracle;

import static io.tandem.sharedfeatures.oracle.OracleValue.flag;
import static io.tandem.sharedfeatures.oracle.OracleValue.number;
import static io.tandem.sharedfeatures.oracle.OracleValue.text;
import static io.tandem.sharedfeatures.oracle.ValueOracle.MISSING;

import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.sharedfeatures.oracle.OracleValue.Num;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The text functions of the slow oracle. Patterns are those of java.util.regex, which agree with
 * RE2's for the ones that the tests use.
 */
final class OracleTexts {
  private static final Pattern SPACE = Pattern.compile("(?U)\\s+");
  private static final Pattern SPACE_AROUND = Pattern.compile("(?U)^\\s+|\\s+$");
  private static final Map<String, String> CLASSES =
      Map.of(
          "digit", "0-9",
          "upper", "A-Z",
          "lower", "a-z",
          "letter", "A-Za-z",
          "space", "\\t-\\r ",
          "punctuation", "!-/:-@\\[-`{-~");

  /** What differs from dialect to dialect; behind the name of one of the newest. */
  static final Set<String> FOLDING = Set.of("fold", "same", "contains", "jaccard");

  static final String NEWEST = "@2";

  private OracleTexts() {}

  /**
   * @param a none of them missing
   */
  static OracleValue call(String function, List<OracleValue> a) {
    return switch (function) {
      case "text" -> OracleFunctions.written((Num) a.get(0));
      case "lookup" ->
          OracleTables.lookup((OracleValue.Table) a.get(0), ValueOracle.text(a.get(1)));
      case "lookup_domain" ->
          OracleTables.lookupDomain((OracleValue.Table) a.get(0), ValueOracle.text(a.get(1)));
      case "concat" -> {
        String all = String.join("", a.stream().map(ValueOracle::text).toList());
        yield all.length() > Limits.TEXT ? MISSING : text(all);
      }
      case "prefix" -> prefix(ValueOracle.text(a.get(0)), ValueOracle.number(a.get(1)));
      default -> {
        String s = ValueOracle.text(a.get(0));
        yield a.size() > 1 ? ofTwo(function, s, ValueOracle.text(a.get(1))) : ofOne(function, s);
      }
    };
  }

  private static OracleValue ofOne(String function, String s) {
    int at = s.lastIndexOf('@');
    return switch (function) {
      case "length" -> number(characters(s));
      case "lower" -> text(s.toLowerCase(Locale.ROOT));
      case "trim" -> text(trim(s));
      case "fold" -> text(fold(s));
      case "fold@2" -> text(composed(s));
      case "first_segment" -> text(trim(s.split("/", 2)[0]));
      case "local_part" -> at < 0 ? MISSING : text(trim(s.substring(0, at)));
      case "domain" -> at < 0 ? MISSING : text(domain(s.substring(at + 1)));
      case "registrable_domain" -> OracleTables.registrable(domain(s));
      case "name_case" -> nameCase(s.codePoints().toArray());
      default -> throw new IllegalArgumentException("the oracle does not know " + function);
    };
  }

  private static OracleValue ofTwo(String function, String s, String t) {
    return switch (function) {
      case "count_of" -> number(count(s, t));
      case "share_of" -> number(count(s, t) / characters(s));
      case "matches" -> flag(Pattern.compile(t).matcher(s).find());
      case "contains" -> flag(fold(s).contains(fold(t)));
      case "contains@2" -> flag(composed(s).contains(composed(t)));
      case "same@2" -> flag(composed(s).equals(composed(t)));
      case "jaccard@2" -> jaccard(words(composed(s)), words(composed(t)));
      case "same" -> flag(fold(s).equals(fold(t)));
      case "before" -> text(trim(s.contains(t) ? s.substring(0, s.indexOf(t)) : s));
      case "after" -> text(s.contains(t) ? trim(s.substring(s.indexOf(t) + t.length())) : "");
      case "jaccard" -> jaccard(words(fold(s)), words(fold(t)));
      default -> throw new IllegalArgumentException("the oracle does not know " + function);
    };
  }

  static String trim(String s) {
    return SPACE_AROUND.matcher(s).replaceAll("");
  }

  private static String fold(String s) {
    return SPACE.matcher(trim(s)).replaceAll(" ").toLowerCase(Locale.ROOT);
  }

  private static String composed(String s) {
    String apart = Normalizer.normalize(s, Normalizer.Form.NFD);
    return Normalizer.normalize(fold(apart), Normalizer.Form.NFC);
  }

  static String domain(String s) {
    return trim(s).toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
  }

  private static double characters(String s) {
    return s.codePoints().toArray().length;
  }

  private static int count(String s, String characterClass) {
    String others = "[^" + CLASSES.getOrDefault(characterClass, "") + "]";
    return s.replaceAll(others, "").length();
  }

  private static OracleValue prefix(String s, double length) {
    int[] characters = s.codePoints().toArray();
    int kept = (int) Math.min(characters.length, Math.floor(length));
    return kept < 1 ? MISSING : text(new String(characters, 0, kept));
  }

  private static Set<String> words(String s) {
    List<String> words = new ArrayList<>(Arrays.asList(s.split(" ")));
    words.removeIf(String::isEmpty);
    return new HashSet<>(words);
  }

  private static OracleValue jaccard(Set<String> one, Set<String> other) {
    Set<String> any = new HashSet<>(one);
    any.addAll(other);
    Set<String> both = new HashSet<>(one);
    both.retainAll(other);
    return any.isEmpty() ? MISSING : number((double) both.size() / any.size());
  }

  private static OracleValue nameCase(int[] characters) {
    int upper = 0;
    int lower = 0;
    boolean title = true;
    for (int i = 0; i < characters.length; i++) {
      boolean isUpper =
          Character.isUpperCase(characters[i]) || Character.isTitleCase(characters[i]);
      boolean isLower = Character.isLowerCase(characters[i]);
      upper += isUpper ? 1 : 0;
      lower += isLower ? 1 : 0;
      title &= beginsWord(characters, i) ? !isLower : !isUpper;
    }
    return upper + lower == 0
        ? MISSING
        : text(lower == 0 ? "upper" : upper == 0 ? "lower" : title ? "title" : "mixed");
  }

  /** Whether what stands before, but for accents, is no letter and no apostrophe. */
  private static boolean beginsWord(int[] characters, int at) {
    int before = at - 1;
    while (before >= 0 && new String(characters, before, 1).matches("[\\p{Mn}\\p{Mc}]")) {
      before--;
    }
    return before < 0 || !new String(characters, before, 1).matches("[\\p{L}'\u2019]");
  }
}
