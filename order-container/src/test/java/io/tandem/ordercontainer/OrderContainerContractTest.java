package io.tandem.ordercontainer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tandem.inferencetestkit.ContainerContract;
import io.tandem.inferencetestkit.ContainerUnderTest;
import io.tandem.inferencetestkit.ContainerUnderTest.Fault;
import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/**
 * The order container under SageMaker's contract, with both halves trained on the bundled orders.
 */
final class OrderContainerContractTest extends ContainerContract {
  private static final String JSON = "application/json";
  private static final String LINES = "application/jsonlines";
  private static final String SECRET = "s3cr3t";

  private static final String ORDER =
      Example.ONLINE_RETAIL
          .orders("validation")
          .getFirst()
          .replaceFirst("\"user_id\":\"[^\"]*\"", "\"user_id\":\"" + SECRET + "\"");

  @TempDir static Path directory;

  @Override
  protected ContainerUnderTest describe() {
    return describe(directory);
  }

  /**
   * @param work an empty folder
   */
  static ContainerUnderTest describe(Path work) {
    return new ContainerUnderTest(
        new OrderContainer(List.of()),
        OrderContainer.class,
        Map.of(),
        Example.ONLINE_RETAIL.train(work),
        List.of(
            new Sample(JSON, ORDER.getBytes(UTF_8)),
            new Sample(LINES, ("\ufeff" + ORDER + "\r\n" + ORDER + "\r\n\r\n").getBytes(UTF_8))),
        List.of("text/csv", JSON, LINES),
        faults());
  }

  private static List<Fault> faults() {
    return List.of(
        fault(
            "an order cut off",
            JSON,
            ORDER.substring(0, ORDER.indexOf(',') + 1),
            "$ is not valid JSON at column 25"),
        fault("two orders as one", JSON, ORDER + ORDER, "something after the end"),
        fault(
            "a text for a number",
            JSON,
            amount("\"" + SECRET + "\""),
            "$.order.amount expected a number, found a string"),
        fault(
            "a required field absent",
            JSON,
            ORDER.replace("\"amount\":", "\"amount_\":"),
            "$.order.amount is required"),
        fault(
            "10 000 levels",
            JSON,
            "{\"" + SECRET + "\":" + "[".repeat(10_000),
            "is nested deeper than 64 levels"),
        fault(
            "a second line that is wrong",
            LINES,
            ORDER + "\n" + amount("true"),
            "line 2: $.order.amount expected a number"),
        fault("a blank line between orders", LINES, ORDER + "\n\n" + ORDER, "line 2: $ is empty"),
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
