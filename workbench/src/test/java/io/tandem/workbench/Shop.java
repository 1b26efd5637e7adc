package io.tandem.workbench;

import io.tandem.featurecontainer.serve.FeatureSetLoader;
import io.tandem.featurecontainer.train.TrainJob;
import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.loading.LoadResult;
import io.tandem.inferenceserver.resources.ServingResources;
import io.tandem.inferenceserver.training.TrainingJob;
import io.tandem.modelcontainer.xgboost.train.XgboostTrainer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Orders of a small shop, and what the trainers of the two containers make of them. */
final class Shop {
  static final String EMAIL = "jane.doe@example.org";

  static final String ORDER =
      """
      {"amount": 950, "country": "DE", "email": "jane.doe@example.org", "age": 7341,
       "cart": [{"price": 900}, {"price": 50}]}""";

  private static final String DEFINITION =
      """
      {"name": "shop", "version": 1, "dialect": 1, "record": {"order": "$.order", "label": "$.unpaid"},
       "sources": {
         "amount":  {"path": "$.amount", "type": "number", "required": true, "range": [0, 100000]},
         "country": {"path": "$.country", "type": "text"},
         "email":   {"path": "$.email", "type": "text", "personal": true},
         "age":     {"path": "$.age", "type": "integer", "personal": true},
         "orders":  {"path": "$.customer.orders", "type": "integer"},
         "price":   {"path": "$.cart[*].price", "type": "number"}},
       "features": [
         {"name": "amount", "value": "amount",
          "reason": {"code": "A1", "text": {"en": "High amount", "de": "Hoher Betrag"}}},
         {"name": "country", "value": "country", "encode": {"one-hot": {"top": 5}},
          "reason": {"code": "C1", "text": {"en": "Country", "de": "Land"}}},
         {"name": "email_length", "value": "length(email)"},
         {"name": "age", "value": "age"},
         {"name": "orders_log", "value": "log1p(orders)"},
         {"name": "lines", "value": "count(price)"}]}""";

  private static final int RECORDS = 600;

  private Shop() {}

  /** Those of the training; from small amounts on, they are paid less often. */
  static List<String> records() {
    SplittableRandom random = new SplittableRandom(7);
    List<String> records = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      int amount = random.nextInt(1, 1000);
      String country = List.of("DE", "FR", "GB").get(random.nextInt(3));
      int age = random.nextInt(18, 80);
      boolean unpaid = random.nextInt(1000) < amount / (country.equals("FR") ? 1 : 3) - age;
      String cart = "{\"price\":" + amount + "}" + (i % 2 == 0 ? ",{\"price\":1}" : "");
      records.add(
          "{\"order\":{\"id\":\"o%d\",\"amount\":%d,\"country\":\"%s\",\"email\":\"%s@example.org\",\"age\":%d,\"customer\":{\"orders\":%d},\"cart\":[%s]},\"unpaid\":%b}"
              .formatted(i, amount, country, "x".repeat(i % 9 + 1), age, i % 5, cart, unpaid));
    }
    return records;
  }

  /**
   * Trains a pair.
   *
   * @param folder gets the folders of both; it is made
   */
  static Path train(Path folder, int rounds) throws IOException, InterruptedException {
    return train(
        folder, Map.of("objective", "binary:logistic", "num_round", Integer.toString(rounds)));
  }

  /** The same, with a model that answers a probability for each class. */
  static Path ofClasses(Path folder, int classes) throws IOException, InterruptedException {
    return train(
        folder,
        Map.of(
            "objective", "multi:softprob",
            "num_class", Integer.toString(classes),
            "num_round", "3"));
  }

  private static Path train(Path folder, Map<String, String> objective)
      throws IOException, InterruptedException {
    Path work = Files.createDirectories(folder.resolve("work"));
    Path definition = Files.createDirectory(work.resolve("definition"));
    Files.writeString(definition.resolve("features.json"), DEFINITION);
    Path records = Files.createDirectory(work.resolve("records"));
    Files.write(records.resolve("train.jsonl"), records());
    Path features = Files.createDirectory(folder.resolve("features"));
    new TrainJob(List.of())
        .train(job(Map.of(), Map.of("definition", definition, "train", records), features));
    Path vectors = Files.createDirectory(work.resolve("vectors"));
    Files.write(vectors.resolve("train.csv"), vectors(features));
    Path schema = Files.createDirectory(work.resolve("schema"));
    Files.copy(features.resolve("schema.json"), schema.resolve("schema.json"));
    Map<String, String> hyperparameters = new HashMap<>(objective);
    hyperparameters.putAll(Map.of("max_depth", "3", "min_child_weight", "1"));
    new XgboostTrainer(new PrintStream(OutputStream.nullOutputStream()))
        .train(
            job(
                hyperparameters,
                Map.of("train", vectors, "features", schema),
                Files.createDirectory(folder.resolve("model"))));
    return folder;
  }

  private static TrainingJob job(
      Map<String, String> hyperparameters, Map<String, Path> channels, Path model) {
    return new TrainingJob(hyperparameters, channels, model, Optional.empty());
  }

  private static byte[] vectors(Path features) {
    try (ServingResources resources = new ServingResources(1 << 28);
        Inference inference =
            loaded(new FeatureSetLoader(List.of(), true).load(features, resources))) {
      MediaType accept =
          inference.accepts().stream()
              .filter(type -> type.name().equals(MediaType.TRAINING_VECTORS_CSV))
              .findFirst()
              .orElseThrow();
      byte[] body = String.join("\n", records()).getBytes(StandardCharsets.UTF_8);
      Invocation invocation =
          new Invocation(MediaType.of(MediaType.JSON_LINES), accept, Body.of(body));
      return ((Answered) inference.invoke(invocation)).toByteArray();
    }
  }

  /**
   * A definition that was not fitted, and a model of ONNX, which has no contributions; its order is
   * {@code {"c0":1}}.
   *
   * @param folder gets the folders of both; it is made
   */
  static Path ofOnnx(Path folder, int columns) throws IOException {
    return ofOnnx(folder, columns, "binary-tensor");
  }

  /**
   * @param file of the golden models of ONNX
   */
  static Path ofOnnx(Path folder, int columns, String file) throws IOException {
    List<String> sources = new ArrayList<>();
    List<String> features = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      sources.add("\"c%d\":{\"path\":\"$.c%d\",\"type\":\"number\",\"default\":0}".formatted(i, i));
      features.add("{\"name\":\"f%d\",\"value\":\"c%d\"}".formatted(i, i));
    }
    Path definition = Files.createDirectories(folder.resolve("features")).resolve("features.json");
    Files.writeString(
        definition,
        "{\"name\":\"numbers\",\"version\":1,\"dialect\":1,\"record\":{\"order\":\"$.order\",\"label\":\"$.label\"},\"sources\":{%s},\"features\":[%s]}"
            .formatted(String.join(",", sources), String.join(",", features)));
    Path model = Files.createDirectory(folder.resolve("model")).resolve("model.onnx");
    Files.copy(
        Path.of("../model-container/src/test/resources/golden/onnx/" + file + ".onnx"), model);
    return folder;
  }

  static Inference loaded(LoadResult result) {
    return switch (result) {
      case LoadResult.Loaded loaded -> loaded.inference();
      case LoadResult.Refused(String detail) -> throw new AssertionError(detail);
    };
  }
}
