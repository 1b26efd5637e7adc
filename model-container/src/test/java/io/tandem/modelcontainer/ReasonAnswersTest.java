package io.tandem.modelcontainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.http.InferenceServer;
import io.tandem.inferenceserver.http.ServerSettings;
import io.tandem.inferenceserver.loading.LoadResult;
import io.tandem.inferenceserver.resources.ServingResources;
import io.tandem.inferencetestkit.Answer;
import io.tandem.inferencetestkit.Connection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reasons in answers, and answers that a call asks for, over real sockets. */
final class ReasonAnswersTest {
  private static final ServingResources RESOURCES = ServingResources.ofProcess();

  @TempDir Path folder;

  @AfterAll
  static void close() {
    RESOURCES.close();
  }

  @Test
  void theStrongestAreSaidWithTheirShares() throws IOException {
    SaidModel.write(folder, "binary-logistic", SaidModel.REASONS);

    String said = SaidModel.said(folder, 3, "en");

    assertTrue(said.contains("\"code\":\"") && said.contains("\"share\":0."), said);
    assertEquals(
        "{\"predictions\":[{\"reasons\":%s}]}".formatted(said),
        answer(Map.of(OUTPUT, "reasons"), "application/json", ""));
    assertEquals(
        "{\"reasons\":%s}\n".formatted(said),
        answer(Map.of(OUTPUT, "reasons"), "application/jsonlines", ""));
    assertEquals(
        "\"%s\"\n".formatted(said.replace("\"", "\"\"")),
        answer(Map.of(OUTPUT, "reasons"), "text/csv", ""));
  }

  @Test
  void theSettingsChooseHowManyAndTheLanguage() throws IOException {
    SaidModel.write(folder, "binary-logistic", SaidModel.REASONS);
    Map<String, String> settings =
        Map.of(OUTPUT, "reasons", "TANDEM_REASONS", "1", "TANDEM_REASONS_LANGUAGE", "de");

    assertEquals(
        "{\"reasons\":%s}\n".formatted(SaidModel.said(folder, 1, "de")),
        answer(settings, "application/jsonlines", ""));
  }

  @Test
  void aCallMayAskForWhatTheSettingAllows() throws IOException {
    SaidModel.write(folder, "binary-logistic", SaidModel.REASONS);
    Map<String, String> settings =
        Map.of(OUTPUT, "probability", ON_REQUEST, "contributions,reasons");
    String probability = answer(Map.of(OUTPUT, "probability"), "text/csv", "").strip();

    assertEquals(
        "{\"probability\":%s,\"reasons\":%s}\n"
            .formatted(probability, SaidModel.said(folder, 2, "de")),
        answer(
            settings,
            "application/jsonlines",
            "trace=1,tandem-output=probability,reasons; tandem-reasons=2;tandem-language=de"));
    assertEquals(
        answer(Map.of(OUTPUT, "contributions"), "text/csv", ""),
        answer(settings, "text/csv", "tandem-output=contributions"));
    for (String attributes : List.of("", "trace=1", "tandem-set=germany", "reasons")) {
      assertEquals(probability + "\n", answer(settings, "text/csv", attributes));
    }
  }

  @Test
  void withoutTheSettingAttributesAreNotLookedAt() throws IOException {
    SaidModel.write(folder, "binary-logistic", SaidModel.REASONS);

    assertEquals(
        answer(Map.of(), "application/json", ""),
        answer(Map.of(), "application/json", "tandem-output=nothing;tandem-reasons=0;tandem-x=1"));
  }

  @Test
  void eachOfManyModelsHasItsOwn() throws IOException {
    Path other = Files.createDirectories(folder.resolve("models/other/model"));
    Path first = Files.createDirectories(folder.resolve("models/first/model"));
    SaidModel.write(first, "binary-logistic", SaidModel.REASONS);
    SaidModel.write(
        other, "binary-logistic", Map.of("a", SaidModel.reason("Z9", "Anders", "Otherwise")));
    Map<String, String> settings =
        Map.of(
            ON_REQUEST,
            "reasons",
            "SAGEMAKER_MULTI_MODEL",
            "true",
            "SAGEMAKER_BASE_DIR",
            "" + folder);
    ServerSettings server = ServerSettings.read(Settings.of(settings));
    try (InferenceServer many =
        InferenceServer.ofManyModels(
            server.onAnyFreePort(),
            server.manyModels().orElseThrow(),
            loader(settings),
            RESOURCES)) {
      for (Path model : List.of(first, other)) {
        String load =
            "{\"model_name\":\"%s\",\"url\":\"%s\"}"
                .formatted(name(model), model.toString().replace("\\", "\\\\"));
        assertEquals(200, post(many, "/models", List.of(), load).status());
      }
      List<String> headers =
          List.of(
              "Content-Type: text/csv",
              "Accept: application/jsonlines",
              "X-Amzn-SageMaker-Custom-Attributes: tandem-output=reasons");

      String said = post(many, "/models/first/invoke", headers, SaidModel.CSV).text();
      String otherwise = post(many, "/models/other/invoke", headers, SaidModel.CSV).text();

      assertEquals("{\"reasons\":%s}\n".formatted(SaidModel.said(first, 4, "en")), said);
      assertTrue(otherwise.matches("\\{\"reasons\":\\[(\\{\"code\":\"Z9\".*)?]}\n"), otherwise);
    }
  }

  private static String name(Path model) {
    return String.valueOf(Objects.requireNonNull(model.getParent()).getFileName());
  }

  private static Answer post(InferenceServer server, String path, List<String> headers, String body)
      throws IOException {
    return Connection.exchange(
        server.port(), "POST", path, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aCallMayChooseAmongReasonsThatAllAnswersHave() throws IOException {
    SaidModel.write(folder, "binary-logistic", SaidModel.REASONS);

    assertEquals(
        "{\"reasons\":%s}\n".formatted(SaidModel.said(folder, 1, "de")),
        answer(
            Map.of(OUTPUT, "reasons", ON_REQUEST, "reasons"),
            "application/jsonlines",
            "tandem-reasons=1,tandem-language=de"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tandem-output=reason | tandem-output: expected keys of probability, reasons, separated by"
            + " commas",
        "tandem-output=contributions | tandem-output: expected keys of probability, reasons,"
            + " separated by commas",
        "tandem-output= | tandem-output: expected keys of probability, reasons, separated by commas",
        "tandem-output=reasons;tandem-reasons=0 | tandem-reasons: expected a whole number from 1 to"
            + " 20",
        "tandem-output=reasons;tandem-reasons=1000 | tandem-reasons: expected a whole number from 1"
            + " to 20",
        "tandem-output=reasons;tandem-reasons=3,4 | tandem-reasons: expected a whole number from 1"
            + " to 20",
        "tandem-output=reasons;tandem-reasons=all | tandem-reasons: expected a whole number from 1"
            + " to 20",
        "tandem-output=reasons;tandem-language=fr | tandem-language: expected one of de, en",
        "tandem-output=probability;tandem-language=de | tandem-language: expected with the key"
            + " reasons only",
        "tandem-output=reasons,tandem-output=reasons | tandem-output: expected once at most",
        "tandem-reasons=2 | tandem-reasons: expected with the key reasons only",
        "tandem-outputs=reasons | a name with tandem-: expected one of tandem-output,"
            + " tandem-reasons, tandem-language, tandem-set; did you mean tandem-output?",
      })
  void whatACallMayNotAskForIsNamed(String attributes, String fault) throws IOException {
    SaidModel.write(folder, "binary-logistic", SaidModel.REASONS);

    Answer answer =
        exchange(Map.of(OUTPUT, "probability", ON_REQUEST, "reasons"), "text/csv", attributes);

    assertEquals(400, answer.status(), answer::text);
    assertEquals(
        "{\"error\":\"invalid_input\",\"detail\":\"custom attributes, %s\"}".formatted(fault),
        answer.text());
  }

  @ParameterizedTest
  @CsvSource({"0", "1000", "-1", "four"})
  void aNumberOfReasonsOutOfBoundsStopsTheStart(String number) {
    Settings settings = Settings.of(Map.of("TANDEM_REASONS", number));
    ModelLoader.of(Artifacts.ENGINES, settings);

    ContainerException fault = assertThrows(ContainerException.class, settings::finish);

    assertEquals(
        "TANDEM_REASONS is \"%s\": expected a whole number from 1 to 20".formatted(number),
        fault.getMessage());
  }

  @Test
  void aModelWithoutReasonsStopsTheStart() throws IOException {
    SaidModel.write(folder, "binary-logistic", Map.of());

    assertRefused(
        Map.of(ON_REQUEST, "reasons"),
        "TANDEM_OUTPUT_ON_REQUEST: a model of xgboost cannot answer reasons: its manifest.json has"
            + " none; give features of the definition a reason, fit it, and train or bind the model"
            + " with that feature set (channel or option features)");
  }

  @Test
  void aModelOfSeveralMarginsStopsTheStart() throws IOException {
    SaidModel.write(folder, "multi-softprob", SaidModel.REASONS);

    assertRefused(
        Map.of(OUTPUT, "reasons"),
        "SAGEMAKER_INFERENCE_OUTPUT: a model of xgboost cannot answer reasons: of its 4 margins"
            + " none is the risk; expected a model of one");
  }

  @Test
  void anUnknownLanguageStopsTheStart() throws IOException {
    SaidModel.write(folder, "binary-logistic", SaidModel.REASONS);

    assertRefused(
        Map.of(OUTPUT, "reasons", "TANDEM_REASONS_LANGUAGE", "fr"),
        "TANDEM_REASONS_LANGUAGE is \"fr\": expected a language of the model's reasons, de, en");
  }

  private void assertRefused(Map<String, String> settings, String fault) {
    LoadResult.Refused refused =
        assertInstanceOf(LoadResult.Refused.class, loader(settings).load(folder, RESOURCES));
    assertEquals(fault, refused.detail());
  }

  private static final String OUTPUT = "SAGEMAKER_INFERENCE_OUTPUT";
  private static final String ON_REQUEST = "TANDEM_OUTPUT_ON_REQUEST";

  private static ModelLoader loader(Map<String, String> settings) {
    return ModelLoader.of(Artifacts.ENGINES, Settings.of(settings));
  }

  private String answer(Map<String, String> settings, String accept, String attributes)
      throws IOException {
    Answer answer = exchange(settings, accept, attributes);
    assertEquals(200, answer.status(), answer::text);
    return answer.text();
  }

  private Answer exchange(Map<String, String> settings, String accept, String attributes)
      throws IOException {
    LoadResult.Loaded loaded =
        assertInstanceOf(LoadResult.Loaded.class, loader(settings).load(folder, RESOURCES));
    List<String> headers = new ArrayList<>(List.of("Content-Type: text/csv", "Accept: " + accept));
    if (!attributes.isEmpty()) {
      headers.add("X-Amzn-SageMaker-Custom-Attributes: " + attributes);
    }
    try (InferenceServer server =
        InferenceServer.ofOneModel(ServerSettings.read(Settings.of(Map.of())).onAnyFreePort())) {
      server.serve(loaded.inference());
      return Connection.exchange(
          server.port(),
          "POST",
          "/invocations",
          headers,
          SaidModel.CSV.getBytes(StandardCharsets.UTF_8));
    }
  }
}
