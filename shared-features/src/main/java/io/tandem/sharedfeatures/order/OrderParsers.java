package io.tandem.sharedfeatures.order;

import io.tandem.sharedfeatures.fault.Limits;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/** Parsers for orders on the hot path. */
public final class OrderParsers {
  private OrderParsers() {}

  /**
   * Strict JSON, bounded in depth and in the size of its parts. {@link OrderReader} looks for
   * duplicate keys itself, at a fraction of what the parser's own search costs.
   */
  public static JsonFactory factory() {
    return JsonFactory.builder()
        // The threads that read are few and live long.
        .recyclerPool(JsonRecyclerPools.threadLocalPool())
        .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(Limits.DEPTH)
                .maxStringLength(Limits.SKIPPED_TEXT)
                .maxNameLength(Limits.NAME)
                .maxNumberLength(Limits.NUMBER)
                .build())
        .build();
  }
}
