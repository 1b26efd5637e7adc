package io.tandem.sharedfeatures.oracle;

import static io.tandem.sharedfeatures.oracle.OracleValue.text;
import static io.tandem.sharedfeatures.oracle.ValueOracle.MISSING;

import io.tandem.sharedfeatures.Sample;
import io.tandem.sharedfeatures.text.PublicSuffixes;
import io.tandem.strictjson.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The tables of a definition, and the Public Suffix List, as the slow oracle reads them. */
final class OracleTables {
  private static final int LONGEST_DOMAIN = 253;
  private static final Set<String> RULES = rules();

  private OracleTables() {}

  static OracleValue lookup(OracleValue.Table table, String key) {
    return find(table.table(), List.of(key));
  }

  static OracleValue lookupDomain(OracleValue.Table table, String written) {
    String domain = OracleTexts.domain(written);
    return find(table.table(), domain.length() > LONGEST_DOMAIN ? List.of() : parents(domain));
  }

  /** The domain, then what is left when one label after the other is cut off. */
  private static List<String> parents(String domain) {
    List<String> parents = new ArrayList<>(List.of(domain));
    for (String rest = domain; rest.contains("."); parents.add(rest)) {
      rest = rest.substring(rest.indexOf('.') + 1);
    }
    return parents;
  }

  private static OracleValue find(Json.Obj table, List<String> keys) {
    if (table.fields().get("lists") instanceof Json.Arr lists) {
      for (Json list : lists.items()) {
        for (Json member : ((Json.Arr) Sample.field(list, "members")).items()) {
          if (keys.contains(((Json.Text) member).value())) {
            return value(Sample.field(list, "name"));
          }
        }
      }
    }
    for (String key : keys) {
      Json found = ValueOracle.fields(table, "values").get(key);
      if (found != null) {
        return value(found);
      }
    }
    Json otherwise = table.fields().get("otherwise");
    return otherwise == null ? MISSING : value(otherwise);
  }

  private static OracleValue value(Json json) {
    return json instanceof Json.Text text
        ? text(text.value())
        : OracleValue.number(((Json.Num) json).value() + 0.0);
  }

  /** As publicsuffix.org has it: of the rules that match an exception wins, else the longest. */
  static OracleValue registrable(String domain) {
    String last = domain.substring(domain.lastIndexOf('.') + 1);
    if (domain.length() > LONGEST_DOMAIN
        || domain.startsWith(".")
        || domain.contains("..")
        || last.matches("[0-9]*")
        || domain.matches("(?Us).*[@\\]\\s].*")) {
      return MISSING;
    }
    List<String> names = parents(domain);
    int suffix = names.size() - 1; // without any rule, the last label
    for (int i = names.size() - 1; i >= 0; i--) {
      boolean below = i + 1 < names.size() && RULES.contains("*." + names.get(i + 1));
      if (RULES.contains(names.get(i)) || below) {
        suffix = i;
      }
    }
    for (int i = 0; i < names.size(); i++) {
      if (RULES.contains("!" + names.get(i))) {
        suffix = i + 1;
      }
    }
    return text(names.get(Math.max(0, suffix - 1)));
  }

  private static Set<String> rules() {
    try (InputStream in = PublicSuffixes.class.getResourceAsStream("public_suffix_list.dat")) {
      if (in == null) {
        throw new IllegalStateException("no Public Suffix List");
      }
      Set<String> rules = new HashSet<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.isBlank() && !line.startsWith("//")) {
          String rule = line.strip();
          String mark = rule.startsWith("*.") ? "*." : rule.startsWith("!") ? "!" : "";
          rules.add(rule);
          rules.add(mark + IDN.toASCII(rule.substring(mark.length())));
        }
      }
      return rules;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
