package io.tandem.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Documents can be read in a narrow window, and every link leads somewhere. */
class DocumentsTest {
  private static final int WIDEST = 120;

  /** One screen. */
  private static final int README_LINES = 80;

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Path SETTINGS = Project.FOLDER.resolve("docs/settings.md");
  private static final List<String> CONTAINERS =
      List.of("inference-server", "feature-container", "model-container", "order-container");
  private static final Pattern SETTING = Pattern.compile("\\b(?:TANDEM|SAGEMAKER)(?:_[A-Z]+)+\\b");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\|");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  @Test
  void linesOfProseAreNotWiderThanAWindow() throws IOException {
    List<String> wide = new ArrayList<>();
    for (Path document : documents()) {
      boolean code = false;
      int number = 0;
      for (String line : Project.read(document).split("\n", -1)) {
        number++;
        code ^= line.strip().startsWith("```");
        if (!code && line.length() > WIDEST && isProse(line)) {
          wide.add(document + ":" + number);
        }
      }
    }

    assertEquals(List.of(), wide);
  }

  /** A row of a table, a heading, a picture and a link that cannot be broken stay on one line. */
  private static boolean isProse(String line) {
    return !line.startsWith("|")
        && !line.startsWith("#")
        && !line.startsWith("![")
        && Arrays.stream(line.split(" ", -1)).noneMatch(word -> word.length() > WIDEST / 2);
  }

  @Test
  void everyLinkToAFileOrAHeadingLeadsThere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path document : documents()) {
      for (String link : links(Project.read(document))) {
        if (!link.startsWith("http") && !leadsSomewhere(document, link)) {
          broken.add(document + ": " + link);
        }
      }
    }

    assertEquals(List.of(), broken);
  }

  private static List<String> links(String text) {
    return LINK.matcher(text).results().map(DocumentsTest::target).toList();
  }

  private static String target(MatchResult link) {
    return link.group(1);
  }

  private static boolean leadsSomewhere(Path document, String link) {
    String[] parts = link.split("#", 2);
    Path file = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
    return Files.exists(file)
        && (parts.length == 1 || anchors(Project.read(file)).contains(parts[1]));
  }

  /** As GitHub makes them: lower case, blanks become hyphens, most other signs go. */
  private static List<String> anchors(String text) {
    return HEADING
        .matcher(text)
        .results()
        .map(heading -> heading.group(1).strip().toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }

  @Test
  void theReadmeFitsOnOneScreen() {
    long lines = Project.read(Project.FOLDER.resolve("README.md")).lines().count();

    assertTrue(lines <= README_LINES, lines + " lines");
  }

  @Test
  void everySettingOfTheContainersIsInTheTableOnce() {
    List<String> read =
        Project.sources().stream()
            .filter(
                source ->
                    CONTAINERS.contains(Project.FOLDER.relativize(source).getName(0).toString()))
            .flatMap(source -> SETTING.matcher(Project.read(source)).results())
            .map(MatchResult::group)
            .distinct()
            .sorted()
            .toList();
    List<String> told =
        ROW.matcher(Project.read(SETTINGS)).results().map(row -> row.group(1)).sorted().toList();

    assertEquals(read, told);
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> files = Files.walk(Project.FOLDER, 3)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> Stream.of("target", "node_modules").noneMatch(file.toString()::contains))
          .sorted()
          .toList();
    }
  }
}
