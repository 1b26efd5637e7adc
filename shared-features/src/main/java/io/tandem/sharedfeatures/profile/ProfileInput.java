package io.tandem.sharedfeatures.profile;

import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.encoding.CustomEncodingAdapter;
import io.tandem.sharedfeatures.encoding.HashBuckets;
import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.sharedfeatures.expression.ExpressionNode;
import io.tandem.sharedfeatures.order.Source;
import io.tandem.strictjson.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a feature that is profiled: its first value, before it is encoded.
 *
 * @param personal whether the value is computed from personal sources
 */
public record ProfileInput(FeatureDefinition.Feature feature, boolean personal) {
  /** In the order of the definition. */
  public static List<ProfileInput> of(FeatureDefinition definition) {
    Set<String> personal = Source.personalNames(definition.sources());
    return definition.features().stream()
        .map(
            feature ->
                new ProfileInput(
                    feature,
                    ExpressionNode.sources(feature.values().subList(0, 1)).stream()
                        .anyMatch(personal::contains)))
        .toList();
  }

  public String name() {
    return feature.name();
  }

  Expression value() {
    return feature.values().get(0).value();
  }

  /** A custom encoding may take its values for anything. */
  boolean isOpaque() {
    return feature.encoding() instanceof CustomEncodingAdapter;
  }

  boolean isNumber() {
    return value() instanceof Expression.OfNumber;
  }

  boolean isHashed() {
    return personal || feature.encoding() instanceof HashBuckets;
  }

  /** The categories that are not unseen; empty when nothing is. */
  public Optional<Set<String>> categories(@Nullable Json learned) {
    return isOpaque() || isNumber()
        ? Optional.empty()
        : feature.encoding().categories(name(), learned).map(Set::copyOf);
  }
}
