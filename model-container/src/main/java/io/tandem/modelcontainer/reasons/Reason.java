package io.tandem.modelcontainer.reasons;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a person is told when a feature is why. Immutable.
 *
 * @param code a short key
 * @param texts by language, each on one line; at least one
 * @param group of several reasons with one group only the strongest is said; empty for none
 * @param down whether the feature raises the risk when it lowers the margin
 */
public record Reason(String code, SortedMap<String, String> texts, String group, boolean down) {
  public Reason {
    texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
  }
}
