package io.tandem.sharedfeatures.profile;

import io.tandem.sharedfeatures.encoding.Distribution;
import io.tandem.sharedfeatures.text.Murmur3;
import io.tandem.strictjson.Json;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The bins of a feature's histogram. Chosen when the feature is fitted, kept for later orders. */
sealed interface Binning {
  /** One per bin, for people. */
  List<String> labels();

  /**
   * Bins of numbers, each from its lower edge on up to but not including its upper one. Between two
   * equal edges lies a bin for exactly that number. It tells a number that is most of the values,
   * as of a flag, from what lies below and above.
   *
   * @param edges ascending, none more than twice
   * @param exact whether the edges were taken from exact counts; else numbers are compared with
   *     them as coarsely as they were counted
   */
  record Numbers(List<Double> edges, boolean exact) implements Binning {
    /** Decile edges make at most ten bins. */
    static final int MAX_EDGES = 9;

    private static final MathContext LABEL = new MathContext(6);

    public Numbers {
      edges = List.copyOf(edges);
    }

    /**
     * At the deciles of the numbers; at most twice the same one.
     *
     * @param exact whether the numbers were counted as they are
     */
    static Numbers deciles(Distribution numbers, boolean exact) {
      List<Double> edges = new ArrayList<>();
      for (int i = 1; i <= MAX_EDGES && numbers.count() > 0; i++) {
        double edge = numbers.quantile(i / 10.0);
        int size = edges.size();
        if (size < 2 || edge != edges.get(size - 1) || edge != edges.get(size - 2)) {
          edges.add(edge);
        }
      }
      return new Numbers(edges, exact);
    }

    /** Bin i begins where the number is at least cut i - 1. */
    double[] cuts() {
      double[] cuts = new double[edges.size()];
      for (int i = 0; i < cuts.length; i++) {
        double edge = edges.get(i);
        cuts[i] = isSecond(i) ? Math.nextUp(edge) : edge;
      }
      return cuts;
    }

    private boolean isSecond(int edge) {
      return edge > 0 && edges.get(edge).equals(edges.get(edge - 1));
    }

    /** Whole numbers in full, others with six digits. */
    private static String shown(double edge) {
      return edge == Math.rint(edge)
          ? Json.number(edge)
          : BigDecimal.valueOf(edge).round(LABEL).stripTrailingZeros().toString();
    }

    @Override
    public List<String> labels() {
      if (edges.isEmpty()) {
        return List.of("any number");
      }
      List<String> labels = new ArrayList<>();
      labels.add("< " + shown(edges.get(0)));
      for (int i = 0; i < edges.size(); i++) {
        String from = shown(edges.get(i));
        String above = (isSecond(i) ? "> " : ">= ") + from;
        if (i + 1 == edges.size()) {
          labels.add(above);
        } else {
          labels.add(isSecond(i + 1) ? "= " + from : above + ", < " + shown(edges.get(i + 1)));
        }
      }
      return labels;
    }
  }

  /** A bin per category, and a last one for all others. */
  record Categories(List<String> categories) implements Binning {
    /** Of one feature in the training profile. */
    static final int KEPT = 20;

    public Categories {
      categories = List.copyOf(categories);
    }

    Map<String, Integer> places() {
      Map<String, Integer> places = new HashMap<>();
      categories.forEach(category -> places.put(category, places.size()));
      return places;
    }

    @Override
    public List<String> labels() {
      List<String> labels = new ArrayList<>(categories);
      labels.add("(other)");
      return labels;
    }
  }

  /** By a hash of the text: no text is kept, and those of people cannot be told apart. */
  record Hashed() implements Binning {
    static final int BUCKETS = 16;

    static int bucket(String text) {
      return Integer.remainderUnsigned(Murmur3.hash(text, 0), BUCKETS);
    }

    @Override
    public List<String> labels() {
      List<String> labels = new ArrayList<>();
      for (int bucket = 0; bucket < BUCKETS; bucket++) {
        labels.add("#" + bucket);
      }
      return labels;
    }
  }

  /** One bin for all that is not missing. */
  record Presence() implements Binning {
    @Override
    public List<String> labels() {
      return List.of("(present)");
    }
  }
}
