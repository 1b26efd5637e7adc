package io.tandem.localawsmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that people wrote. */
class ExamplesTest {
  private static final ServiceModel SERVICE = ServiceModel.sagemaker();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "src/test/resources/examples/CreateModel.json",
        "src/test/resources/examples/CreateEndpointConfig.json",
        "src/test/resources/examples/CreateTransformJob.json"
      })
  void examplesAreAccepted(Path file) throws IOException {
    String operation = file.getFileName().toString().replace(".json", "");

    assertEquals(List.of(), SERVICE.requestProblems(operation, read(file)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sagemaker-pipeline-model.json", "sagemaker-multi-model.json"})
  void theModelsOfThisProjectAreAccepted(String file) throws IOException {
    assertEquals(
        List.of(), SERVICE.requestProblems("CreateModel", read(Path.of("..").resolve(file))));
  }

  @Test
  void theEndpointConfigurationOfThisProjectIsAccepted() throws IOException {
    assertEquals(
        List.of(),
        SERVICE.requestProblems(
            "CreateEndpointConfig", read(Path.of("../deploy/endpoint-config.json"))));
  }

  @ParameterizedTest
  @CsvSource({
    "CreateTrainingJob, examples/online-retail/features-training-job.json",
    "CreateTrainingJob, examples/online-retail/model-training-job.json",
    "CreateModel, examples/online-retail/training-vectors-model.json",
    "CreateTransformJob, examples/online-retail/training-vectors-job.json",
    "CreateTransformJob, examples/online-retail/later-orders-job.json",
    "CreateProcessingJob, deploy/evaluation-job.json"
  })
  void theJobsOfThisProjectAreAccepted(String operation, String file) throws IOException {
    assertEquals(List.of(), SERVICE.requestProblems(operation, read(Path.of("..").resolve(file))));
  }

  private static Json.Obj read(Path file) throws IOException {
    return (Json.Obj) Json.read(Files.readAllBytes(file), JsonLimits.ofBytes(1 << 16));
  }
}
