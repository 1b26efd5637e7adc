package io.tandem.evaluation.comparison;

import java.util.Optional;

/**
 * One metric of the model that is judged and, if there is one, of the model it is compared with.
 *
 * @param old empty when there is one model only, then {@code difference} is empty too
 * @param difference the new model's less the old one's
 */
public record Comparison(Estimate current, Optional<Estimate> old, Optional<Estimate> difference) {}
