package io.tandem.localawsmodel;

import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Right values of the shapes of a model. */
final class Samples {
  private static final String ARN = "arn:aws:sagemaker:eu-west-1:111122223333:";
  private static final String HUB = "arn:aws:sagemaker:eu-west-1:aws:hub-content/public/";

  /** For each pattern of the model at least one. */
  private static final List<String> TEXTS =
      List.of(
          "a",
          "abc",
          "1.0",
          "1.0.0",
          "text/csv",
          "111122223333",
          "s3://orders/part",
          "fs-0123456789",
          "sha256:" + "0a".repeat(32),
          "arn:aws:iam::111122223333:role/orders",
          "arn:aws:sns:eu-west-1:111122223333:orders",
          "arn:aws:lambda:eu-west-1:111122223333:function:orders",
          ARN + "automl-job/orders",
          ARN + "endpoint/orders",
          ARN + "endpoint-config/orders",
          ARN + "hyper-parameter-tuning-job/orders",
          ARN + "labeling-job/orders",
          ARN + "mlflow-app/orders",
          ARN + "model/orders",
          ARN + "model-package/orders",
          ARN + "model-package-group/orders",
          ARN + "processing-job/orders",
          ARN + "training-job/orders",
          ARN + "training-plan/orders",
          ARN + "transform-job/orders",
          HUB + "DataSet/orders/1.0.0",
          HUB + "Model/orders/1.0.0");

  private final RawModel model;

  Samples(RawModel model) {
    this.model = model;
  }

  /**
   * @param all whether members that are not required are there too
   */
  Json value(String shape, boolean all) {
    return switch (model.type(shape)) {
      case "structure" -> structure(shape, all);
      case "list" ->
          array(Collections.nCopies(least(shape), value(model.element(shape, "member"), all)));
      case "map" ->
          Json.object(
              Map.of(text(model.element(shape, "key")), value(model.element(shape, "value"), all)));
      case "string" -> Json.text(text(shape));
      case "integer", "long" -> Json.num(model.has(shape, "min") ? model.number(shape, "min") : 1);
      case "float", "double" -> Json.num(0.5);
      case "timestamp" -> Json.num(1_795_894_379.976);
      case "boolean" -> bool(true);
      default -> throw new AssertionError(shape);
    };
  }

  private Json structure(String shape, boolean all) {
    List<String> required = model.strings(shape, "required");
    Map<String, Json> fields = new LinkedHashMap<>();
    for (String name : model.members(shape).keySet()) {
      if (all || required.contains(name)) {
        fields.put(name, value(model.member(shape, name), all));
      }
    }
    return Json.object(fields);
  }

  String text(String shape) {
    if (model.has(shape, "enum")) {
      return model.strings(shape, "enum").getFirst();
    }
    int least = least(shape);
    int most = model.has(shape, "max") ? model.number(shape, "max") : Integer.MAX_VALUE;
    List<String> texts = new ArrayList<>(TEXTS);
    texts.add("a".repeat(least));
    Pattern pattern =
        Pattern.compile(model.has(shape, "pattern") ? model.string(shape, "pattern") : "a+");
    return texts.stream()
        .filter(text -> text.length() >= least && text.length() <= most)
        .filter(text -> pattern.matcher(text).matches())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no sample of " + shape));
  }

  /** One, where the model says nothing or less. */
  private int least(String shape) {
    return model.has(shape, "min") ? Math.max(1, model.number(shape, "min")) : 1;
  }

  static Json.Arr array(List<Json> items) {
    return new Json.Arr("$", items);
  }

  static Json.Bool bool(boolean value) {
    return new Json.Bool("$", value);
  }
}
