package io.tandem.localawsmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Random requests, as botocore judged them: what it finds is found here, and nothing else of these
 * kinds. Of patterns, enums and upper bounds it says nothing.
 */
class BotocoreTest {
  private static final Path VERDICTS = Path.of("src/test/resources/golden/botocore-1.43.11");

  /** The words of each kind, with the path as the only group. */
  private static final Map<String, Pattern> KINDS =
      Map.of(
          "missing", words("Value null at '(.*)' failed .*: Member must not be null"),
          "unknown", words("Member '(.*)' is not known.*"),
          "type", words("(?:.* can not be converted to .*|Expected .*|Start of .*) at '(.*)'"),
          // A sensitive value is not shown.
          "short", words("Value(?: '.*')? at '(.*)' failed .*: Member must have length greater .*"),
          "low", words("Value '.*' at '(.*)' failed .*: Member must have value greater .*"));

  private static Pattern words(String words) {
    return Pattern.compile(words, Pattern.DOTALL);
  }

  @Test
  void bothFindTheSameOfSagemaker() throws IOException {
    Map<String, Integer> judged = compare(ServiceModel.sagemaker(), "sagemaker.jsonl");

    assertEquals(KINDS.keySet(), judged.keySet());
    assertTrue(judged.values().stream().allMatch(count -> count > 20), judged.toString());
  }

  @Test
  void bothFindTheSameOfLogs() throws IOException {
    Map<String, Integer> judged = compare(ServiceModel.logs(), "logs.jsonl");

    // Only one member is required.
    assertTrue(judged.keySet().containsAll(Set.of("unknown", "type", "short", "low")));
  }

  @Test
  void bothFindTheSameOfAutoScaling() throws IOException {
    Map<String, Integer> judged =
        compare(ServiceModel.autoScaling(), "application-autoscaling.jsonl");

    assertTrue(judged.keySet().containsAll(Set.of("missing", "unknown", "type", "short")));
  }

  @Test
  void bothFindTheSameOfStepFunctions() throws IOException {
    Map<String, Integer> judged = compare(ServiceModel.stepFunctions(), "stepfunctions.jsonl");

    assertTrue(judged.keySet().containsAll(Set.of("missing", "unknown", "type", "short")));
  }

  /** Returns how many problems there are of each kind. */
  private static Map<String, Integer> compare(ServiceModel service, String verdicts)
      throws IOException {
    List<String> different = new ArrayList<>();
    Map<String, Integer> judged = new TreeMap<>();
    for (String line : Files.readAllLines(VERDICTS.resolve(verdicts))) {
      Json.Obj verdict =
          (Json.Obj) Json.read(line.getBytes(StandardCharsets.UTF_8), JsonLimits.ofBytes(1 << 20));
      String operation = RawModel.text(verdict, "operation");
      Json.Obj request = RawModel.object(verdict, "request");
      Set<String> expected = new TreeSet<>();
      for (Json problem : RawModel.array(verdict, "problems")) {
        expected.add(((Json.Text) problem).value());
      }
      expected.forEach(problem -> judged.merge(problem.split(" ", 2)[0], 1, Integer::sum));
      Set<String> found = new TreeSet<>();
      service.requestProblems(operation, request).forEach(problem -> found.addAll(known(problem)));
      if (!found.equals(expected)) {
        different.add(operation + " " + request.compact() + ": " + expected + " and " + found);
      }
    }

    assertEquals(List.of(), different);
    return judged;
  }

  private static List<String> known(String problem) {
    for (Map.Entry<String, Pattern> kind : KINDS.entrySet()) {
      Matcher words = kind.getValue().matcher(problem);
      if (words.matches()) {
        return List.of(kind.getKey() + " " + words.group(1));
      }
    }
    return List.of();
  }
}
