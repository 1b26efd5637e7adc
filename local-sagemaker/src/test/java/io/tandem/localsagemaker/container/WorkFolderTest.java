package io.tandem.localsagemaker.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.localsagemaker.terminal.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class WorkFolderTest {
  @Test
  void aFolderThatCannotBeMadeIsToldInOneLine() throws IOException {
    try (var folder = WorkFolder.create()) {
      Path inTheWay = Files.createFile(folder.path().resolve("features"));

      var exception =
          assertThrows(SetupException.class, () -> folder.base("features", false, null));

      assertEquals(1, exception.problems().lines().count());
      assertTrue(
          exception.problems().startsWith("the folder of features cannot be made: " + inTheWay),
          exception.problems());
    }
  }
}
