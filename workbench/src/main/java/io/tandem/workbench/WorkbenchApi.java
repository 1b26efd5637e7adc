package io.tandem.workbench;

import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.strictjson.InvalidJsonException;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import io.tandem.workbench.pair.OrderFile;
import io.tandem.workbench.pair.Pair;
import io.tandem.workbench.pair.Prediction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the page asks, as JSON; knows no HTTP. Thread-safe. */
final class WorkbenchApi {
  /** Found ones that are listed; the page says how to find others. */
  private static final int MAX_LISTED = 200;

  private static final JsonLimits TEXT = JsonLimits.ofBytes(4 << 10);

  private final List<Pair> pairs;
  private final @Nullable OrderFile orders;
  private final double threshold;

  /**
   * @param pairs one, or two to be compared
   * @param orders to pick from; null when there are none
   * @param threshold of the probability, from which on an order is refused
   */
  WorkbenchApi(List<Pair> pairs, @Nullable OrderFile orders, double threshold) {
    this.pairs = List.copyOf(pairs);
    this.orders = orders;
    this.threshold = threshold;
  }

  /** What is shown, before there is an order. */
  String description() {
    Map<String, Json> json = new LinkedHashMap<>();
    json.put("threshold", Json.num(threshold));
    json.put("most_bytes", Json.num((long) OrderFile.MAX_ORDER_BYTES));
    json.put("pairs", new Json.Arr("$", pairs.stream().map(Pair::description).toList()));
    json.put("orders", new Json.Bool("$", orders != null));
    return Json.object(json).compact();
  }

  /**
   * What each pair says of an order; a pair that rejects it says why. Of a training record only the
   * steps to its order are said, as {@code record}.
   *
   * @param order as JSON, if it is any
   * @param language of the reasons; pairs that lack it take their usual one
   */
  String explain(byte[] order, String language) {
    FeatureDefinition definition = pairs.getFirst().definition();
    if (definition.isRecordNotOrder(order, 0, order.length)) {
      Json steps = Json.texts(definition.order().steps());
      return Json.object(Map.of("record", steps)).compact();
    }
    return pairs.stream()
        .map(pair -> pair.explain(order, language))
        .collect(Collectors.joining(",", "{\"pairs\":[", "]}"));
  }

  /**
   * Orders to pick from, each with its number and what the first pair predicts; how many were
   * {@code searched}, whether the file has others, which are {@code unread}, and whether {@code
   * more} were found than are listed.
   *
   * @param body a JSON string that they hold
   * @return empty when it is none
   */
  Optional<String> list(byte[] body) {
    try {
      return Json.read(body, TEXT) instanceof Json.Text(var _, String text)
          ? Optional.of(list(text))
          : Optional.empty();
    } catch (InvalidJsonException e) {
      return Optional.empty();
    }
  }

  private String list(String text) {
    List<Json> listed = new ArrayList<>();
    if (orders == null) {
      return "{\"lines\":[],\"more\":false}";
    }
    List<OrderFile.Line> found = orders.find(text, MAX_LISTED + 1);
    for (OrderFile.Line line : found.subList(0, Math.min(found.size(), MAX_LISTED))) {
      Map<String, Json> json = new LinkedHashMap<>();
      json.put("line", Json.num(line.number()));
      switch (pairs.getFirst().predict(line.order())) {
        case Prediction.Of of -> json.put("probability", of.probability());
        case Prediction.Rejected(String detail) -> json.put("rejected", Json.text(detail));
      }
      listed.add(Json.object(json));
    }
    Map<String, Json> json = new LinkedHashMap<>();
    json.put("file", Json.text(orders.name()));
    json.put("lines", new Json.Arr("$", listed));
    json.put("searched", Json.num((long) orders.lines().size()));
    json.put("unread", new Json.Bool("$", orders.more()));
    json.put("more", new Json.Bool("$", found.size() > MAX_LISTED));
    return Json.object(json).compact();
  }

  /** An order of the file by the number of its line; empty when there is none. */
  Optional<String> order(String number) {
    return orders == null
        ? Optional.empty()
        : orders.lines().stream()
            .filter(line -> Long.toString(line.number()).equals(number))
            .findFirst()
            .map(line -> new String(line.order(), StandardCharsets.UTF_8));
  }
}
