package io.tandem.sharedfeatures.profile;

import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The profiles of all features over the training records, with the bins that later orders are
 * counted in. Immutable.
 *
 * @param entries by feature name, in the order of the definition; none of a definition that was not
 *     fitted
 */
public record TrainingProfiles(Map<String, Entry> entries) {
  public static final TrainingProfiles NONE = new TrainingProfiles(Map.of());

  public TrainingProfiles {
    entries = new LinkedHashMap<>(entries);
  }

  /** The profile of one feature and the bins it is in. */
  public record Entry(Binning binning, FeatureProfile profile) {
    Json json() {
      Map<String, Json> json = new LinkedHashMap<>();
      json.put("records", whole(profile.records()));
      json.put("missing", whole(profile.missing()));
      if (!Double.isNaN(profile.min())) {
        json.put("min", number(profile.min()));
        json.put("max", number(profile.max()));
      }
      if (binning instanceof Binning.Numbers numbers) {
        json.put("edges", list(numbers.edges().stream().<Json>map(Entry::number).toList()));
        json.put("exact", new Json.Bool("$", numbers.exact()));
        json.put("counts", list(counts(profile.bins().size())));
      } else if (binning instanceof Binning.Categories categories) {
        List<Json> pairs = new ArrayList<>();
        for (String category : categories.categories()) {
          pairs.add(list(List.of(Json.text(category), count(pairs.size()))));
        }
        json.put("categories", list(pairs));
        json.put("other", count(pairs.size()));
        json.put("unseen", whole(profile.unseen()));
      } else if (binning instanceof Binning.Hashed) {
        json.put("buckets", list(counts(Binning.Hashed.BUCKETS)));
        json.put("unseen", whole(profile.unseen()));
      }
      return Json.object(json);
    }

    private Json count(int bin) {
      return whole(profile.bins().get(bin).count());
    }

    private List<Json> counts(int bins) {
      List<Json> counts = new ArrayList<>();
      for (int bin = 0; bin < bins; bin++) {
        counts.add(count(bin));
      }
      return counts;
    }

    private static Json number(double value) {
      return Json.num(value);
    }

    private static Json whole(long count) {
      return Json.num(count);
    }

    private static Json list(List<Json> items) {
      return new Json.Arr("$", items);
    }
  }

  /** As it stands in the state. */
  public Json json() {
    Map<String, Json> json = new LinkedHashMap<>();
    entries.forEach((name, entry) -> json.put(name, entry.json()));
    return Json.object(json);
  }

  public List<FeatureProfile> profiles() {
    return entries.values().stream().map(Entry::profile).toList();
  }
}
