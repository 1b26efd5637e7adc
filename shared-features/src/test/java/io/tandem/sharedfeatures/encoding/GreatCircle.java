package io.tandem.sharedfeatures.encoding;

import io.tandem.sharedfeatures.custom.CustomEncoding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The README's example of a custom encoding: the distance of two places on the earth. */
public final class GreatCircle implements CustomEncoding {
  private static final Map<String, Double> RADIUS = Map.of("km", 6371.0, "mi", 3958.8);

  @Override
  public String id() {
    return "acme-distance";
  }

  @Override
  public int version() {
    return 1;
  }

  /** Latitude and longitude of one place and of the other, in degrees. */
  @Override
  public List<Input> inputs() {
    Input degrees = new Input(InputType.NUMBER, false);
    return List.of(degrees, degrees, degrees, degrees);
  }

  @Override
  public Recipe recipe(Map<String, String> options) {
    Double radius = RADIUS.get(options.getOrDefault("unit", "km"));
    if (radius == null || !Set.of("unit").containsAll(options.keySet())) {
      throw new IllegalArgumentException("expected no option but unit: km or mi");
    }
    return new Distance(radius);
  }

  private record Distance(double radius) implements Recipe, Transform {
    @Override
    public Optional<Learner> learner() {
      return Optional.empty();
    }

    @Override
    public Transform transform(String learned) {
      return this;
    }

    @Override
    public List<String> suffixes() {
      return List.of("");
    }

    /** Missing, being NaN, makes the distance NaN. */
    @Override
    public void apply(Values values, double[] columns) {
      double latitude = StrictMath.toRadians(values.number(0));
      double other = StrictMath.toRadians(values.number(2));
      double up = StrictMath.sin((other - latitude) / 2);
      double along = StrictMath.sin(StrictMath.toRadians(values.number(3) - values.number(1)) / 2);
      double half = up * up + StrictMath.cos(latitude) * StrictMath.cos(other) * along * along;
      columns[0] = 2 * radius * StrictMath.asin(Math.min(1, StrictMath.sqrt(half)));
    }
  }
}
