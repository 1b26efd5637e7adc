package io.tandem.evaluation.report;

import io.tandem.evaluation.comparison.Evaluation;
import io.tandem.evaluation.comparison.Verdict;
import io.tandem.evaluation.input.EvaluationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes {@code report.html}, {@code report.pdf} and {@code report.json}. The same evaluation gives
 * the same bytes: no file says when it was written.
 */
public final class Report {
  private Report() {}

  /**
   * @param folder is made when it is not there; files of these names in it are replaced
   * @throws EvaluationException when the folder cannot be written to
   */
  public static void write(Evaluation evaluation, Verdict verdict, Path folder) {
    Document document = Document.of(evaluation, verdict);
    try {
      Files.createDirectories(folder);
      replace(folder, "report.json", JsonWriter.json(evaluation, verdict));
      replace(folder, "report.html", HtmlWriter.html(document).getBytes(StandardCharsets.UTF_8));
      replace(folder, "report.pdf", PdfWriter.pdf(document));
    } catch (IOException e) {
      throw new EvaluationException("the report cannot be written: " + e);
    }
  }

  /** A file that is there is complete. */
  private static void replace(Path folder, String name, byte[] content) throws IOException {
    Path part = folder.resolve("." + name + ".part");
    try {
      Files.write(part, content);
      Files.move(
          part,
          folder.resolve(name),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
