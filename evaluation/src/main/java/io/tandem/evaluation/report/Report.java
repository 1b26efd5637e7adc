package io.tandem.evaluation.report;

import io.tandem.evaluation.comparison.Evaluation;
import io.tandem.evaluation.comparison.Verdict;
import io.tandem.evaluation.definition.EvaluationException;
import io.tandem.report.Block;
import io.tandem.report.Document;
import io.tandem.report.HtmlWriter;
import io.tandem.report.PdfWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes {@code report.html}, {@code report.pdf}, {@code report.json}, and its verdict alone as
 * {@code verdict.json}. The same evaluation gives the same bytes: no file says when it was written.
 */
public final class Report {
  private static final List<String> NAMES =
      List.of("report.json", "report.html", "report.pdf", "verdict.json");

  private Report() {}

  /**
   * Removes the files of an earlier run, so that a failed run leaves no old report behind.
   *
   * @throws EvaluationException when that cannot be done
   */
  public static void remove(Path folder) {
    try {
      if (Files.exists(folder) && !Files.isDirectory(folder)) {
        throw new FileAlreadyExistsException(folder.toString());
      }
      for (String name : NAMES) {
        Files.deleteIfExists(folder.resolve(name));
      }
    } catch (IOException e) {
      throw EvaluationException.of(folder, "written", e);
    }
  }

  /**
   * @param folder is made when it is not there; files of these names in it are replaced
   * @throws EvaluationException when the folder cannot be written to
   */
  public static void write(Evaluation evaluation, Verdict verdict, Path folder) {
    Document document = document(evaluation, verdict);
    try {
      Files.createDirectories(folder);
      replace(folder, NAMES.get(0), JsonWriter.json(evaluation, verdict));
      replace(folder, NAMES.get(1), HtmlWriter.html(document).getBytes(StandardCharsets.UTF_8));
      replace(folder, NAMES.get(2), PdfWriter.pdf(document));
      replace(folder, NAMES.get(3), JsonWriter.verdict(verdict));
    } catch (IOException e) {
      throw EvaluationException.of(folder, "written", e);
    }
  }

  static Document document(Evaluation evaluation, Verdict verdict) {
    List<Block> blocks = new ArrayList<>();
    blocks.addAll(SummarySection.of(evaluation, verdict));
    blocks.addAll(DataSection.of(evaluation));
    blocks.addAll(DiscriminationSection.of(evaluation));
    blocks.addAll(CalibrationSection.of(evaluation));
    blocks.addAll(DecisionSection.of(evaluation));
    blocks.addAll(ProbabilitySection.of(evaluation));
    blocks.addAll(SliceSection.of(evaluation));
    blocks.addAll(DriverSection.of(evaluation));
    blocks.addAll(MethodSection.of(evaluation));
    return new Document(evaluation.definition().title(), DataSection.subtitle(evaluation), blocks);
  }

  /** Moves the file into place when it is complete. */
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
