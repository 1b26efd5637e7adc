package io.tandem.ordercontainer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.featurecontainer.serve.FeatureSetLoader;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.loading.ArtifactLoader;
import io.tandem.inferenceserver.resources.ServingResources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Batch transform jobs whose answers have contributions and reasons, as local-sagemaker runs them
 * on the containers as processes: each line gets its own, those of the order container.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BatchTransformTest {
  private static final String KEYS = "probability,contributions,reasons";
  private static final String MODEL =
      """
      {"ModelName": "tandem-pipeline", "PrimaryContainer": {
        "Image": "tandem-model", "ModelDataUrl": "s3://tandem-models/model/model.tar.gz"}}""";

  private Path artifact = Path.of("");
  private LocalPlatform platform = new LocalPlatform(artifact);
  private List<String> records = List.of();
  private List<String> orders = List.of();

  @BeforeAll
  void train(@TempDir Path folder) throws IOException, InterruptedException {
    artifact = Example.ONLINE_RETAIL.train(folder);
    platform = LocalPlatform.of(artifact, folder.resolve("platform"));
    records = Example.ONLINE_RETAIL.records("validation");
    orders = Example.ONLINE_RETAIL.orders("validation");
  }

  /** Lines of the output of a job that has an object of these lines. */
  private List<String> transformed(
      String model, List<String> lines, String contentType, String accept, String processing)
      throws IOException, InterruptedException {
    Path in = Files.createDirectories(platform.object("tandem-orders/in"));
    Files.write(in.resolve("orders"), lines);
    platform.transform(
        model,
        """
        {"TransformJobName": "job", "ModelName": "tandem-pipeline",
         "MaxPayloadInMB": 1, "BatchStrategy": "MultiRecord",
         "Environment": {"%s": "%s"},
         "TransformInput": {"ContentType": "%s", "SplitType": "Line", "DataSource": {
           "S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://tandem-orders/in/"}}},
         "TransformOutput": {"Accept": "%s", "AssembleWith": "Line",
           "S3OutputPath": "s3://tandem-orders/out/"},
         "TransformResources": {"InstanceType": "ml.m6i.large", "InstanceCount": 1},
         "DataProcessing": {%s}}"""
            .formatted(LocalPlatform.OUTPUT, KEYS, contentType, accept, processing));
    return Files.readAllLines(platform.object("tandem-orders/out/orders.out"));
  }

  /** The orders of all records, through both containers. */
  private List<String> throughThePipeline(String accept, String processing)
      throws IOException, InterruptedException {
    return transformed(
        LocalPlatform.pipeline(Map.of()),
        records,
        MediaType.JSON_LINES,
        accept,
        "\"InputFilter\": \"$.order\"" + processing);
  }

  /** Lines that the order container answers to all orders. */
  private List<String> answers(String accept) {
    Settings settings = Settings.of(Map.of(LocalPlatform.OUTPUT, KEYS));
    return answers(new OrderContainer(List.of()).serve(settings), artifact, accept);
  }

  private List<String> answers(ArtifactLoader loader, Path folder, String accept) {
    try (ServingResources resources = ServingResources.ofProcess();
        Inference inference = Example.load(loader, folder, resources)) {
      Answered answer =
          (Answered)
              Example.invoke(
                  inference, MediaType.JSON_LINES, MediaType.of(accept), String.join("\n", orders));
      return new String(answer.toByteArray(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @Test
  void aRecordOfJsonIsJoinedWithItsContributionsAndReasons() throws Exception {
    List<String> answers = answers(MediaType.JSON_LINES);

    List<String> made = throughThePipeline(MediaType.JSON_LINES, ", \"JoinSource\": \"Input\"");

    List<String> expected = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      String record = records.get(i).substring(0, records.get(i).length() - 1);
      expected.add("%s,\"SageMakerOutput\":%s}".formatted(record, answers.get(i)));
    }
    assertEquals(expected, made);
    assertEquals(records.size(), made.stream().distinct().count());
  }

  @Test
  void anOutputFilterKeepsTheReasonsAlone() throws Exception {
    List<String> made =
        throughThePipeline(
            MediaType.JSON_LINES,
            ", \"JoinSource\": \"Input\", \"OutputFilter\": \"$.SageMakerOutput.reasons\"");

    assertEquals(
        answers(MediaType.JSON_LINES).stream()
            .map(line -> line.replaceFirst(".*\"reasons\":", "").replaceFirst("}$", ""))
            .toList(),
        made);
  }

  @Test
  void linesOfCsvHaveThemAsFieldsThatAreQuoted() throws Exception {
    assertEquals(answers(MediaType.CSV), throughThePipeline(MediaType.CSV, ""));
  }

  @Test
  void vectorsOfCsvAreJoinedWithThemAsFurtherColumns() throws Exception {
    List<String> vectors =
        answers(
            new FeatureSetLoader(List.of(), false), artifact.resolve("features"), MediaType.CSV);
    List<String> answers = answers(MediaType.CSV);

    List<String> joined =
        transformed(MODEL, vectors, MediaType.CSV, MediaType.CSV, "\"JoinSource\": \"Input\"");
    List<String> kept =
        transformed(
            MODEL,
            vectors,
            MediaType.CSV,
            MediaType.CSV,
            "\"JoinSource\": \"Input\", \"OutputFilter\": \"$[-3,-2,-1]\"");

    List<String> expected = new ArrayList<>();
    for (int i = 0; i < vectors.size(); i++) {
      expected.add(vectors.get(i) + "," + answers.get(i));
    }
    assertEquals(expected, joined);
    assertEquals(answers, kept);
  }
}
