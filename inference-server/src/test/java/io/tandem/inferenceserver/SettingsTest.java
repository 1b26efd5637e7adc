package io.tandem.inferenceserver;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsTest {
  @Test
  void readsTheDefaultsWhenNothingIsSet() {
    Settings settings = Settings.of(Map.of("TANDEM_A", " "));
    assertTrue(settings.text("TANDEM_A").isEmpty());
    assertEquals(3, settings.integer("TANDEM_B", 3, 1, 9));
    assertTrue(settings.flag("TANDEM_C", true));
    assertEquals("x", settings.choice("TANDEM_D", "x", List.of("x", "y")));
    assertEquals(List.of(), settings.choices("TANDEM_E", List.of("x", "y")));
    assertDoesNotThrow(settings::finish);
  }

  @Test
  void readsWhatIsSet() {
    Settings settings =
        Settings.of(
            Map.of(
                "TANDEM_A", " a b ",
                "TANDEM_B", "9",
                "TANDEM_C", "False",
                "TANDEM_D", "Y",
                "TANDEM_E", " X,, y ,",
                "OTHER", "not ours"));
    assertEquals("a b", settings.text("TANDEM_A").orElse(""));
    assertEquals(9, settings.integer("TANDEM_B", 3, 1, 9));
    assertTrue(!settings.flag("TANDEM_C", true));
    assertEquals("y", settings.choice("TANDEM_D", "x", List.of("x", "y")));
    assertEquals(List.of("x", "y"), settings.choices("TANDEM_E", List.of("x", "y")));
    assertDoesNotThrow(settings::finish);
  }

  @Test
  void reportsAllProblemsTogether() {
    Settings settings =
        Settings.of(
            Map.of(
                "TANDEM_BEE", "10",
                "TANDEM_SEA", "yes",
                "TANDEM_DEE", "z",
                "TANDEM_EASE", "x,q",
                "TANDEM_BE", "1"));
    settings.integer("TANDEM_BEE", 3, 1, 9);
    settings.flag("TANDEM_SEA", true);
    settings.choice("TANDEM_DEE", "x", List.of("x", "y"));
    settings.choices("TANDEM_EASE", List.of("x", "y"));

    String message = assertThrows(ContainerException.class, settings::finish).getMessage();

    assertEquals(
        "TANDEM_BEE is \"10\": expected a whole number from 1 to 9; "
            + "TANDEM_SEA is \"yes\": expected one of true, false; "
            + "TANDEM_DEE is \"z\": expected one of x, y; "
            + "TANDEM_EASE is \"q\": expected a comma-separated list of x, y; "
            + "TANDEM_BE is not a setting of this container: did you mean TANDEM_BEE?",
        message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "1.0", "0", "10", "99999999999", "-1", "0x1"})
  void integerOutOfRangeOrNoIntegerReadsAsTheDefault(String text) {
    Settings settings = Settings.of(Map.of("TANDEM_B", text));
    assertEquals(3, settings.integer("TANDEM_B", 3, 1, 9));
    assertThrows(ContainerException.class, settings::finish);
  }

  @Test
  void longOrMultilineValuesDoNotFloodTheMessage() {
    Settings settings = Settings.of(Map.of("TANDEM_B", "x".repeat(5000)));
    settings.integer("TANDEM_B", 3, 1, 9);
    String message = assertThrows(ContainerException.class, settings::finish).getMessage();
    assertTrue(message.length() < 200);
  }
}
