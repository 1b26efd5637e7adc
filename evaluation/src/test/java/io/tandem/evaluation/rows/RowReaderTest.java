package io.tandem.evaluation.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.evaluation.definition.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RowReaderTest {
  @TempDir private Path folder;

  /** Some are longer than what is read at once, so that ends of both fall everywhere. */
  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\n\n", "\n \r\n"})
  void linesOfAnyLengthAreRead(String end) throws IOException {
    List<String> lines =
        IntStream.range(0, 400)
            .mapToObj(row -> row + "," + "x".repeat(row % 40 == 0 ? 70_000 + row : row * 31 % 997))
            .toList();
    Path ended = Files.writeString(folder.resolve("a"), String.join(end, lines) + end);
    Path open = Files.writeString(folder.resolve("b"), String.join(end, lines));

    assertEquals(lines, read(ended));
    assertEquals(lines, read(open));
  }

  private static List<String> read(Path file) {
    List<String> lines = new ArrayList<>();
    new RowReader(List.of(new Field.Column(1), new Field.Column(2)), -1)
        .read(file, values -> lines.add(values[0].text() + "," + values[1].text()));
    return lines;
  }
}
