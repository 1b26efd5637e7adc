package io.tandem.featurecontainer.records;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tandem.inferenceserver.ContainerException;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What came in place of JSON Lines is named, with what to do. */
final class NotJsonLinesTest {
  @TempDir Path directory;

  private static String name(byte[] bytes) {
    return NotJsonLines.of(bytes, 0, bytes.length).map(NotJsonLines::name).orElse("");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          PAR1\\025\\004                  | a Parquet file
          Obj\\001\\004\\024             | an Avro file
          ORC\\000                          | an ORC file
          ARROW1\\000\\000                | an Arrow file
          \\223NUMPY\\001                 | a NumPy array
          \\211HDF\\r\\n                     | an HDF5 file
          SQLite format 3\\000              | an SQLite database
          \\200\\004\\225                | a Python pickle
          \\320\\317\\021\\340          | an Excel workbook
          PK\\003\\004                    | a zip archive, or an Excel workbook
          \\037\\213\\010                | a gzip file
          BZh91AY                            | a file packed with bzip2
          \\3757zXZ\\000                  | a file packed with xz
          (\\265/\\375                    | a file packed with zstd
          [{"amount": 1},{"amount": 2}]      | a JSON array
          \\357\\273\\277\\n [           | a JSON array
          {\\n  "amount": 1\\n}               | JSON over several lines
          {"amount": 1,\\r\\n "x": 2}          | JSON over several lines
          {"cart": [\\n1]}                    | JSON over several lines
          amount,country\\n1,DE\\n             | a table with separators (CSV)
          "amount";"country"\\r\\n             | a table with separators (CSV)
          amount\\tcountry                    | a table with separators (CSV)
          <?xml version="1.0"?>              | XML or HTML
          """)
  void isToldByHowItBegins(String begin, String name) {
    assertEquals(name, name(begin.translateEscapes().getBytes(ISO_8859_1)));
  }

  @Test
  void textInAnotherEncodingIsTold() {
    assertEquals("UTF-16 text", name("{\"a\": 1}\n".getBytes(UTF_16)));
    assertEquals("UTF-16 text", name("{\"a\": 1}\n".getBytes(UTF_16LE)));
    assertEquals("UTF-16 text", name("\ufeff{\"a\": 1}\n".getBytes(UTF_16LE)));
  }

  @Test
  void aTarArchiveIsTold() {
    byte[] tar = new byte[512];
    System.arraycopy("ustar".getBytes(UTF_8), 0, tar, 257, 5);

    assertEquals("a tar archive", name(tar));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \n",
        "{}",
        "{\"a\": 1}\n{\"a\": 2}\n",
        "{\"a\": 1,",
        "\ufeff{\"a\": 1}\n",
        "{\"a\": \"[\"}\n{",
        "\n\n{\"a\": 1}\n",
        "# exported, 2026\n{\"a\": 1}\n",
        "{",
        "x",
        "5\n6\n"
      })
  void whatMayBeJsonLinesIsNot(String text) {
    assertEquals("", name(text.getBytes(UTF_8)));
  }

  @Test
  void aFileOfItIsNotReadOn() throws Exception {
    byte[] array = ("[" + "{\"amount\": 1},".repeat(3_000_000) + "{}]").getBytes(UTF_8);
    Path file = Files.write(directory.resolve("orders.json"), array);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream once = new GZIPOutputStream(packed)) {
      once.write(new byte[] {0x1f, (byte) 0x8b, 8, 0});
    }
    Path twice = Files.write(directory.resolve("orders"), packed.toByteArray());

    assertEquals(
        file
            + ": found a JSON array, expected JSON Lines; put each element on a line of its own, as"
            + " jq -c '.[]' does",
        fault(file));
    assertEquals(twice + ": found a gzip file, expected JSON Lines; unpack it", fault(twice));
  }

  private static String fault(Path file) {
    List<RecordFile> files = RecordFile.at(file);
    Progress silent = new Progress(files, Duration.ofHours(1), _ -> {});
    return String.valueOf(
        assertThrows(
                ContainerException.class,
                () -> RecordRun.run(files, List.of((batch, _) -> batch.next()), silent))
            .getMessage());
  }
}
