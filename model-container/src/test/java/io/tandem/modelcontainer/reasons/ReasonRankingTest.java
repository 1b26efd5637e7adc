package io.tandem.modelcontainer.reasons;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.modelcontainer.reasons.ReasonRanking.Said;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of what raised the risk the strongest is said first, and nothing else. */
final class ReasonRankingTest {
  private static final List<String> FEATURES = List.of("a", "b", "c", "d", "e");

  @Test
  void sharesAreOfAllThatRaisedTheMarginNamedOrNot() {
    // The risk is 1 + 2 + 1 = 4; d is never named, the bias is no feature.
    float[] row = {1, -7, 2, 1, 0, 100};

    assertEquals(
        List.of(new Said(2, 0.5), new Said(0, 0.25)),
        ranking(false, "a", "b", "c", "e").strongest(row, 0, 4));
  }

  @Test
  void aLowerMarginMayBeTheRisk() {
    float[] row = {1, -3, 2, 0, -1, 100};

    assertEquals(
        List.of(new Said(1, 0.75), new Said(4, 0.25)),
        ranking(true, "a", "b", "c", "e").strongest(row, 0, 4));
  }

  @Test
  void onlyTheFirstAreSaid() {
    float[] row = {1, 2, 3, 4, 5, 0};

    assertEquals(
        List.of(4, 3),
        ranking(false, "a", "b", "c", "d", "e").strongest(row, 0, 2).stream()
            .map(Said::feature)
            .toList());
  }

  @Test
  void equalOnesHaveTheOrderOfTheFeatures() {
    float[] row = {1, 1, 1, 1, 1, 0};

    assertEquals(
        IntStream.range(0, 5).mapToObj(i -> new Said(i, 0.2)).toList(),
        ranking(false, "e", "d", "c", "b", "a").strongest(row, 0, 5));
  }

  @Test
  void aGroupIsSaidOnceByItsStrongest() {
    // b, d and e are of one group: 1 + 4 - 2 of 6.
    float[] row = {2, 1, 1, 4, -2, 0};

    assertEquals(
        List.of(new Said(3, 0.5), new Said(0, 2.0 / 6), new Said(2, 1.0 / 6)),
        ranking(false, "a", "b:g", "c", "d:g", "e:g").strongest(row, 0, 4));
  }

  @Test
  void aGroupThatLoweredTheRiskOnTheWholeIsNoReason() {
    float[] row = {2, 1, 1, 2, -4, 0};

    assertEquals(
        List.of(new Said(0, 2.0 / 3), new Said(2, 1.0 / 3)),
        ranking(false, "a", "b:g", "c", "d:g", "e:g").strongest(row, 0, 4));
  }

  @Test
  void aGroupOfWhatIsNotFiniteIsNoReason() {
    float infinity = Float.POSITIVE_INFINITY;
    ReasonRanking ranking = ranking(false, "a", "b:g", "d:g");

    assertEquals(List.of(), ranking.strongest(new float[] {1, infinity, 0, -infinity, 0}, 0, 4));
    assertEquals(
        List.of(new Said(0, 1)), ranking.strongest(new float[] {1, -infinity, 0, 5, 0}, 0, 4));
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -1, Float.NaN, Float.POSITIVE_INFINITY})
  void nothingIsSaidWhenNothingRaisedTheRiskOrNobodyKnows(float first) {
    float[] row = {first, 0, -2, Float.isNaN(first) ? 1 : 0, 0, 3};

    assertEquals(List.of(), ranking(false, "a", "b", "c").strongest(row, 0, 4));
  }

  @Test
  void whatIsNothingWhenRoundedIsNoReason() {
    float[] row = {1, 0.00049f, 0.0006f, 0, 0, 0};

    assertEquals(
        List.of(0, 2),
        ranking(false, "a", "b", "c").strongest(row, 0, 4).stream().map(Said::feature).toList());
  }

  /** The slow and obvious way, on random rows. */
  @Test
  void theyAreThoseOfTheDefinition() {
    Random random = new Random(7);
    String[] named = {"a", "b:g", "d:h", "e:g"};
    for (int i = 0; i < 10_000; i++) {
      float[] row = new float[12];
      for (int j = 0; j < row.length; j++) {
        row[j] = random.nextInt(4) == 0 ? 0 : random.nextInt(-8, 9) / 4f;
      }
      boolean down = random.nextBoolean();
      int most = 1 + random.nextInt(4);

      assertEquals(
          obvious(row, 6, most, down, named),
          ranking(down, named).strongest(row, 6, most).stream()
              .map(said -> said.feature() + " " + Math.round(said.share() * 1e9))
              .toList());
    }
  }

  private static List<String> obvious(
      float[] row, int from, int most, boolean down, String... named) {
    Map<String, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < 5; i++) {
      String letter = String.valueOf((char) ('a' + i));
      String group = letter;
      for (String name : named) {
        group = name.startsWith(letter + ":") ? name.substring(1) : group;
      }
      groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(i);
    }
    double all =
        groups.values().stream()
            .mapToDouble(members -> Math.max(0, raised(row, from, members, down)))
            .sum();
    Map<Integer, Double> shares = new TreeMap<>();
    for (List<Integer> members : groups.values()) {
      int strongest =
          members.stream()
              .max(
                  Comparator.<Integer>comparingDouble(i -> raised(row, from, List.of(i), down))
                      .thenComparing(Comparator.<Integer>naturalOrder().reversed()))
              .orElseThrow();
      boolean isNamed = Stream.of(named).anyMatch(name -> name.charAt(0) == 'a' + strongest);
      double sum = raised(row, from, members, down);
      if (isNamed && sum > 0) {
        shares.put(strongest, sum / all);
      }
    }
    return shares.entrySet().stream()
        .sorted(Map.Entry.<Integer, Double>comparingByValue().reversed())
        .limit(most)
        .map(said -> said.getKey() + " " + Math.round(said.getValue() * 1e9))
        .toList();
  }

  private static double raised(float[] row, int from, List<Integer> features, boolean down) {
    double sum = features.stream().mapToDouble(i -> row[from + i]).sum();
    return down ? -sum : sum;
  }

  /**
   * @param named features, maybe with their group: {@code a:g}
   */
  private static ReasonRanking ranking(boolean down, String... named) {
    Map<String, Reason> reasons = new LinkedHashMap<>();
    for (String name : named) {
      String[] parts = name.split(":", -1);
      reasons.put(
          parts[0],
          new Reason(
              parts[0],
              new TreeMap<>(Map.of("en", parts[0])),
              parts.length > 1 ? parts[1] : "",
              down));
    }
    return new ReasonRanking(FEATURES, new Reasons(reasons));
  }
}
