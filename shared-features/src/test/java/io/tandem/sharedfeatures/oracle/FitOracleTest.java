package io.tandem.sharedfeatures.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Fitter;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fitting beside the slow oracle, on records with missing and odd values. */
class FitOracleTest {
  private static final int RECORDS = 10_000;
  private static final int FITTERS = 3;

  private static final String DEFINITION =
      """
      {"name": "fit", "version": 1, "dialect": 1,
       "record": {"order": "$.order", "label": "$.label"},
       "sources": {
         "id": {"path": "$.id", "type": "text"},
         "country": {"path": "$.buyer.country", "type": "text", "wrong_type": "missing"},
         "town": {"path": "$.buyer.town", "type": "text", "wrong_type": "missing"},
         "amount": {"path": "$.amount", "type": "number", "range": [-1000000, 1000000],
                    "wrong_type": "missing", "out_of_range": "missing"},
         "pieces": {"path": "$.pieces", "type": "integer", "wrong_type": "missing"},
         "rare": {"path": "$.rare", "type": "number", "wrong_type": "missing"},
         "never": {"path": "$.never", "type": "number"},
         "tag": {"path": "$.tags[*].name", "type": "text", "wrong_type": "missing"}
       },
       "features": [
         {"name": "country", "value": "country", "encode": {"one-hot": {}}},
         {"name": "country_few", "value": "country", "encode": {"one-hot": {"top": 3, "min_count": 2}}},
         {"name": "town_often", "value": "town", "encode": {"one-hot": {"min_count": 60}}},
         {"name": "town_order", "value": "town", "encode": {"ordinal": {"top": 25}}},
         {"name": "town_count", "value": "town", "encode": {"frequency": {"top": 7}}},
         {"name": "listed", "value": "country", "encode": {"one-hot": {"values": ["DE", "AT"]}}},
         {"name": "tags", "value": "tag", "encode": {"multi-hot": {"top": 4}}},
         {"name": "rate", "value": ["country", "id"], "encode": {"target-mean": {"folds": 7}}},
         {"name": "town_rate", "value": ["town", "id"], "encode": {"target-mean": {"top": 9, "folds": 3}}},
         {"name": "amount", "value": "amount"},
         {"name": "amount_std", "value": "amount", "encode": {"standardize": {}}},
         {"name": "amount_unit", "value": "amount", "encode": {"min-max": {}}},
         {"name": "amount_robust", "value": "amount", "encode": {"robust-scale": {}}},
         {"name": "amount_cut", "value": "amount", "encode": {"winsorize": {}}},
         {"name": "amount_cut_more", "value": "amount", "encode": {"winsorize": {"lower": 0.07, "upper": 0.9}}},
         {"name": "amount_mean", "value": "amount", "encode": {"impute": {}}},
         {"name": "amount_median", "value": "amount", "encode": {"impute": {"with": "median"}}},
         {"name": "pieces_mode", "value": "pieces", "encode": {"impute": {"with": "mode"}}},
         {"name": "pieces_std", "value": "pieces", "encode": {"standardize": {}}},
         {"name": "amount_bin", "value": "amount", "encode": {"quantile-bin": {"bins": 7}}},
         {"name": "pieces_bin", "value": "pieces", "encode": {"quantile-bin": {}}},
         {"name": "rare_std", "value": "rare", "encode": {"standardize": {}}},
         {"name": "rare_median", "value": "rare", "encode": {"impute": {"with": "median"}}},
         {"name": "never_std", "value": "never", "encode": {"standardize": {}}},
         {"name": "never_bin", "value": "never", "encode": {"quantile-bin": {"bins": 3}}},
         {"name": "never_mode", "value": "never", "encode": {"impute": {"with": "mode"}}}
       ]}
      """;

  /** A value as JSON, and what it means; absent and missing are empty. */
  private record Written(Optional<String> json, Optional<Object> meaning) {
    static Written absent() {
      return new Written(Optional.empty(), Optional.empty());
    }

    static Written missing(String json) {
      return new Written(Optional.of(json), Optional.empty());
    }

    static Written of(String json, Object meaning) {
      return new Written(Optional.of(json), Optional.of(meaning));
    }
  }

  @Test
  void whatIsLearnedIsWhatTheOracleCounts(@TempDir Path directory) throws IOException {
    Random random = new Random(20_260_314);
    List<FitOracle.Observed> observed = new ArrayList<>();
    FeatureDefinition definition =
        FeatureDefinition.read(DEFINITION.getBytes(StandardCharsets.UTF_8));
    List<Fitter> fitters = new ArrayList<>();
    for (int i = 0; i < FITTERS; i++) {
      fitters.add(new Fitter(definition));
    }
    for (int i = 0; i < RECORDS; i++) {
      Map<String, Object> meanings = new HashMap<>();
      boolean label = random.nextInt(9) == 0;
      String record = record(random, meanings, label);
      byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
      // Uneven parts, as threads take them.
      Fitter fitter = fitters.get(Math.min(FITTERS - 1, random.nextInt(5)));
      assertEquals(Optional.empty(), fitter.observe(bytes, 0, bytes.length), record);
      observed.add(new FitOracle.Observed(meanings, label));
    }
    fitters.get(1).merge(fitters.get(2));
    fitters.get(0).merge(fitters.get(1));
    FeatureSet features = fitters.get(0).finish();
    features.write(directory);

    FitOracle oracle = new FitOracle(DEFINITION, observed);
    Map<String, Object> state =
        OracleJson.object(Files.readString(directory.resolve("state.json")));
    Map<String, Object> learned = OracleJson.object(state.getOrDefault("features", Map.of()));
    Map<String, Object> wanted = oracle.learned();
    assertEquals(wanted.keySet(), learned.keySet());
    wanted.forEach(
        (name, value) -> assertEquals(sorted(value), sorted(learned.getOrDefault(name, "")), name));

    Map<String, Object> profiles = OracleJson.object(state.getOrDefault("profile", Map.of()));
    oracle
        .profiles()
        .forEach(
            (name, profile) -> {
              Map<String, Object> found =
                  new TreeMap<>(OracleJson.object(profiles.getOrDefault(name, Map.of())));
              found.keySet().retainAll(List.of("records", "missing", "min", "max"));
              assertEquals(sorted(profile), sorted(found), "profile of " + name);
            });
    assertTrue(wanted.size() > 20, "only " + wanted.keySet());
  }

  /** Its text, with names in order: doubles as they are, so that the last bit counts. */
  private static String sorted(Object value) {
    return value instanceof Map<?, ?> ? new TreeMap<>(OracleJson.object(value)) + "" : value + "";
  }

  private static String record(Random random, Map<String, Object> meanings, boolean label) {
    String order =
        fields(
            field("id", "id", meanings, text(random, i -> "order " + i, 1_000_000)),
            "\"buyer\":{"
                + fields(
                    field("country", "country", meanings, text(random, FitOracleTest::country, 12)),
                    field("town", "town", meanings, text(random, t -> "Town " + t, 400)))
                + "}",
            field("amount", "amount", meanings, amount(random)),
            field("pieces", "pieces", meanings, pieces(random)),
            field("rare", "rare", meanings, rare(random)),
            tags(random, meanings));
    return "{\"order\":{" + order + "},\"label\":" + label + "}";
  }

  private static String fields(String... fields) {
    List<String> there = new ArrayList<>(List.of(fields));
    there.removeIf(String::isEmpty);
    return String.join(",", there);
  }

  private static String field(
      String name, String source, Map<String, Object> meanings, Written value) {
    value.meaning.ifPresent(meaning -> meanings.put(source, meaning));
    return value.json.map(json -> "\"" + name + "\":" + json).orElse("");
  }

  private static String country(String number) {
    return List.of("DE", "AT", "CH", "FR", "ä", "z", "\uffee", "\ud83d\ude00", "IT", "de", "D", "É")
        .get(Integer.parseInt(number));
  }

  /** Small numbers are frequent. */
  private static Written text(Random random, UnaryOperator<String> name, int most) {
    return switch (random.nextInt(20)) {
      case 0 -> Written.absent();
      case 1 -> Written.missing("null");
      case 2 -> Written.missing("\" \\t \"");
      case 3 -> most == 1_000_000 ? Written.missing("\"\"") : Written.missing("17");
      default -> {
        String text = name.apply("" + random.nextInt(1 + random.nextInt(most)));
        yield Written.of("\"" + text + "\"", text);
      }
    };
  }

  private static Written amount(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> Written.absent();
      case 1 -> Written.missing("null");
      case 2 -> Written.missing("\"12\"");
      case 3 -> Written.missing("1000000.5");
      case 4 -> Written.of("-0.0", 0.0);
      case 5 -> Written.of("1e-12", 1e-12);
      case 6 -> Written.of("-1000000", -1e6);
      default -> {
        double amount = random.nextInt(200_000) / 100.0;
        yield Written.of("" + amount, amount);
      }
    };
  }

  private static Written pieces(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> Written.absent();
      case 1 -> Written.missing("true");
      case 2 -> Written.of("2.0", 2.0);
      default -> {
        int pieces = random.nextInt(1 + random.nextInt(30));
        yield Written.of("" + pieces, (double) pieces);
      }
    };
  }

  /** Of all records hardly any has it, and then always the same. */
  private static Written rare(Random random) {
    return random.nextInt(2_000) == 0 ? Written.of("0.1", 0.1) : Written.absent();
  }

  private static String tags(Random random, Map<String, Object> meanings) {
    if (random.nextInt(10) == 0) {
      return "";
    }
    List<String> elements = new ArrayList<>();
    List<Object> names = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      Written name = text(random, n -> "tag" + n, 9);
      elements.add("{" + name.json.map(json -> "\"name\":" + json).orElse("") + "}");
      names.add(name.meaning.orElse(""));
    }
    meanings.put("tag", names);
    return "\"tags\":[" + String.join(",", elements) + "]";
  }
}
