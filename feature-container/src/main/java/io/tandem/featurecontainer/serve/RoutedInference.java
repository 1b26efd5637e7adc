package io.tandem.featurecontainer.serve;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.Counter;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.WarmUp;
import io.tandem.inferenceserver.lines.LineCursor;
import io.tandem.inferenceserver.resources.ServingResources;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.order.SourcePath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Answers bodies of orders by one of several feature sets: the one that the caller asks for, else
 * the one that the order's values decide. Vectors carry the fingerprints of that one.
 */
final class RoutedInference implements Inference {
  private static final Duration WARM_UP = Duration.ofMillis(20);

  private final List<MediaType> accepts =
      AnswerType.all(Fingerprints.UNKNOWN, Optional.empty()).stream()
          .map(AnswerType::mediaType)
          .toList();

  private final RouteValues values;
  private final NavigableMap<String, ServedSet> byName = new TreeMap<>();
  private final Map<String, ServedSet> byValues = new HashMap<>();
  private final @Nullable ServedSet otherwise;
  private final Rejected noRoute;
  private final Rejected unknownName;

  /** Where an order goes. */
  private sealed interface Route {}

  private static final class ServedSet implements Route {
    final FeatureInference inference;

    /** The content type of its vectors, with their fingerprints. */
    final String vectors;

    ServedSet(FeatureSet features, ServingResources resources) {
      inference = new FeatureInference(features, false, resources);
      vectors =
          new Fingerprints(features.schemaFingerprint(), features.semanticsFingerprint())
              .asParametersOf(MediaType.VECTORS_CSV)
              .toString();
    }
  }

  private record Nowhere(Rejected refusal) implements Route {}

  /**
   * @param features for each name of the routes
   * @param resources not closed
   */
  RoutedInference(Routes routes, Map<String, FeatureSet> features, ServingResources resources) {
    features.forEach((name, set) -> byName.put(name, new ServedSet(set, resources)));
    routes.sets().forEach((joined, name) -> byValues.put(joined, named(name)));
    otherwise = routes.otherwise().map(this::named).orElse(null);
    values = new RouteValues(routes.by());
    noRoute =
        invalid(
            routes.by().stream().map(SourcePath::toString).collect(Collectors.joining(", "))
                + ": expected values of one of "
                + byName.size()
                + " feature sets");
    unknownName =
        invalid(
            "custom attributes: expected "
                + SetAttribute.NAME
                + " once at most, with the name of one of "
                + byName.size()
                + " feature sets");
  }

  private ServedSet named(String name) {
    @Nullable ServedSet set = byName.get(name);
    if (set == null) {
      throw new IllegalArgumentException("no feature set " + name);
    }
    return set;
  }

  /**
   * Warm.
   *
   * @param features for each name of the routes
   * @param resources not closed
   */
  static RoutedInference load(
      Routes routes, Map<String, FeatureSet> features, ServingResources resources) {
    RoutedInference inference = new RoutedInference(routes, features, resources);
    WarmUp.run(inference, inference.samples(features), WARM_UP);
    return inference;
  }

  /** Every golden order of each feature set, asked for by name and, by turns, by its values. */
  private List<Invocation> samples(Map<String, FeatureSet> features) {
    List<Invocation> samples = new ArrayList<>();
    features.forEach(
        (name, set) -> {
          for (Invocation sample : named(name).inference.samples(set.goldenOrders())) {
            String asked = samples.size() % 2 == 0 ? SetAttribute.NAME + "=" + name : "";
            samples.add(
                new Invocation(sample.contentType(), sample.accept(), sample.body(), asked));
          }
        });
    return samples;
  }

  @Override
  public List<String> contentTypes() {
    return OrderRows.CONTENT_TYPES;
  }

  /** Without fingerprints: an answer states those of its feature set. */
  @Override
  public List<MediaType> accepts() {
    return accepts;
  }

  @Override
  public InvocationResult invoke(Invocation invocation) {
    return switch (route(invocation)) {
      case ServedSet set -> answer(set, invocation);
      case Nowhere(Rejected refusal) -> refusal;
    };
  }

  private static InvocationResult answer(ServedSet set, Invocation invocation) {
    InvocationResult result = set.inference.invoke(invocation);
    return result instanceof Answered answered
            && invocation.accept().name().equals(MediaType.VECTORS_CSV)
        ? answered.under(set.vectors)
        : result;
  }

  private Route route(Invocation invocation) {
    Optional<String> asked = SetAttribute.of(invocation.customAttributes());
    if (asked.isPresent()) {
      return toOr(byName.get(asked.get()), unknownName);
    }
    return invocation.contentType().name().equals(MediaType.JSON_LINES)
        ? ofLines(invocation.body().text())
        : ofOrder(invocation.body());
  }

  private static Route toOr(@Nullable ServedSet set, Rejected refusal) {
    return set == null ? new Nowhere(refusal) : set;
  }

  private Route ofOrder(Body body) {
    return body.length() == 0 ? any() : of(body.array(), body.begin(), body.length());
  }

  /** For a body without orders, which each refuses with the same words. */
  private Route any() {
    return named(byName.firstKey());
  }

  private Route of(byte[] array, int offset, int length) {
    return switch (values.read(array, offset, length)) {
      case RouteValues.Found.All(String joined) -> {
        @Nullable ServedSet set = byValues.get(joined);
        yield toOr(set == null ? otherwise : set, noRoute);
      }
      case RouteValues.Found.NotAll() -> toOr(otherwise, noRoute);
      case RouteValues.Found.Malformed(String fault) -> new Nowhere(invalid(fault));
    };
  }

  /** All to the same: an answer has one media type, with one pair of fingerprints. */
  private Route ofLines(Body text) {
    LineCursor lines = new LineCursor(text);
    @Nullable Route first = null;
    while (lines.next()) {
      Route route = of(text.array(), lines.offset(), lines.length());
      if (route instanceof Nowhere(Rejected refusal)) {
        return onLine(lines, refusal.detail());
      }
      if (first != null && !route.equals(first)) {
        return onLine(
            lines,
            "goes to another feature set than line 1; send orders of one feature set at a time");
      }
      first = route;
    }
    return first == null ? any() : first;
  }

  private static Nowhere onLine(LineCursor lines, String fault) {
    return new Nowhere(invalid("line " + lines.number() + ": " + fault));
  }

  private static Rejected invalid(String detail) {
    return new Rejected(Reason.INVALID_INPUT, detail);
  }

  /** As {@link OrderRows#counters}, with the name of the feature set as {@code Set}. */
  @Override
  public List<Counter> counters() {
    List<Counter> counters = new ArrayList<>();
    byName.forEach(
        (name, set) -> {
          for (Counter counter : set.inference.counters()) {
            Map<String, String> dimensions = new HashMap<>(counter.dimensions());
            dimensions.put("Set", name);
            counters.add(new Counter(counter.name(), dimensions, counter.total()));
          }
        });
    return counters;
  }

  @Override
  public void close() {
    byName.values().forEach(set -> set.inference.close());
  }
}
