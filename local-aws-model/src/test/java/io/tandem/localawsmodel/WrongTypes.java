package io.tandem.localawsmodel;

import static io.tandem.localawsmodel.Samples.array;
import static io.tandem.localawsmodel.Samples.bool;

import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Values that no type of the model can be read from. */
final class WrongTypes {
  private WrongTypes() {}

  static List<Json> of(String type) {
    List<Json> others = new ArrayList<>();
    if (!type.equals("string")) {
      others.add(Json.text("1"));
    }
    switch (type) {
      case "integer" -> others.addAll(List.of(Json.num(1.5), Json.num(1L << 31), Json.num(1e300)));
      case "long" -> others.addAll(List.of(Json.num(0.5), Json.num(0x1p63)));
      case "float", "double", "timestamp" -> others.add(Json.num(Double.POSITIVE_INFINITY));
      default -> others.add(Json.num(1));
    }
    if (!type.equals("boolean")) {
      others.add(bool(true));
    }
    if (!type.equals("list")) {
      others.add(array(List.of()));
    }
    if (!type.equals("map") && !type.equals("structure")) {
      others.add(Json.object(Map.of()));
    }
    return others;
  }

  /** What the service says of them. */
  static String words(Json other, String type) {
    return switch (other) {
      case Json.Arr _ -> "Start of list found where not expected";
      case Json.Obj _ -> "Start of structure or map found where not expected";
      case Json.Text _ -> ofScalar("STRING_VALUE", type);
      case Json.Num _ -> ofScalar("NUMBER_VALUE", type);
      default -> ofScalar("TRUE_VALUE", type);
    };
  }

  private static String ofScalar(String token, String type) {
    return switch (type) {
      case "structure", "map" -> "Expected null";
      case "list" -> "Expected list or null";
      case "string" -> token + " can not be converted to a String";
      case "integer" -> token + " can not be converted to an Integer";
      case "long" -> token + " can not be converted to a Long";
      case "float" -> token + " can not be converted to a Float";
      case "double" -> token + " can not be converted to a Double";
      case "boolean" -> token + " can not be converted to a Boolean";
      case "timestamp" -> token + " can not be converted to milliseconds since epoch";
      default -> throw new AssertionError(type);
    };
  }
}
