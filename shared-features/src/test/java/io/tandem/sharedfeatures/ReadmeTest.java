package io.tandem.sharedfeatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README says what the code does. */
class ReadmeTest {
  private static final Path README = Path.of("README.md");
  private static final String START = "<!-- functions and encodings: generated, see below -->\n";
  private static final String END = "<!-- end -->\n";

  @Test
  void itsTablesAreCurrent() throws IOException {
    String readme = Files.readString(README);
    int start = readme.indexOf(START) + START.length();
    int end = readme.indexOf(END);
    assertTrue(start >= START.length() && end >= start, "the README lost the marks of its tables");
    String current = readme.substring(0, start) + tables() + readme.substring(end);
    if (Boolean.getBoolean("tandem.write-readme")) {
      Files.writeString(README, current);
    } else {
      assertEquals(current, readme, "run this test with -Dtandem.write-readme=true");
    }
  }

  @Test
  void itsDefinitionIsOne() throws IOException {
    Matcher example =
        Pattern.compile("```json\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(README));

    assertTrue(example.find());
    FeatureDefinition definition = FeatureDefinition.read(Sample.bytes(example.group(1)));

    assertEquals("deferred-payment", definition.name());
  }

  private static String tables() {
    StringBuilder text = new StringBuilder();
    functions(text, "numbers and missing values", NumberFunctions.ALL);
    functions(text, "text", TextFunctions.ALL);
    functions(
        text,
        "time: local, in the zone, else in the offset it was written with",
        TimeFunctions.ALL);
    functions(text, "tables", TableFunctions.ALL);
    functions(text, "folds of an array's elements", ArrayFunctions.ALL);
    functions(text, "folds of an array's elements by a text", GroupFunctions.ALL);
    text.append("\n| Encoding | of | Options | Columns |\n|---|---|---|---|\n");
    for (EncodingForm form : EncodingForm.ALL) {
      text.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  form.name(),
                  form.inputs().stream()
                      .map(Encoding.Input::label)
                      .collect(Collectors.joining("; ")),
                  form.options(),
                  form.meaning()));
    }
    return text.append('\n').toString();
  }

  private static void functions(StringBuilder text, String title, List<Function> functions) {
    text.append("\n| Function: ").append(title).append(" | Gives |\n|---|---|\n");
    for (Function function : functions) {
      text.append("| `%s` | %s |\n".formatted(function.signature(), function.meaning()));
    }
  }
}
