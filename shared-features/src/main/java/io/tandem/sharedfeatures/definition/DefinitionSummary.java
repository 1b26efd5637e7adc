package io.tandem.sharedfeatures.definition;

import io.tandem.sharedfeatures.encoding.Encoding;
import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a definition makes, for people.
 *
 * @param columns those that are known before fitting
 * @param learners the features that learn from training records
 * @param growing of these, the ones whose columns are only known after fitting
 * @param reasons the features that have one
 * @param languages of the reasons
 */
public record DefinitionSummary(
    String name,
    int dialect,
    int sources,
    int features,
    int columns,
    List<String> learners,
    List<String> growing,
    int reasons,
    List<String> languages) {

  public DefinitionSummary {
    learners = List.copyOf(learners);
    growing = List.copyOf(growing);
    languages = List.copyOf(languages);
  }

  public static DefinitionSummary of(FeatureDefinition definition) {
    List<String> learners = new ArrayList<>();
    List<String> growing = new ArrayList<>();
    int known = 0;
    for (FeatureDefinition.Feature feature : definition.features()) {
      Optional<Encoding.Statistics> statistics = feature.encoding().statistics(feature.name());
      Json nothing = statistics.map(Encoding.Statistics::finish).orElse(null);
      List<String> columns = feature.encoder(nothing).columns();
      known += columns.size();
      if (statistics.isPresent()) {
        learners.add(feature.name());
        // An encoding with one column calls it by the feature's name, and has it from the start.
        if (!columns.equals(List.of(feature.name()))) {
          growing.add(feature.name());
        }
      }
    }
    List<Reason> reasons =
        definition.features().stream().flatMap(feature -> feature.reason().stream()).toList();
    return new DefinitionSummary(
        definition.name(),
        definition.dialect(),
        definition.labelSlot(),
        definition.features().size(),
        known,
        learners,
        growing,
        reasons.size(),
        reasons.isEmpty() ? List.of() : List.copyOf(reasons.get(0).texts().keySet()));
  }

  /** A short table, each line with its end. */
  @Override
  public String toString() {
    String more = growing.isEmpty() ? "" : " known, and those that fitting adds: " + join(growing);
    String told =
        reasons == 0 ? "" : "reasons        %d, in %s\n".formatted(reasons, join(languages));
    return "definition     %s (dialect %d)\n".formatted(name, dialect)
        + "sources        %d\n".formatted(sources)
        + "features       %d\n".formatted(features)
        + "columns        %d%s\n".formatted(columns, more)
        + told
        + "needs fitting  %s\n".formatted(learners.isEmpty() ? "nothing" : join(learners));
  }

  private static String join(List<String> names) {
    return String.join(", ", names);
  }
}
