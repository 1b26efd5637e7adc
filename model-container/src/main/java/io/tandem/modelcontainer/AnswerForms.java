package io.tandem.modelcontainer;

import io.tandem.inferenceserver.CustomAttributes;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.modelcontainer.engine.ModelOutput;
import io.tandem.modelcontainer.formats.AnswerWriter;
import io.tandem.modelcontainer.formats.ContributionWriter;
import io.tandem.modelcontainer.formats.OutputKey;
import io.tandem.modelcontainer.formats.ReasonWriter;
import io.tandem.strictjson.Suggestion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the answers of one model hold: what the settings say or, where they allow it, what a call
 * asks for in its custom attributes. Thread-safe.
 */
final class AnswerForms {
  /** The keys of the answer. */
  private static final String OUTPUT = "tandem-output";

  /** How many reasons at most. */
  private static final String REASONS = "tandem-reasons";

  /** That of the reasons. */
  private static final String LANGUAGE = "tandem-language";

  /** The feature container's: in a pipeline both get all attributes. */
  private static final String FEATURE_SET = "tandem-set";

  private static final String OURS = "tandem-";
  private static final List<String> NAMES = List.of(OUTPUT, REASONS, LANGUAGE, FEATURE_SET);

  private final ModelOutput output;
  private final AnswerSettings settings;
  private final @Nullable FeatureContributions contributions;
  private final AnswerForm.Chosen usual;

  /** What a call asks for is not what it may. */
  private static final class FaultyAttributeException extends Exception {
    private static final long serialVersionUID = 1;

    FaultyAttributeException(String message) {
      super(message);
    }
  }

  /**
   * @param contributions of the model if {@link AnswerSettings#areExplained}, else null
   */
  AnswerForms(
      ModelOutput output, AnswerSettings settings, @Nullable FeatureContributions contributions) {
    this.output = output;
    this.settings = settings;
    this.contributions = contributions;
    this.usual = form(settings.keys(), settings.language(), settings.mostReasons());
  }

  /** The custom attributes that ask for all that a call may ask for; empty when that is nothing. */
  String askingForAll() {
    return settings.onRequest().isEmpty()
        ? ""
        : OUTPUT
            + "="
            + settings.onRequest().stream().map(OutputKey::key).collect(Collectors.joining(","));
  }

  /** That of a call with these custom attributes, which are read only where calls may ask. */
  AnswerForm of(String customAttributes) {
    if (settings.onRequest().isEmpty() || customAttributes.isEmpty()) {
      return usual;
    }
    try {
      return asked(CustomAttributes.read(customAttributes));
    } catch (FaultyAttributeException fault) {
      return new AnswerForm.Refused(
          new Rejected(Reason.INVALID_INPUT, "custom attributes, " + fault.getMessage()));
    }
  }

  private AnswerForm asked(List<CustomAttributes.Attribute> all) throws FaultyAttributeException {
    Map<String, List<String>> attributes = new HashMap<>();
    for (CustomAttributes.Attribute attribute : all) {
      String name = attribute.name();
      if (!name.startsWith(OURS) || name.equals(FEATURE_SET)) {
        continue;
      }
      if (!NAMES.contains(name)) {
        throw new FaultyAttributeException(
            "a name with %s: expected one of %s%s"
                .formatted(OURS, String.join(", ", NAMES), Suggestion.hint(name, NAMES)));
      }
      if (attributes.put(name, attribute.values()) != null) {
        throw new FaultyAttributeException(name + ": expected once at most");
      }
    }
    if (attributes.isEmpty()) {
      return usual;
    }
    List<OutputKey> keys = keys(attributes);
    if (!keys.contains(OutputKey.REASONS)) {
      for (String name : List.of(REASONS, LANGUAGE)) {
        if (attributes.containsKey(name)) {
          throw new FaultyAttributeException(
              "%s: expected with the key %s only".formatted(name, OutputKey.REASONS.key()));
        }
      }
    }
    return form(keys, language(attributes), mostReasons(attributes));
  }

  private List<OutputKey> keys(Map<String, List<String>> attributes)
      throws FaultyAttributeException {
    @Nullable List<String> asked = attributes.get(OUTPUT);
    if (asked == null) {
      return settings.keys();
    }
    List<String> possible = settings.possible().stream().map(OutputKey::key).toList();
    if (!possible.containsAll(asked)) {
      throw new FaultyAttributeException(
          "%s: expected keys of %s, separated by commas"
              .formatted(OUTPUT, String.join(", ", possible)));
    }
    return asked.stream().distinct().map(OutputKey::of).toList();
  }

  private String language(Map<String, List<String>> attributes) throws FaultyAttributeException {
    @Nullable List<String> asked = attributes.get(LANGUAGE);
    if (asked == null) {
      return settings.language();
    }
    List<String> languages = contributions == null ? List.of() : contributions.languages();
    if (asked.size() != 1 || !languages.contains(asked.getFirst())) {
      throw new FaultyAttributeException(
          "%s: expected one of %s".formatted(LANGUAGE, String.join(", ", languages)));
    }
    return asked.getFirst();
  }

  private int mostReasons(Map<String, List<String>> attributes) throws FaultyAttributeException {
    @Nullable List<String> asked = attributes.get(REASONS);
    if (asked == null) {
      return settings.mostReasons();
    }
    int most = asked.size() == 1 ? number(asked.getFirst()) : 0;
    if (most < AnswerSettings.FEWEST_REASONS || most > AnswerSettings.MOST_REASONS) {
      throw new FaultyAttributeException(
          "%s: expected a whole number from %d to %d"
              .formatted(REASONS, AnswerSettings.FEWEST_REASONS, AnswerSettings.MOST_REASONS));
    }
    return most;
  }

  /** 0 for what is none. */
  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private AnswerForm.Chosen form(List<OutputKey> keys, String language, int mostReasons) {
    ContributionWriter contributed = ContributionWriter.NONE;
    ReasonWriter reasons = ReasonWriter.NONE;
    if (contributions != null && keys.contains(OutputKey.CONTRIBUTIONS)) {
      contributed = contributions.writer();
    }
    if (contributions != null && keys.contains(OutputKey.REASONS)) {
      reasons = contributions.reasonWriter(language, mostReasons);
    }
    return new AnswerForm.Chosen(
        new AnswerWriter(output, keys, contributed, reasons),
        keys.stream().anyMatch(OutputKey::isExplanation));
  }
}
