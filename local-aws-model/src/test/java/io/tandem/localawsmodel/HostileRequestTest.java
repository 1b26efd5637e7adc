package io.tandem.localawsmodel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A request costs no more than its size, whatever it holds. */
class HostileRequestTest {
  private static final ServiceModel SERVICE = ServiceModel.sagemaker();

  private static List<String> model(String fields) {
    String request =
        "{\"ExecutionRoleArn\":\"arn:aws:iam::111122223333:role/orders\",\"ModelName\":\"a\","
            + fields.replace('\'', '"')
            + "}";
    return SERVICE.requestProblems(
        "CreateModel", (Json.Obj) Json.read(request.getBytes(UTF_8), JsonLimits.ofBytes(1 << 22)));
  }

  @Test
  void aRequestThatIsAllFaultsIsToldInPart() {
    StringBuilder fields = new StringBuilder("'ModelNam':1");
    for (int i = 1; i < 50_000; i++) {
      fields.append(",'ModelNam").append(i).append("':1");
    }
    List<String> problems = model(fields.toString());

    assertEquals("Member 'ModelNam' is not known; did you mean ModelName?", problems.getFirst());
    assertEquals(1_001, problems.size());
    assertEquals("and 49000 more", problems.getLast());
  }

  @Test
  void whatAListHoldsThatIsTooLongIsNotLookedAt() {
    assertEquals(
        List.of(
            "Value '["
                + "{}, ".repeat(49)
                + "...' at 'tags' failed to satisfy constraint: Member must have length less than or"
                + " equal to 50"),
        model("'Tags':[" + "{},".repeat(300_000) + "{}]"));
  }

  @Test
  void whatAMapHoldsThatIsTooLargeIsNotLookedAt() {
    StringBuilder entries = new StringBuilder("'k':1");
    for (int i = 0; i < 100; i++) {
      entries.append(",'k").append(i).append("':1");
    }
    List<String> problems = model("'PrimaryContainer':{'Environment':{" + entries + "}}");

    assertEquals(1, problems.size(), problems.toString());
    assertEquals(
        "Member must have length less than or equal to 100",
        problems.getFirst().split("constraint: ", 2)[1]);
  }

  @Test
  void whatIsNestedDeeperThanTheModelIsNotFollowed() {
    assertEquals(
        List.of("Start of list found where not expected at 'tags.1.member'"),
        model("'Tags':" + "[".repeat(62) + "]".repeat(62)));
    assertEquals(
        List.of("Member 'x' is not known"),
        model("'x':" + "{'x':".repeat(61) + "1" + "}".repeat(61)));
  }

  @Test
  void aFaultInALargeValueShowsItsBeginning() {
    List<String> problems =
        model("'VpcConfig':{'SecurityGroupIds':['" + "x".repeat(60_000) + "'],'Subnets':['a']}");

    assertEquals(1, problems.size());
    assertEquals(
        "Value '[" + "x".repeat(196) + "...' at 'vpcConfig.securityGroupIds' failed to satisfy ",
        problems.getFirst().split("constraint: ", 2)[0]);
  }
}
