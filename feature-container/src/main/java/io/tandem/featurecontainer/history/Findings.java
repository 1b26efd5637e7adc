package io.tandem.featurecontainer.history;

import io.tandem.sharedfeatures.history.Finding;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Orders and events that are not as they should be: how many, and the first of each kind. */
final class Findings {
  private final Map<Finding, Group> groups = new EnumMap<>(Finding.class);

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Group(byte[] first, long count) {
    Group merge(Group other) {
      byte[] earlier = Arrays.compareUnsigned(first, other.first) <= 0 ? first : other.first;
      return new Group(earlier, count + other.count);
    }
  }

  void add(Finding finding, byte[] place) {
    groups.merge(finding, new Group(place, 1), Group::merge);
  }

  long count(Finding finding) {
    Group group = groups.get(finding);
    return group == null ? 0 : group.count;
  }

  /** {@code orders.jsonl:4: has the id of another order ... (and 3 more like it)} */
  String line(Finding finding, HistoryFiles.Places places) {
    Group group = groups.get(finding);
    if (group == null) {
      throw new IllegalArgumentException("nothing was found");
    }
    String first = places.text(group.first) + ": " + finding.words();
    return group.count == 1 ? first : first + " (and " + (group.count - 1) + " more like it)";
  }
}
