package io.tandem.modelcontainer.engine;

/**
 * What the trees of a model look like, and how they use each column, as the model file states it.
 *
 * @param trees all of them, those after an early stop too
 * @param predicting those from the first on whose leaves make the margins
 * @param depth splits on the longest path
 * @param leaves of all trees
 * @param splits by column
 * @param gains by column: what its splits gained in training, added up
 * @param covers by column: what of the training rows passed its splits, added up; in XGBoost sums
 *     of hessians, in LightGBM rows
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
public record TreeStatistics(
    int trees,
    int predicting,
    int depth,
    long leaves,
    int[] splits,
    double[] gains,
    double[] covers) {}
