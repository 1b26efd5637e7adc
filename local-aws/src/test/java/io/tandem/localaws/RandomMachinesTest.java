package io.tandem.localaws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.strictjson.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;

/** Random machines come to the same here as another interpreter made of their twins in JSONPath. */
final class RandomMachinesTest {
  private static final Path GOLDEN =
      Path.of("src/test/resources/golden/aws-local-stepfunctions-3.0.0/machines.jsonl");

  @TempDir Path folder;

  private static Json member(Json.Obj line, String name) {
    return line.fields().getOrDefault(name, new Json.Null("$"));
  }

  @Test
  void randomMachinesComeToTheSame() throws Exception {
    List<String> different = new ArrayList<>();
    var outcomes = new TreeMap<String, Integer>();
    try (TestAws aws = TestAws.start(folder)) {
      var machines = new TestMachines(aws.states);
      int number = 0;
      for (String line : Files.readAllLines(GOLDEN)) {
        var one = (Json.Obj) TestMachines.json(line);
        String name = "m" + number++;
        machines.create(name, member(one, "machine").compact());
        DescribeExecutionResponse ended = machines.run(name, "run", member(one, "input").compact());
        String found =
            ended.output() == null
                ? "\"" + ended.error() + "\""
                : TestMachines.json(ended.output()).canonical();
        String expected =
            member(one, one.fields().containsKey("error") ? "error" : "output").canonical();
        outcomes.merge(expected.startsWith("{") ? "output" : expected, 1, Integer::sum);
        if (!found.equals(expected)) {
          different.add(name + ": expected " + expected + ", found " + found);
        }
      }
    }

    assertEquals(List.of(), different);
    assertTrue(
        outcomes.size() == 3 && outcomes.values().stream().allMatch(n -> n > 5),
        outcomes::toString);
  }
}
