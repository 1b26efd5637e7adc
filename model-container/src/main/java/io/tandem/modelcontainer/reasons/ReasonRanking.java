package io.tandem.modelcontainer.reasons;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the reasons of a row by what its features contributed to the margin. Thread-safe.
 *
 * <p>The risk of a feature is its contribution, with the other sign where a lower margin is a
 * higher risk; that of a group of reasons is the sum of its features' contributions. What is below
 * 0 counts as 0. A share is a risk divided by all risks, those of features without a reason too. A
 * group is said by its feature that raised the risk most. Shares that are 0.000 when rounded are no
 * reasons.
 */
public final class ReasonRanking {
  private static final int ALONE = -1;
  private static final int NONE = -1;
  private static final double SMALLEST_SHARE = 0.0005;

  private static final Comparator<Said> BY_SHARE =
      Comparator.comparingDouble(Said::share).reversed().thenComparingInt(Said::feature);

  /** By feature; null for those that are never named. */
  private final @Nullable Reason[] reasons;

  /** By feature: the number of its group, or {@link #ALONE}. */
  private final int[] groups;

  private final int groupCount;
  private final int sign;

  /**
   * One reason of a row.
   *
   * @param feature its number
   * @param share more than 0, at most 1
   */
  public record Said(int feature, double share) {}

  /**
   * @param features in the order of their contributions
   */
  public ReasonRanking(List<String> features, Reasons all) {
    this.reasons = new Reason[features.size()];
    this.groups = new int[features.size()];
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < reasons.length; i++) {
      @Nullable Reason reason = all.byFeature().get(features.get(i));
      reasons[i] = reason;
      groups[i] =
          reason == null || reason.group().isEmpty()
              ? ALONE
              : numbers.computeIfAbsent(reason.group(), _ -> numbers.size());
    }
    this.groupCount = numbers.size();
    this.sign = all.areDown() ? -1 : 1;
  }

  /**
   * The strongest first; those of the same share in the order of the features. None when nothing
   * raised the risk, or what did is not finite.
   *
   * @param contributions those of the features of a row from a place on
   */
  public List<Said> strongest(float[] contributions, int from, int most) {
    double all = 0;
    double[] ofGroup = new double[groupCount];
    int[] strongest = new int[groupCount];
    Arrays.fill(strongest, NONE);
    for (int i = 0; i < reasons.length; i++) {
      double raised = sign * (double) contributions[from + i];
      int group = groups[i];
      if (group == ALONE) {
        all += risk(raised);
      } else {
        ofGroup[group] += raised;
        if (strongest[group] == NONE
            || raised > sign * (double) contributions[from + strongest[group]]) {
          strongest[group] = i;
        }
      }
    }
    for (double raised : ofGroup) {
      all += risk(raised);
    }
    if (!(all > 0) || Double.isInfinite(all)) {
      return List.of();
    }
    List<Said> said = new ArrayList<>();
    for (int i = 0; i < reasons.length; i++) {
      int group = groups[i];
      double risk =
          group == ALONE
              ? risk(sign * (double) contributions[from + i])
              : strongest[group] == i ? risk(ofGroup[group]) : 0;
      if (reasons[i] != null && risk / all >= SMALLEST_SHARE) {
        said.add(new Said(i, Math.min(1, risk / all)));
      }
    }
    said.sort(BY_SHARE);
    return said.size() > most ? said.subList(0, most) : said;
  }

  /** NaN for what is no number. */
  private static double risk(double raised) {
    return raised < 0 ? 0 : raised;
  }
}
