package io.tandem.sharedfeatures;

/** What asking for an order's explanation leads to. */
public sealed interface Explained permits Explanation, Extraction.Rejection {}
