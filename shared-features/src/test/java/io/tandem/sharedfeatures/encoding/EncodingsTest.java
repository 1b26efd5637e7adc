package io.tandem.sharedfeatures.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.Extraction;
import io.tandem.sharedfeatures.ExtractionCounts;
import io.tandem.sharedfeatures.Extractor;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Sample;
import io.tandem.sharedfeatures.text.Murmur3;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every encoding: the columns it makes, and which of them are not 0. */
class EncodingsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # listed categories
          {"one-hot": {"values": ["b", "a"]}}                                   | {"s": "a"}     | f=a:1.000
          {"one-hot": {"values": ["b", "a"]}}                                   | {"s": "A"}     | f=other:1.000
          {"one-hot": {"values": ["b", "a"]}}                                   | {"s": "c"}     | f=other:1.000
          {"one-hot": {"values": ["b", "a"]}}                                   | {}             | f.missing:1.000
          {"one-hot": {"values": ["b", "a"]}}                                   | {"s": ""}      | f.missing:1.000
          {"one-hot": {"values": ["other", "a"]}}                               | {"s": "c"}     | f=other:1.000
          {"one-hot": {"values": ["other", "a"]}}                               | {"s": "other"} | f=other:1.000
          {"one-hot": {"values": ["other", "a"], "unseen": "zero"}}             | {"s": "c"}     | ``
          {"one-hot": {"values": ["other", "a"], "unseen": "zero"}}             | {"s": "other"} | f=other:1.000
          {"one-hot": {"values": ["a"], "unseen": "zero", "missing": "zero"}}   | {"s": "c"}     | ``
          {"one-hot": {"values": ["a"], "unseen": "zero", "missing": "zero"}}   | {}             | ``
          {"one-hot": {"values": ["a"], "unseen": "nan", "missing": "zero"}}    | {"s": "c"}     | f=a:NaN
          {"one-hot": {"values": ["a", "b"], "unseen": "zero", "missing": "nan"}} | {}           | f=a:NaN f=b:NaN
          # learned from a, b, b, c, c, missing
          {"one-hot": {}}                                                       | {"s": "b"}     | f=b:1.000
          {"one-hot": {}}                                                       | {"s": "x"}     | f=other:1.000
          {"one-hot": {"top": 2}}                                               | {"s": "a"}     | f=other:1.000
          {"one-hot": {"min_count": 2}}                                         | {"s": "a"}     | f=other:1.000
          {"one-hot": {"min_count": 2}}                                         | {"s": "c"}     | f=c:1.000
          {"one-hot": {"min_count": 9}}                                         | {"s": "c"}     | f=other:1.000
          {"frequency": {}}                                                     | {"s": "b"}     | f:2.000
          {"frequency": {}}                                                     | {"s": "x"}     | ``
          {"frequency": {}}                                                     | {}             | f:NaN
          {"frequency": {"top": 1}}                                             | {"s": "b"}     | f:2.000
          {"frequency": {"top": 1}}                                             | {"s": "c"}     | ``
          {"hash": {"buckets": 1}}                                              | {"s": "a"}     | f#0:1.000
          {"hash": {"buckets": 1}}                                              | {}             | ``
          {"ordinal": {}}                                                       | {"s": "a"}     | ``
          {"ordinal": {}}                                                       | {"s": "c"}     | f:2.000
          {"ordinal": {}}                                                       | {"s": "x"}     | f:-1.000
          {"ordinal": {}}                                                       | {}             | f:NaN
          {"ordinal": {"min_count": 2}}                                         | {"s": "c"}     | f:1.000
          {"ordinal": {"top": 1}}                                               | {"s": "c"}     | f:-1.000
          {"ordinal": {"values": ["z", "a"]}}                                   | {"s": "a"}     | f:1.000
          {"ordinal": {"values": ["z", "a"]}}                                   | {"s": "c"}     | f:-1.000
          """)
  void texts(String encoding, String order, String columns) {
    FeatureSet features =
        Sample.fitted(
            Sample.feature("s", encoding),
            "{\"s\": \"a\"}",
            "{\"s\": \"c\"}",
            "{\"s\": \"b\"}",
            "{\"s\": \"c\"}",
            "{\"s\": \"b\"}",
            "{}");

    assertEquals(columns, Sample.columns(features, order));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # learned from 1, 3, 5, missing: mean 3, standard deviation sqrt(8/3)
          {"standardize": {}} | {"x": 3}      | ``
          {"standardize": {}} | {"x": 5}      | f:1.225
          {"standardize": {}} | {}            | f:NaN
          {"impute": {}}      | {"x": 7}      | f:7.000
          {"impute": {}}      | {}            | f:3.000
          {"impute": {"with": "mean"}}   | {} | f:3.000
          {"impute": {"with": "median"}} | {} | f:3.000
          {"impute": {"with": "mode"}}   | {} | f:1.000
          {"impute": {"with": "mode"}}   | {"x": 9} | f:9.000
          {"min-max": {}}     | {"x": 2}      | f:0.2500
          {"min-max": {}}     | {"x": 9}      | f:2.000
          {"min-max": {}}     | {}            | f:NaN
          {"robust-scale": {}} | {"x": 3}     | ``
          {"robust-scale": {}} | {"x": 5}     | f:0.5000
          {"robust-scale": {}} | {}           | f:NaN
          {"winsorize": {}}   | {"x": -9}     | f:1.000
          {"winsorize": {}}   | {"x": 2}      | f:2.000
          {"winsorize": {"upper": 0.5}} | {"x": 4} | f:3.000
          {"winsorize": {}}   | {}            | f:NaN
          {"bucketize": {"edges": [0, 10]}} | {"x": -1}   | ``
          {"bucketize": {"edges": [0, 10]}} | {"x": -0.0} | f:1.000
          {"bucketize": {"edges": [0, 10]}} | {"x": 10}   | f:2.000
          {"bucketize": {"edges": [0, 10]}} | {}          | f:NaN
          {"bucketize": {"edges": [0, 10], "output": "one-hot"}} | {"x": -1}   | f[0]:1.000
          {"bucketize": {"edges": [0, 10], "output": "one-hot"}} | {"x": -0.0} | f[1]:1.000
          {"bucketize": {"edges": [0, 10], "output": "one-hot"}} | {"x": 99}   | f[2]:1.000
          {"bucketize": {"edges": [0, 10], "output": "one-hot"}} | {}          | f.missing:1.000
          {"quantile-bin": {"bins": 3}} | {"x": 0} | ``
          {"quantile-bin": {"bins": 3}} | {"x": 1} | f:1.000
          {"quantile-bin": {"bins": 3}} | {"x": 3} | f:2.000
          {"quantile-bin": {"bins": 3}} | {}       | f:NaN
          """)
  void numbers(String encoding, String order, String columns) {
    FeatureSet features =
        Sample.fitted(
            Sample.feature("x", encoding), "{\"x\": 1}", "{\"x\": 3}", "{\"x\": 5}", "{}");

    assertEquals(columns, Sample.columns(features, order));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"standardize": {}} | {"x": 9} | 0
          {"standardize": {}} | {}       | NaN
          {"impute": {}}      | {"x": 9} | 9
          {"impute": {}}      | {}       | 0
          {"impute": {"with": "median"}} | {} | 0
          {"impute": {"with": "mode"}}   | {} | 0
          {"min-max": {}}     | {"x": 9} | 0
          {"min-max": {}}     | {}       | NaN
          {"robust-scale": {}} | {"x": 9} | 0
          {"winsorize": {}}   | {"x": 9} | 9
          {"winsorize": {}}   | {}       | NaN
          {"quantile-bin": {}} | {"x": -1} | 0
          {"quantile-bin": {}} | {"x": 9} | 1
          """,
      quoteCharacter = '`')
  void nothingLearnedIsAMeanOfZero(String encoding, String order, float expected) {
    FeatureSet features = Sample.fitted(Sample.feature("x", encoding));

    assertArrayEquals(new float[] {expected}, Sample.vector(features, order));
  }

  @Test
  void equalTrainingValuesStandardizeToZero() {
    FeatureSet features =
        Sample.fitted(
            Sample.feature("x", "{\"standardize\": {}}"),
            "{\"x\": 0.1}",
            "{\"x\": 0.1}",
            "{\"x\": 0.1}");

    assertArrayEquals(new float[] {0}, Sample.vector(features, "{\"x\": 99}"));
  }

  @Test
  void theLargestAndSmallestNumbersAreSummedExactly() {
    FeatureSet features =
        Sample.fitted(
            Sample.feature("x", "{\"impute\": {}}"),
            "{\"x\": 1e308}",
            "{\"x\": 1e308}",
            "{\"x\": 3}",
            "{\"x\": 4.9e-324}",
            "{\"x\": -1e308}",
            "{\"x\": -1e308}");

    assertArrayEquals(new float[] {0.5f}, Sample.vector(features, "{}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"x": 0.1}    | 0.1
          {"x": -0.0}   | 0
          {"x": -1e-50} | 0
          {"x": 3e38}   | 3e38
          {"x": 4e38}   | NaN
          {}            | NaN
          """)
  void aNumberIsRoundedToAFloatOnce(String order, float expected) {
    FeatureSet features = Sample.fitted(Sample.feature("x"));

    assertEquals(
        Float.floatToIntBits(expected), Float.floatToIntBits(Sample.vector(features, order)[0]));
  }

  /** For every encoding: what a fit ignores, and a float cannot hold, is not there. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"impute\": {}}",
        "{\"impute\": {\"with\": \"median\"}}",
        "{\"impute\": {\"with\": \"mode\"}}",
        "{\"bucketize\": {\"edges\": [1], \"output\": \"one-hot\"}}",
        "{\"standardize\": {}}",
        "{\"min-max\": {}}",
        "{\"winsorize\": {}}"
      })
  void anInfiniteNumberIsMissing(String encoding) {
    String[] orders = {"{\"x\": 0}", "{\"x\": 1000}", "{\"x\": -1000}"};
    FeatureSet features = Sample.fitted(Sample.feature("exp(x)", encoding), orders);

    assertEquals(Sample.columns(features, "{}"), Sample.columns(features, "{\"x\": 1000}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # of the elements a, b, b, missing; their weights 1, 2, missing, 4
          {"multi-hot": {"values": ["a", "b"]}}                   | "k"        | f=a:1.000 f=b:2.000
          {"multi-hot": {"values": ["a", "b"]}}                   | ["k", "v"] | f=a:1.000 f=b:2.000
          {"multi-hot": {"values": ["a", "b"]}}                   | ["k", "v * 2"] | f=a:2.000 f=b:4.000
          {"multi-hot": {"values": ["a", "b"]}}                   | ["k", "sum(v)"] | f=a:7.000 f=b:14.00
          {"multi-hot": {"values": ["a"]}}                        | "k"        | f=a:1.000 f=other:2.000
          {"multi-hot": {"values": ["a"], "unseen": "zero"}}      | "k"        | f=a:1.000
          {"multi-hot": {"values": ["a"], "unseen": "nan"}}       | "k"        | f=a:NaN f.missing:NaN
          {"multi-hot": {"values": ["a"], "unseen": "nan", "missing": "zero"}} | "k" | f=a:NaN
          {"multi-hot": {"values": ["a", "b"], "unseen": "nan"}}  | "k"        | f=a:1.000 f=b:2.000
          {"multi-hot": {"values": ["a"]}}                        | "h"        | f.missing:1.000
          {"multi-hot": {"values": ["a"], "missing": "zero"}}     | "h"        | ``
          {"multi-hot": {"values": ["a"], "missing": "nan"}}      | "h"        | f=a:NaN f=other:NaN
          {"multi-hot": {"values": ["a"]}}                        | "tag"      | f.missing:1.000
          {"hash-bag": {"buckets": 1}}                            | "k"        | f#0:3.000
          {"hash-bag": {"buckets": 1}}                            | ["k", "v"] | f#0:3.000
          {"hash-bag": {"buckets": 1}}                            | "h"        | ``
          {"hash-bag": {"buckets": 1}}                            | "tag"      | ``
          # learned from this order: a once, b twice
          {"multi-hot": {}}                                       | "k"        | f=a:1.000 f=b:2.000
          {"multi-hot": {"top": 1}}                               | "k"        | f=b:2.000 f=other:1.000
          """)
  void elements(String encoding, String value, String columns) {
    String order =
        """
        {"items": [{"k": "a", "v": 1}, {"k": "b", "v": 2}, {"k": "b"}, {"v": 4}]}
        """;
    String feature = "{\"name\": \"f\", \"value\": %s, \"encode\": %s}".formatted(value, encoding);

    assertEquals(columns, Sample.columns(Sample.fitted(feature, order), order));
  }

  @Test
  void theElementsOfALongerOrderBeforeLeaveNoTrace() {
    Extractor extractor =
        Sample.unfitted(
                Sample.SOURCES,
                "{\"name\": \"f\", \"value\": [\"k\", \"v * (x + sum(v))\"],"
                    + " \"encode\": {\"multi-hot\": {\"values\": [\"a\", \"b\"]}}}")
            .orders();
    byte[] longer =
        Sample.bytes("{\"x\": 1, \"items\": [{\"k\": \"a\", \"v\": 1}, {\"k\": \"b\", \"v\": 2}]}");
    byte[] shorter = Sample.bytes("{\"x\": 0, \"items\": [{\"k\": \"a\", \"v\": 3}]}");

    extractor.extract(longer);
    float[] vector = ((Extraction.Vector) extractor.extract(shorter)).values();

    assertArrayEquals(new float[] {9, 0, 0, 0}, vector);
  }

  @Test
  void columnsAreNamedAfterTheFeature() {
    FeatureSet features =
        Sample.fitted(
            """
            {"name": "plain", "value": "x"},
            {"name": "listed", "value": "s", "encode": {"one-hot": {"values": ["b", "a"]}}},
            {"name": "learned", "value": "s", "encode": {"one-hot": {"missing": "zero"}}},
            {"name": "hashed", "value": "s", "encode": {"hash": {"buckets": 2}}},
            {"name": "counted", "value": "s", "encode": {"frequency": {}}}
            """,
            "{\"s\": \"\ud83d\ude00\"}",
            "{\"s\": \"\uffee\"}",
            "{\"s\": \"z\"}");

    assertEquals(
        List.of(
            "plain",
            "listed=b",
            "listed=a",
            "listed=other",
            "listed.missing",
            "learned=z",
            "learned=\uffee",
            "learned=\ud83d\ude00",
            "learned=other",
            "hashed#0",
            "hashed#1",
            "counted"),
        features.columns());
  }

  @Test
  void theHashIsOfNameAndTextAndItsModuloUnsigned() {
    FeatureSet features =
        Sample.unfitted(
            Sample.SOURCES,
            "{\"name\": \"top_brand\", \"value\": \"s\", \"encode\": {\"hash\": {\"buckets\": 1000}}}");
    int negative = 0;
    for (int i = 0; i < 50; i++) {
      int hash = Murmur3.hash(Sample.bytes("top_brand=brand " + i), 0);
      negative += hash < 0 ? 1 : 0;

      assertEquals(
          "top_brand#" + (hash & 0xffff_ffffL) % 1000 + ":1.000",
          Sample.columns(features, "{\"s\": \"brand " + i + "\"}"));
    }
    assertTrue(negative > 10);
  }

  /** As the profile counts them, so that both rates compare. */
  @Test
  void everyUnseenTextOfAnArrayCounts() {
    FeatureSet features =
        Sample.unfitted(
            Sample.SOURCES,
            "{\"name\": \"f\", \"value\": \"k\", \"encode\": {\"multi-hot\": {\"values\": [\"a\"]}}}");
    byte[] order =
        Sample.bytes(
            "{\"items\": [{\"k\": \"a\"}, {\"k\": \"b\"}, {\"k\": \"b\"}, {\"k\": \"c\"}, {}]}");
    Extractor extractor = features.orders();

    extractor.extract(order);

    assertTrue(
        extractor
            .counts()
            .counts()
            .contains(new ExtractionCounts.Count("f", ExtractionCounts.Reason.UNSEEN, 3)));
  }
}
