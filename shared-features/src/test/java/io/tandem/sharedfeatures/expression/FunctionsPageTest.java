package io.tandem.sharedfeatures.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.sharedfeatures.Sample;
import io.tandem.sharedfeatures.definition.EncodingForm;
import io.tandem.sharedfeatures.encoding.Encoding;
import io.tandem.sharedfeatures.order.Type;
import io.tandem.sharedfeatures.text.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** FUNCTIONS.md says what the code does: it is made of the operators' own descriptions. */
class FunctionsPageTest {
  private static final Path PAGE = Path.of("FUNCTIONS.md");
  private static final String MISSING = "missing";

  private static final String HEAD =
      """
      # What the language of features.json has

      Generated from the functions' own descriptions and from the tables of their tests: do not edit. A test fails when it
      is not current; the same test with `-Dtandem.write-functions=true` writes it anew
      ([CONTRIBUTING](../CONTRIBUTING.md#a-function-of-the-feature-language)).

      For all of them:

      - A **missing** argument makes the result missing, unless its entry says otherwise; the column "Of nothing" is what a
        function gives when everything it reads is missing, or an array has no elements. Of an array's elements, missing
        ones take no part.
      - A text that a source reads is never **empty**: blank is missing. A function whose result has no characters gives
        missing.
      - **Out of range** (a root of a negative number, an hour of no time) is missing; a number that became too large is
        infinite, which comparisons and `clip` see as such, and which is missing for every encoding, as is a column that no
        float can hold. The counter of values out of range is of sources: what an expression makes missing shows in the
        feature's missing rate (`profile`) alone.
      - **Unseen** are categories that training did not see, or that are not listed; only encodings know them.
      - **Folded** texts are trimmed, their white space is joined to single blanks, and they are in lower case. From dialect
        2 on, letters and their marks are put together, too (NFC of Unicode 16.0, on every JDK): `\u00e9` as one character
        and as `e` with an accent behind it are the same, in whatever order marks above and below it stand, and so are
        syllables of Hangul and their parts, and the signs of \u00e5ngstr\u00f6m and ohm and the letters they show. In
        dialect 1 they differ. What only means the same stays apart in both: \ufb01 and fi, \u00df and ss, full-width
        letters, letters with and without an accent.
      - A `'text'` as parameter stands in the definition itself. In brackets is what may be left out. A value per order may
        stand beside values per element.
      """;

  @Test
  void itIsCurrent() throws IOException {
    String current = page();
    if (Boolean.getBoolean("tandem.write-functions")) {
      Files.writeString(PAGE, current);
    } else {
      assertEquals(
          current, Files.readString(PAGE), "run this test with -Dtandem.write-functions=true");
    }
  }

  private static String page() {
    StringBuilder text = new StringBuilder(HEAD);
    text.append(
        """

        ## Operators

        From those that bind loosest.

        | Operator | of | Gives |
        |---|---|---|
        """);
    for (Operators.Meaning operator : Operators.ALL) {
      text.append(
          "| `%s` | %s | %s |\n"
              .formatted(
                  operator.form().replace(", a", "`, `a"), operator.operands(), operator.gives()));
    }
    functions(text, "numbers and missing values", NumberFunctions.ALL);
    functions(text, "text", TextFunctions.all(Texts::foldComposed));
    functions(text, "the characters of a text", CharacterFunctions.ALL);
    functions(text, "texts that match", MatchFunctions.all(Texts::foldComposed));
    functions(text, "e-mail addresses and domains", AddressFunctions.ALL);
    functions(text, "tables of the definition", TableFunctions.ALL);
    text.append(
        "\nIn the examples, `place_of`, `height_of`, `mail` and `zone_of` are\n\n```json\n%s\n```\n"
            .formatted(Sample.TABLES.strip()));
    functions(text, "time", TimeFunctions.ALL);
    text.append(
        """

        Local time is the time in the first zone; when that is missing or not given, in the offset the time was
        written with; when that is `Z`, in the second zone; and when that is missing, too, UTC.
        """);
    functions(text, "folds of an array's elements", ArrayFunctions.ALL);
    functions(text, "folds of an array's elements by a text", GroupFunctions.ALL);
    encodings(text);
    return text.toString();
  }

  private static void functions(StringBuilder text, String title, List<NamedFunction> functions) {
    text.append("\n## Functions: ").append(title);
    text.append("\n\n| Function | Gives | Of nothing | For example |\n|---|---|---|---|\n");
    for (NamedFunction function : functions) {
      text.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  function.signature(),
                  function.meaning(),
                  ofNothing(function),
                  example(function)));
    }
  }

  /** Computed, not described. */
  private static String ofNothing(NamedFunction function) {
    List<String> arguments = new ArrayList<>();
    for (Type parameter : function.parameters()) {
      boolean each = function.aggregate();
      arguments.add(
          switch (parameter) {
            case NUMBER, ANY -> each ? "v" : "x";
            case FLAG -> each ? "b" : "f";
            case TEXT -> each ? "k" : "s";
            case TIME -> "from";
            case ZONE -> "zone";
            case TABLE -> "mail";
            case LITERAL -> "'digit'";
          });
    }
    String call = function.name() + "(" + String.join(", ", arguments) + ")";
    if (function.name().equals("zone")) {
      return Sample.value("is_missing(" + call + ")", "{}").equals("1.0") ? MISSING : "?";
    }
    return plain(Sample.value(call, "{}"));
  }

  /** The first row of the tests' tables that has a result. */
  private static String example(NamedFunction function) {
    String tables =
        FunctionsTest.NUMBERS + FunctionsTest.TEXTS + FunctionsTest.TIMES + FunctionsTest.ARRAYS;
    List<String> lines = new ArrayList<>(tables.lines().toList());
    // Those that show the function itself come first, and those of an order with something in it.
    lines.sort(
        Comparator.comparing(
            line -> !line.strip().startsWith(function.name() + "(") || line.contains("| {} ")));
    for (String line : lines) {
      String[] cells = line.split("\\|", -1);
      if (cells.length == 3
          && cells[0].contains(function.name() + "(")
          && !Character.isLetterOrDigit(before(cells[0], function.name() + "("))
          && !cells[2].strip().equals(MISSING)) {
        return "`%s` of `%s` is %s"
            .formatted(cells[0].strip(), cells[1].strip(), plain(cells[2].strip()));
      }
    }
    throw new IllegalStateException(function.name() + " stands in no table");
  }

  private static char before(String text, String part) {
    int at = text.indexOf(part);
    char c = at == 0 ? ' ' : text.charAt(at - 1);
    return c == '_' ? 'a' : c;
  }

  /** Whole numbers without their fraction. */
  private static String plain(String value) {
    return value.endsWith(".0") ? value.substring(0, value.length() - 2) : value;
  }

  private static void encodings(StringBuilder text) {
    text.append(
        """

        ## Encodings

        Without one, a number is one column, named as the feature; missing is NaN. The columns of the others begin with
        `name`, the feature's. A feature may have several values, in a list; what its encoding takes stands in the
        column "of".

        | Encoding | of | Options | Columns, and what missing and unseen give |
        |---|---|---|---|
        """);
    for (EncodingForm form : EncodingForm.ALL) {
      String inputs =
          form.inputs().stream().map(Encoding.Input::label).collect(Collectors.joining("; "));
      text.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(form.name(), inputs, form.options(), form.meaning()));
    }
  }
}
