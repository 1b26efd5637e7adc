package io.tandem.featurecontainer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.tandem.inferencetestkit.ContainerContract;
import io.tandem.inferencetestkit.ContainerUnderTest;
import io.tandem.inferencetestkit.ContainerUnderTest.Fault;
import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** The feature container under SageMaker's contract, with every kind of bad order. */
final class FeatureContainerContractTest extends ContainerContract {
  private static final String JSON = "application/json";
  private static final String LINES = "application/jsonlines";
  private static final String SECRET = "s3cr3t";

  private static final String ORDER =
      OnlineRetail.order(OnlineRetail.records("validation").getFirst())
          .replaceFirst("\"user_id\":\"[^\"]*\"", "\"user_id\":\"" + SECRET + "\"")
          .replaceFirst("\\{", "{\"" + SECRET + "\":1,");

  @TempDir static Path directory;

  @Override
  protected ContainerUnderTest describe() {
    return describe(directory);
  }

  /**
   * @param model an empty folder for the feature set
   */
  static ContainerUnderTest describe(Path model) {
    try {
      return new ContainerUnderTest(
          new FeatureContainer(List.of()),
          FeatureContainer.class,
          Map.of(),
          OnlineRetail.fit(model, OnlineRetail.definition()),
          List.of(
              new Sample(JSON, ORDER.getBytes(UTF_8)),
              new Sample(LINES, ("\ufeff" + ORDER + "\r\n" + ORDER + "\r\n\r\n").getBytes(UTF_8))),
          List.of(
              "text/csv", JSON, LINES, "application/x-npy", "application/vnd.tandem.vectors+csv"),
          faults());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Fault> faults() {
    return List.of(
        fault("an order cut off", JSON, ORDER.substring(0, ORDER.length() / 2), "ends before"),
        fault("text after the order", JSON, ORDER + SECRET, "something after the end"),
        fault("two orders as one", JSON, ORDER + ORDER, "something after the end"),
        fault(
            "a text for a number",
            JSON,
            amount("\"" + SECRET + "\""),
            "$.order.amount expected a number, found a string"),
        fault(
            "a number out of range", JSON, amount("-1"), "$.order.amount is outside [0, 1000000]"),
        fault("a number beyond doubles", JSON, amount("1e400"), "$.order.amount is outside"),
        fault(
            "a field twice",
            JSON,
            ORDER.replace("{\"amount\":", "{\"amount\":1,\"amount\":"),
            "$.order.amount is there twice"),
        fault(
            "a required field absent",
            JSON,
            ORDER.replace("\"amount\":", "\"amount_\":"),
            "$.order.amount is required"),
        fault(
            "no cart line",
            JSON,
            ORDER.replaceFirst("\"shopping_cart\":\\[.*?\\]", "\"shopping_cart\":[]"),
            "$.shopping_cart is required, with at least one element"),
        fault(
            "an element without its price",
            JSON,
            ORDER.replaceFirst("\"price\":", "\"price_\":"),
            "$.shopping_cart[0].price is required"),
        fault(
            "10 000 levels",
            JSON,
            "{\"" + SECRET + "\":" + "[".repeat(10_000),
            "is nested deeper than 64 levels"),
        fault(
            "an array for the order",
            JSON,
            "[" + ORDER + "]",
            "expected an object, found an array"),
        fault(
            "a second line that is wrong",
            LINES,
            ORDER + "\n" + amount("true"),
            "line 2: $.order.amount expected a number"),
        fault("a blank line between orders", LINES, ORDER + "\n\n" + ORDER, "line 2: $ is empty"),
        new Fault(
            "bytes that are not UTF-8",
            JSON,
            ORDER.replaceFirst("GBP", "GB\u00e9").getBytes(ISO_8859_1),
            400,
            "is not valid UTF-8 at byte",
            ""),
        new Fault("a body of nothing", JSON, new byte[0], 400, "the body is empty", ""),
        fault("only line ends", LINES, "\r\n\n", "the body is empty"));
  }

  private static Fault fault(String name, String contentType, String body, String detail) {
    return new Fault(name, contentType, body.getBytes(UTF_8), 400, detail, SECRET);
  }

  private static String amount(String json) {
    return ORDER.replaceFirst("\"amount\":[0-9.]+", "\"amount\":" + json);
  }
}
