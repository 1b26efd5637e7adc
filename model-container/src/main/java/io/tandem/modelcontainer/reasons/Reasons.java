package io.tandem.modelcontainer.reasons;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/**
 * The reasons of a model's features: all in the same languages, each with a code of its own, and
 * all of one direction. Immutable.
 *
 * @param byFeature without the features that are never named
 */
public record Reasons(Map<String, Reason> byFeature) {
  /** Of a model without. */
  public static final Reasons NONE = new Reasons(Map.of());

  private static final String ENGLISH = "en";

  public Reasons {
    byFeature = Collections.unmodifiableMap(new LinkedHashMap<>(byFeature));
  }

  public boolean isEmpty() {
    return byFeature.isEmpty();
  }

  /** Those that every text is there in, sorted; none when there are no reasons. */
  public List<String> languages() {
    return byFeature.values().stream()
        .findFirst()
        .map(reason -> List.copyOf(reason.texts().keySet()))
        .orElse(List.of());
  }

  /** English, else the first by its tag. */
  public Optional<String> usualLanguage() {
    List<String> languages = languages();
    return languages.contains(ENGLISH) ? Optional.of(ENGLISH) : languages.stream().findFirst();
  }

  /** Whether a lower margin is a higher risk. */
  boolean areDown() {
    return byFeature.values().stream().anyMatch(Reason::down);
  }

  /** The first of another feature than these; empty when there is none. */
  public Optional<String> firstOutside(Collection<String> features) {
    Set<String> known = new HashSet<>(features);
    return byFeature.keySet().stream().filter(feature -> !known.contains(feature)).findFirst();
  }

  /** Writes the property that {@link ReasonsReader} reads, or nothing when there are none. */
  public void writeTo(JsonGenerator out) {
    if (isEmpty()) {
      return;
    }
    out.writeObjectPropertyStart(ReasonsReader.REASONS);
    byFeature.forEach(
        (feature, reason) -> {
          out.writeObjectPropertyStart(feature);
          out.writeStringProperty(ReasonsReader.CODE, reason.code());
          out.writeObjectPropertyStart(ReasonsReader.TEXT);
          reason.texts().forEach(out::writeStringProperty);
          out.writeEndObject();
          if (!reason.group().isEmpty()) {
            out.writeStringProperty(ReasonsReader.GROUP, reason.group());
          }
          if (reason.down()) {
            out.writeStringProperty(ReasonsReader.DIRECTION, ReasonsReader.DOWN);
          }
          out.writeEndObject();
        });
    out.writeEndObject();
  }
}
