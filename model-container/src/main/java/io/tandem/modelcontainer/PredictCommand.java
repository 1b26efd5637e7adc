package io.tandem.modelcontainer;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import io.tandem.modelcontainer.artifact.Manifest;
import io.tandem.modelcontainer.artifact.ModelArtifact;
import io.tandem.modelcontainer.engine.Engine;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.formats.AnswerWriter;
import io.tandem.modelcontainer.formats.OutputKey;
import io.tandem.modelcontainer.reasons.Reasons;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Answers the vectors of a file with the bytes that {@code serve} would send for them in one
 * request. Lines are answered block by block, so a file may be longer than memory.
 */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Answers the vectors of a file, with the bytes that serve answers.")
final class PredictCommand implements Callable<Integer> {
  private final List<Engine> engines;
  private final InputStream in;
  private final PrintStream out;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "The folder that model.tar.gz unpacks to, or a model file.")
  private Path model = Path.of("");

  @Parameters(index = "1", paramLabel = "FILE", description = VectorOptions.FILE)
  private String file = "";

  @Option(
      names = "--output",
      paramLabel = "KEYS",
      split = ",",
      description =
          "The keys of an answer, separated by commas, as " + OutputKey.SETTING + " has them.")
  private List<String> keys = List.of();

  @Option(
      names = "--reasons",
      paramLabel = "COUNT",
      description = "At most so many reasons of a row, 1 to 20 (default: ${DEFAULT-VALUE}).")
  private int mostReasons = AnswerSettings.USUAL_REASONS;

  @Option(
      names = "--language",
      paramLabel = "TAG",
      description = "Of the reasons; in English when not given, or their first one.")
  private String language = "";

  @Option(
      names = "--accept",
      paramLabel = "TYPE",
      defaultValue = MediaType.CSV,
      description = "The form of the answer, as in a request to serve (default: text/csv).")
  private String accept = "";

  @Mixin private VectorOptions vectorOptions = new VectorOptions();

  PredictCommand(List<Engine> engines, InputStream in, PrintStream out) {
    this.engines = engines;
    this.in = in;
    this.out = out;
  }

  @Override
  public Integer call() {
    if (!AnswerWriter.ACCEPTS.contains(accept)) {
      throw misused("--accept: expected one of " + String.join(", ", AnswerWriter.ACCEPTS));
    }
    if (!OutputKey.keys().containsAll(keys)) {
      throw misused("--output: expected some of " + String.join(", ", OutputKey.keys()));
    }
    if (mostReasons < AnswerSettings.FEWEST_REASONS || mostReasons > AnswerSettings.MOST_REASONS) {
      throw misused(
          "--reasons: expected %d to %d"
              .formatted(AnswerSettings.FEWEST_REASONS, AnswerSettings.MOST_REASONS));
    }
    AnswerSettings answers =
        new AnswerSettings(
            keys.stream().distinct().map(OutputKey::of).toList(),
            "--output",
            List.of(),
            mostReasons,
            language);
    ModelLoader loader = new ModelLoader(engines, answers, false);
    ModelArtifact artifact = ModelArtifact.at(model, engines);
    checkLanguage(artifact);
    try (RowPredictor predictor = loader.predictor(artifact)) {
      switch (predictor.form("")) {
        case AnswerForm.Chosen form -> answer(predictor, form);
        case AnswerForm.Refused(Rejected refusal) -> throw fault(refusal);
      }
    }
    return 0;
  }

  private void checkLanguage(ModelArtifact artifact) {
    List<String> known =
        artifact.manifest().map(Manifest::reasons).orElse(Reasons.NONE).languages();
    if (!language.isEmpty() && !known.isEmpty() && !known.contains(language)) {
      throw misused(
          "--language: expected a language of the model's reasons, " + String.join(", ", known));
    }
  }

  private void answer(RowPredictor predictor, AnswerForm.Chosen form) {
    // One document holds the answers to all rows: there are no more of them than in a body.
    boolean document = accept.equals(MediaType.JSON);
    int maxRows = predictor.maxRows(form);
    List<PartOutcome> parts = new ArrayList<>();
    long rows = 0;
    try (VectorFile vectors =
        VectorFile.open(
            file,
            in,
            vectorOptions.contentType(),
            predictor.width(),
            maxRows,
            predictor.fingerprintCheck())) {
      for (@Nullable RowMatrix some = vectors.next(); some != null; some = vectors.next()) {
        long before = rows;
        rows += some.count();
        if (some.count() > maxRows || (document && rows > maxRows)) {
          throw new ContainerException(
              "%s: more than %d rows in one answer; expected fewer, or lines of CSV or JSON"
                  .formatted(VectorFile.name(file), maxRows));
        }
        PartOutcome part = predictor.predict(some, form);
        if (part instanceof PartOutcome.Refused refused) {
          throw fault(refused.refusal().apply(Math.toIntExact(before)));
        }
        parts.add(part);
        if (!document) {
          print(predictor.answer(parts, accept, form));
          parts.clear();
        }
      }
    }
    if (document) {
      print(predictor.answer(parts, accept, form));
    }
  }

  private void print(InvocationResult result) {
    switch (result) {
      case Answered answered -> {
        byte[] bytes = answered.toByteArray();
        out.write(bytes, 0, bytes.length);
        out.flush();
        if (out.checkError()) {
          throw new ContainerException("standard output cannot be written");
        }
      }
      case Rejected refusal -> throw fault(refusal);
    }
  }

  private ContainerException fault(Rejected refusal) {
    return new ContainerException(VectorFile.name(file) + ", " + refusal.detail());
  }

  private ParameterException misused(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
