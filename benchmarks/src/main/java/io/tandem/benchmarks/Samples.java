package io.tandem.benchmarks;

import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Fitter;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.fault.Rejection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The orders and the definition that are measured. */
final class Samples {
  private static final String CART = "\"shopping_cart\":[";
  private static final String AFTER_CART = "],\"customer_history\"";
  private static final int EXAMPLE_LINES = 3;

  private Samples() {}

  /** The example order; with another number of lines, its three lines take turns. */
  static byte[] order(int lines) {
    String example = resource("order.json").strip();
    int from = example.indexOf(CART) + CART.length();
    int to = example.indexOf(AFTER_CART);
    String[] cart = example.substring(from, to).split("(?<=}),", EXAMPLE_LINES);
    StringBuilder order = new StringBuilder(example.substring(0, from));
    for (int i = 0; i < lines; i++) {
      order.append(i == 0 ? "" : ",").append(cart[i % EXAMPLE_LINES]);
    }
    return bytes(order.append(example.substring(to)).toString());
  }

  /** Fitted on the example order, so that it gives a vector of the usual width. */
  static FeatureSet features() {
    return fitted(resource("features.json"));
  }

  /** All sources are read, and one is passed on. */
  static FeatureSet readingAlone() {
    String definition = resource("features.json");
    int features = definition.indexOf("\"features\"");
    return fitted(
        definition.substring(0, features)
            + "\"features\": [{\"name\": \"amount\", \"value\": \"amount\"}]}");
  }

  private static FeatureSet fitted(String definition) {
    Fitter fitter = new Fitter(FeatureDefinition.read(bytes(definition)));
    byte[] record =
        bytes(
            "{\"order\":"
                + new String(order(EXAMPLE_LINES), StandardCharsets.UTF_8)
                + ",\"outcome\":{\"defaulted\":false}}");
    Optional<Rejection> notUsed = fitter.observe(record, 0, record.length);
    if (notUsed.isPresent()) {
      throw new IllegalStateException("the example order was rejected: " + notUsed.get());
    }
    return fitter.finish();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String resource(String name) {
    try (InputStream in = Samples.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
