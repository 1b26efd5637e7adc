package io.tandem.localaws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no client of AWS sends. */
final class HostileRequestsTest {
  private static final int RANDOM = Integer.getInteger("tandem.requests", 500);

  @TempDir Path folder;
  private TestAws aws;
  private HttpClient client;

  @BeforeEach
  void start() throws IOException {
    aws = TestAws.start(folder);
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void stop() {
    client.close();
    aws.close();
  }

  private static String signed(String region, String service) {
    return "AWS4-HMAC-SHA256 Credential=local/20261129/%s/%s/aws4_request, SignedHeaders=host, Signature=0"
        .formatted(region, service);
  }

  private HttpResponse<String> post(String path, String target, String authorization, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(aws.address() + path))
            .POST(BodyPublishers.ofByteArray(body));
    if (!target.isEmpty()) {
      request.header("X-Amz-Target", target);
    }
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> call(String operation, String body)
      throws IOException, InterruptedException {
    return post(
        "/",
        "SageMaker." + operation,
        signed("eu-west-1", "sagemaker"),
        body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void anotherRegionIsRefusedByName() throws Exception {
    HttpResponse<String> answer =
        post("/", "SageMaker.ListModels", signed("us-east-1", "sagemaker"), new byte[0]);

    assertEquals(400, answer.statusCode());
    assertTrue(answer.body().contains("set AWS_REGION=eu-west-1"), answer.body());
    HttpResponse<String> ofS3 = post("/bucket", "", signed("us-east-1", "s3"), new byte[0]);
    assertTrue(ofS3.body().contains("<Region>eu-west-1</Region>"), ofS3.body());
  }

  @Test
  void aServiceOrAnOperationThatIsNotThereIsRefusedByName() throws Exception {
    assertTrue(
        post("/", "DynamoDB_20120810.ListTables", signed("eu-west-1", "dynamodb"), new byte[0])
            .body()
            .contains("\"__type\":\"UnknownOperationException\""));
    assertTrue(
        post("/x", "", signed("eu-west-1", "dynamodb"), new byte[0])
            .body()
            .contains("no such service here; expected ["));
    assertTrue(call("CreateCluster", "{}").body().contains("CreateCluster is not supported here"));
  }

  @Test
  void whatIsNoObjectIsRefusedAndNotShown() throws Exception {
    for (String body :
        List.of("", "secret", "[\"secret\"]", "{\"ModelName\":\"secret\"", "\"secret\"", "null")) {
      HttpResponse<String> answer = call("DescribeModel", body);
      assertEquals(400, answer.statusCode(), body);
      assertTrue(!answer.body().contains("secret"), answer.body());
    }
    HttpResponse<String> deep =
        call("CreateModel", "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000));
    assertEquals(400, deep.statusCode());
    HttpResponse<String> large = call("CreateModel", "{\"a\":\"" + "x".repeat(5 << 20) + "\"}");
    assertEquals(400, large.statusCode());
  }

  @Test
  void namesDoNotLeaveTheFolder() throws Exception {
    for (String name : List.of("../../escaped", "..", "a/b", "%2e%2e", "a\\u0000b", "")) {
      for (String operation : List.of("DescribeModel", "DeleteModel", "StopTrainingJob")) {
        String member = operation.contains("Model") ? "ModelName" : "TrainingJobName";
        HttpResponse<String> answer = call(operation, "{\"%s\":\"%s\"}".formatted(member, name));
        assertEquals(400, answer.statusCode(), answer.body());
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of("s3", "state", "test-image.jar"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void randomRequestsAreNeverAFaultOfTheProgram() throws Exception {
    var random = new Random(7);
    List<String> words =
        List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ":",
            ",",
            "ModelName",
            "Tags",
            "null",
            "1e999",
            "true",
            "PrimaryContainer",
            "Containers",
            "Image",
            "s3://a/b",
            "ProductionVariants",
            "-1");
    List<String> operations =
        List.of(
            "CreateModel",
            "CreateTrainingJob",
            "CreateProcessingJob",
            "CreateTransformJob",
            "CreateEndpoint",
            "CreateEndpointConfig",
            "ListModels",
            "AddTags",
            "ListTags",
            "UpdateEndpoint",
            "UpdateEndpointWeightsAndCapacities",
            "DeleteTags",
            "",
            "\u00e9");
    for (int i = 0; i < RANDOM; i++) {
      var body = new StringBuilder();
      int length = random.nextInt(30);
      for (int word = 0; word < length; word++) {
        body.append(words.get(random.nextInt(words.size())));
      }
      String operation = operations.get(random.nextInt(operations.size() - 1));
      String sent = random.nextInt(3) == 0 ? "{" + body + "}" : body.toString();

      HttpResponse<String> answer = call(operation, sent);

      assertTrue(answer.statusCode() < 500, () -> operation + " " + sent + ": " + answer.body());
    }
  }
}
