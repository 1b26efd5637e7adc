package io.tandem.sharedfeatures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
