package io.tandem.localsagemaker.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tandem.localsagemaker.terminal.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ModelRequestTest {
  @TempDir private Path folder;

  @Test
  void theProjectsPipelineIsRead() {
    var model = ModelRequest.read(Path.of("..", "sagemaker-pipeline-model.json"));

    assertEquals("tandem-pipeline", model.name());
    assertEquals("111122223333", model.owner().account());
    assertEquals("eu-west-1", model.owner().region());
    assertEquals(
        List.of("features", "model"),
        model.containers().stream().map(ContainerRequest::hostname).toList());
    assertEquals(
        List.of("tandem-features", "tandem-model"),
        model.containers().stream().map(ContainerRequest::imageName).toList());
    assertEquals(
        Optional.of("s3://tandem-models/model/model.tar.gz"),
        model.containers().getLast().modelDataUrl());
  }

  @ParameterizedTest
  @CsvSource({
    "1.dkr.ecr.eu-west-1.amazonaws.com/orders/features:1.0, features",
    "features, features",
    "registry:5000/features, features",
    "a/features:1@sha256:0123, features"
  })
  void anImageIsNamedByTheLastPartOfItsRepository(String image, String name) {
    assertEquals(
        name,
        new ContainerRequest(
                "$", "x", image, ContainerMode.SINGLE_MODEL, Optional.empty(), Map.of())
            .imageName());
  }

  @Test
  void allProblemsAreToldWithTheirPlaces() throws IOException {
    Path file =
        write(
            """
            {"ModelName": "-x", "Typo": 1, "EnableNetworkIsolation": "yes",
             "InferenceExecutionConfig": {"Mode": "Direct"},
             "Containers": [
               {"ContainerHostname": "a", "Image": "i", "ModelDataUrl": "/tmp/model.tar.gz",
                "Environment": {"OK": "1", "1BAD": "2", "NUMBER": 3}},
               {"ContainerHostname": "a", "Mode": "MultiModel", "MultiModelConfig": {}},
               {"Image": "i", "Imagee": "x"}]}
            """);

    var exception = assertThrows(SetupException.class, () -> ModelRequest.read(file));

    assertEquals(
        """
        $.ModelName: expected a text of at most 63 characters that matches \
        [a-zA-Z0-9]([\\-a-zA-Z0-9]*[a-zA-Z0-9])?
        $.EnableNetworkIsolation: expected true or false
        $.InferenceExecutionConfig.Mode: Direct is not supported here: use Serial
        $.Containers[0].ModelDataUrl: expected a text of at most 1024 characters that matches \
        (https|s3)://([^/]+)/?(.*)
        $.Containers[0].Environment.1BAD: is not the name of a variable of at most 1024 characters
        $.Containers[0].Environment.NUMBER: expected a text of at most 1024 characters
        $.Containers[1].ModelDataUrl: expected a prefix that ends with / for Mode MultiModel
        $.Containers[1]: lacks Image
        $.Containers[2]: unknown field Imagee; did you mean Image?
        $.Containers: expected a ContainerHostname in each, or in none
        $.Containers: expected a different ContainerHostname in each
        $: unknown field Typo\
        """
            .replaceAll("(?m)^", file + ": "),
        exception.problems());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|MULTI_MODEL",
        "{\"ModelCacheSetting\": \"Enabled\"}|MULTI_MODEL",
        "{\"ModelCacheSetting\": \"Disabled\"}|MULTI_MODEL_WITHOUT_CACHE"
      })
  void aContainerOfManyModelsIsRead(String config, ContainerMode mode) throws IOException {
    var model = ModelRequest.read(write(multiModel(config, "SingleModel")));

    assertEquals(mode, model.multiModel().orElseThrow().mode());
    assertEquals(
        List.of(mode, ContainerMode.SINGLE_MODEL),
        model.containers().stream().map(ContainerRequest::mode).toList());
  }

  @Test
  void twoContainersOfManyModelsAreRefusedAsThePlatformDoes() throws IOException {
    Path file = write(multiModel("{}", "MultiModel"));

    var exception = assertThrows(SetupException.class, () -> ModelRequest.read(file));

    assertEquals(
        file
            + ": $.Containers: More than one container in MultiModel mode is not supported with"
            + " inference pipeline",
        exception.problems());
  }

  @Test
  void settingsOfManyModelsNeedTheMode() throws IOException {
    Path file =
        write(
            """
            {"ModelName": "m", "PrimaryContainer": {"Image": "i",
              "MultiModelConfig": {"ModelCacheSetting": "On", "Cache": 1}}}
            """);

    var exception = assertThrows(SetupException.class, () -> ModelRequest.read(file));

    assertEquals(
        """
        $.PrimaryContainer.MultiModelConfig.ModelCacheSetting: expected one of Disabled, Enabled
        $.PrimaryContainer.MultiModelConfig: unknown field Cache
        $.PrimaryContainer.MultiModelConfig: needs Mode MultiModel\
        """
            .replaceAll("(?m)^", file + ": "),
        exception.problems());
  }

  private static String multiModel(String config, String second) {
    return """
        {"ModelName": "m", "Containers": [
          {"Image": "i", "Mode": "MultiModel", "MultiModelConfig": %s,
           "ModelDataUrl": "s3://bucket/models/"},
          {"Image": "i", "Mode": "%s", "ModelDataUrl": "s3://bucket/x/"}]}
        """
        .formatted(config, second);
  }

  @Test
  void limitsOfTheEnvironmentAreChecked() throws IOException {
    String longValue = "\"" + "x".repeat(1025) + "\"";
    var many = new StringBuilder("\"K\":" + longValue);
    for (int i = 0; i < 100; i++) {
      many.append(",\"K").append(i).append("\":\"").append("x".repeat(400)).append('"');
    }
    Path file =
        write(
            "{\"ModelName\":\"m\",\"PrimaryContainer\":{\"Image\":\"i\",\"Environment\":{%s}}}"
                .formatted(many));

    var exception = assertThrows(SetupException.class, () -> ModelRequest.read(file));

    assertEquals(
        """
        $.PrimaryContainer.Environment: has more than 100 entries
        $.PrimaryContainer.Environment.K: expected a text of at most 1024 characters
        $: expected at most 32 KB of Environment in all containers together\
        """
            .replaceAll("(?m)^", file + ": "),
        exception.problems());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|$: expected an object",
        "{\"ModelName\":\"a\",\"ModelName\":\"b\"}|has the same field twice at column 29",
        "{\"ModelName\":\"a\"|ends before the JSON value is complete at column ",
        "{\"ModelName\":\"a\"} {}|has text after the JSON object",
        "{\"ModelName\":\"a\"}|$: expected either PrimaryContainer, for one, or Containers, for 2"
            + " to 15",
        "{\"ModelName\":\"a\",\"Containers\":[{\"Image\":\"i\"}]}|$.Containers: expected a list of"
            + " 2 to 15 objects"
      })
  void whatIsNoRequestIsTold(String text, String fault) throws IOException {
    Path file = write(text);

    var exception = assertThrows(SetupException.class, () -> ModelRequest.read(file));

    String start = file + ": " + fault;
    assertEquals(
        start,
        exception.problems().substring(0, Math.min(start.length(), exception.problems().length())));
  }

  @Test
  void whatIsNotJsonIsToldByItsPlaceAndNotQuoted() throws IOException {
    Path secret = write("{\"ModelName\": \"m\",\n \"Key\": hunter2}");
    var exception = assertThrows(SetupException.class, () -> ModelRequest.read(secret));
    String[] parts = exception.problems().split("column \\d+", -1);

    assertEquals(List.of(secret + ": is not valid JSON at line 2, ", ""), List.of(parts));
  }

  @Test
  void whatIsTooDeepIsTold() throws IOException {
    Path deep = write("{\"ModelName\":" + "[".repeat(10_000));

    var exception = assertThrows(SetupException.class, () -> ModelRequest.read(deep));

    assertEquals(1, exception.problems().lines().count());
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("model.json"), text);
  }
}
