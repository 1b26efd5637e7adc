package io.tandem.workbench.pair;

import io.tandem.featurecontainer.serve.FeatureArtifact;
import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.loading.LoadResult;
import io.tandem.inferenceserver.resources.ServingResources;
import io.tandem.ordercontainer.OrderArtifact;
import io.tandem.ordercontainer.OrderContainer;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.drift.DriftMonitor;
import io.tandem.sharedfeatures.explanation.Explained;
import io.tandem.sharedfeatures.explanation.Explainer;
import io.tandem.sharedfeatures.explanation.Explanation;
import io.tandem.sharedfeatures.order.Source;
import io.tandem.sharedfeatures.profile.FeatureProfile;
import io.tandem.sharedfeatures.profile.ProfileInput;
import io.tandem.strictjson.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A feature set and its model, loaded and asked as the order container does: what it says of an
 * order is, byte for byte, what production answers. To that comes how each feature came about, and
 * where in the training profile it lies. Thread-safe.
 *
 * <p>No single value of a personal source can be read off what it says: {@link Explanation} masks
 * them, and features that are computed from them have no place in the profile.
 */
public final class Pair implements AutoCloseable {
  private static final MediaType JSON = MediaType.of(MediaType.JSON);

  /** The settings of the containers that say what answers hold. */
  private static final String OUTPUT = "SAGEMAKER_INFERENCE_OUTPUT";

  private static final String ON_REQUEST = "TANDEM_OUTPUT_ON_REQUEST";

  /** The custom attribute of a call that says the language of its reasons. */
  private static final String LANGUAGE = "tandem-language=";

  private static final String PROBABILITY = "probability";
  private static final String CONTRIBUTIONS = PROBABILITY + ",contributions";
  private static final String REASONS = CONTRIBUTIONS + ",reasons";

  /** The custom attribute of a call that asks for every class, beside the one that is shown. */
  private static final String ALL_CLASSES = "tandem-output=probability,probabilities";

  /** Asked too, as a feature set that was not fitted has no golden orders. */
  private static final byte[] EMPTY_ORDER = {'{', '}'};

  private final Path folder;
  private final Inference inference;
  private final FeatureSet features;
  private final Explainer explainer;
  private final Set<String> personal;
  private final Lacking lacking;

  /** Those of the reasons, in their order; none when there are no reasons. */
  private final List<String> languages;

  /**
   * Why answers lack something; empty when they have it.
   *
   * @param contributions without which there are no reasons either
   */
  private record Lacking(String contributions, String reasons) {}

  private Pair(Path folder, Inference inference, FeatureSet features, Lacking lacking) {
    this.folder = folder;
    this.inference = inference;
    this.features = features;
    this.explainer = Explainer.ofOrders(features);
    this.personal =
        ProfileInput.of(features.definition()).stream()
            .filter(ProfileInput::personal)
            .map(ProfileInput::name)
            .collect(Collectors.toUnmodifiableSet());
    this.lacking = lacking;
    this.languages =
        features.definition().features().stream()
            .flatMap(feature -> feature.reason().stream())
            .flatMap(reason -> reason.texts().keySet().stream())
            .filter(_ -> lacking.reasons.isEmpty())
            .distinct()
            .sorted()
            .toList();
  }

  /**
   * @param folder with the folders of both, as the order container takes it
   * @param resources not closed
   * @throws ContainerException when they cannot be served together, or give no probability
   */
  public static Pair open(Path folder, ServingResources resources) {
    // Whatever answers lack, the rest of the page is shown.
    String withoutReasons = "";
    String withoutContributions = "";
    LoadResult loaded = load(folder, REASONS, resources);
    if (loaded instanceof LoadResult.Refused(String detail)) {
      withoutReasons = detail;
      loaded = load(folder, CONTRIBUTIONS, resources);
    }
    if (loaded instanceof LoadResult.Refused(String detail)) {
      withoutContributions = detail;
      loaded = load(folder, PROBABILITY, resources);
    }
    return switch (loaded) {
      case LoadResult.Loaded found ->
          read(folder, found.inference(), new Lacking(withoutContributions, withoutReasons));
      case LoadResult.Refused(String detail) -> throw new ContainerException(detail);
    };
  }

  private static LoadResult load(Path folder, String keys, ServingResources resources) {
    // A call may then ask for a language.
    String onRequest = keys.equals(REASONS) ? "probabilities,reasons" : "probabilities";
    Settings settings = Settings.of(Map.of(OUTPUT, keys, ON_REQUEST, onRequest));
    return new OrderContainer(List.of()).serve(settings).load(folder, resources);
  }

  private static Pair read(Path folder, Inference inference, Lacking lacking) {
    try {
      OrderArtifact artifact = OrderArtifact.find(folder);
      FeatureSet features = FeatureArtifact.read(artifact.features(), List.of());
      checkOneProbability(artifact.model(), inference, features);
      return new Pair(folder, inference, features, lacking);
    } catch (RuntimeException e) {
      inference.close();
      throw e;
    }
  }

  /**
   * Of several classes the key {@code probability} says the most likely one's, which decides
   * nothing. Of two, the second's is what decides. Found as far as the golden orders show it.
   */
  private static void checkOneProbability(Path model, Inference inference, FeatureSet features) {
    List<byte[]> orders = new ArrayList<>(features.goldenOrders());
    orders.add(EMPTY_ORDER);
    for (byte[] order : orders) {
      Invocation invocation = new Invocation(JSON, JSON, Body.of(order), ALL_CLASSES);
      if (inference.invoke(invocation) instanceof Answered answer) {
        var prediction =
            new Prediction.Of(new String(answer.toByteArray(), StandardCharsets.UTF_8));
        if (prediction.field("probabilities") instanceof Json.Arr(var _, List<Json> all)
            && (all.size() > 2
                || !all.getLast().compact().equals(prediction.probability().compact()))) {
          throw new ContainerException(
              "the model in %s answers %d probabilities; expected one"
                  .formatted(model, all.size()));
        }
      }
    }
  }

  public FeatureDefinition definition() {
    return features.definition();
  }

  /** What the page has to know before there is an order. */
  public Json description() {
    Map<String, Json> json = new LinkedHashMap<>();
    json.put("folder", Json.text(folder.toString()));
    json.put("name", Json.text(definition().name()));
    json.put("without_contributions", Json.text(lacking.contributions));
    json.put("without_reasons", Json.text(lacking.reasons));
    json.put("languages", Json.texts(languages));
    json.put("features", new Json.Arr("$", features()));
    json.put("sources", new Json.Arr("$", sources()));
    return Json.object(json);
  }

  private List<Json> features() {
    Map<String, FeatureProfile> profiles =
        features.trainingProfile().stream()
            .collect(Collectors.toMap(FeatureProfile::feature, profile -> profile));
    List<String> makers = features.columnFeatures();
    Map<String, List<String>> columns = new HashMap<>();
    for (int column = 0; column < features.columns().size(); column++) {
      columns
          .computeIfAbsent(makers.get(column), _ -> new ArrayList<>())
          .add(features.columns().get(column));
    }
    List<Json> made = new ArrayList<>();
    for (FeatureDefinition.Feature feature : definition().features()) {
      FeatureProfile profile = profiles.get(feature.name());
      Map<String, Json> json = new LinkedHashMap<>();
      json.put("name", Json.text(feature.name()));
      json.put("columns", Json.texts(columns.getOrDefault(feature.name(), List.of())));
      json.put("profile", profile == null ? new Json.Null("$") : profile.json());
      made.add(Json.object(json));
    }
    return made;
  }

  private List<Json> sources() {
    List<Json> made = new ArrayList<>();
    for (Source source : definition().sources().subList(0, definition().labelSlot())) {
      Map<String, Json> json = new LinkedHashMap<>();
      json.put("name", Json.text(source.name()));
      json.put("steps", Json.texts(source.path().steps()));
      json.put("kind", Json.text(source.kind().name().toLowerCase(Locale.ROOT)));
      json.put("expected", Json.text(source.kind().expected));
      json.put("personal", new Json.Bool("$", source.personal()));
      made.add(Json.object(json));
    }
    return made;
  }

  /** What production answers: JSON of one prediction, or why the order is rejected. */
  public Prediction predict(byte[] order) {
    return predict(order, "");
  }

  /**
   * @param language of the reasons; another than theirs gives the usual one
   */
  private Prediction predict(byte[] order, String language) {
    String attributes = languages.contains(language) ? LANGUAGE + language : "";
    Invocation invocation = new Invocation(JSON, JSON, Body.of(order), attributes);
    return switch (inference.invoke(invocation)) {
      case Answered answer ->
          new Prediction.Of(new String(answer.toByteArray(), StandardCharsets.UTF_8));
      case Rejected(var _, String detail) -> new Prediction.Rejected(detail);
    };
  }

  /**
   * All there is to say of an order, as one JSON object: {@code answer}, as production gives it,
   * {@code explanation} and {@code places}, or {@code rejected}.
   *
   * @param language of the reasons; another than theirs gives the usual one
   */
  public String explain(byte[] order, String language) {
    return switch (predict(order, language)) {
      case Prediction.Of(String answer) -> explained(order, answer);
      case Prediction.Rejected(String detail) -> rejected(detail);
    };
  }

  private String explained(byte[] order, String answer) {
    return switch (explainer.explain(order)) {
      case Explanation explanation ->
          "{\"answer\":%s,\"explanation\":%s,\"places\":%s}"
              .formatted(answer, explanation.toJson(), places(order, explanation).compact());
      case Explained.Rejected rejection -> rejected(rejection.toString());
    };
  }

  private static String rejected(String detail) {
    return Json.object(Map.of("rejected", Json.text(detail))).compact();
  }

  /** By feature: the numbers of the bins of the training profile that have the order's value. */
  private Json places(byte[] order, Explanation explanation) {
    Map<String, Json> places = new LinkedHashMap<>();
    if (features.trainingProfile().isEmpty()) {
      return Json.object(places);
    }
    Set<String> hidden = new LinkedHashSet<>(personal);
    explanation.features().stream()
        .filter(Explanation.OfFeature::personal)
        .forEach(feature -> hidden.add(feature.name()));
    DriftMonitor monitor = DriftMonitor.ofOrders(features);
    monitor.observe(order, 0, order.length);
    for (FeatureProfile profile : monitor.profiles()) {
      if (!hidden.contains(profile.feature())) {
        List<Json> bins = new ArrayList<>();
        for (int bin = 0; bin < profile.bins().size(); bin++) {
          if (profile.bins().get(bin).count() > 0) {
            bins.add(Json.num((long) bin));
          }
        }
        places.put(profile.feature(), new Json.Arr("$", bins));
      }
    }
    return Json.object(places);
  }

  /** Frees the model. */
  @Override
  public void close() {
    inference.close();
  }
}
