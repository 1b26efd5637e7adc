package io.tandem.localawsmodel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The words of problems, as the service has them. */
class ServiceModelTest {
  private static final ServiceModel SERVICE = ServiceModel.sagemaker();
  private static final String ROLE = "'arn:aws:iam::111122223333:role/orders'";

  /** Single quotes are double ones. */
  private static Json.Obj json(String text) {
    return (Json.Obj)
        Json.read(text.replace('\'', '"').getBytes(UTF_8), JsonLimits.ofBytes(1 << 21));
  }

  private static List<String> model(String fields) {
    return SERVICE.requestProblems(
        "CreateModel", json("{'ExecutionRoleArn':" + ROLE + "," + fields + "}"));
  }

  private static List<String> training(String field) {
    return SERVICE.requestProblems("CreateTrainingJob", json("{" + field + "}")).stream()
        .filter(problem -> !problem.startsWith("Value null"))
        .toList();
  }

  @Test
  void aNameMayBreakTwoConstraintsAndBothAreNamed() {
    String name = "{{ ti.xcom_pull(task_ids=model_training)[Training][TrainingJobName] }}";

    assertEquals(
        "2 validation errors detected: Value '"
            + name
            + "' at 'modelName' failed to satisfy constraint: Member must have length less than or"
            + " equal to 63; Value '"
            + name
            + "' at 'modelName' failed to satisfy constraint: Member must satisfy regular expression"
            + " pattern: [a-zA-Z0-9]([\\-a-zA-Z0-9]*[a-zA-Z0-9])?",
        ServiceModel.message(model("'ModelName':'" + name + "'")));
  }

  @Test
  void oneProblemIsAnError() {
    assertEquals(
        "1 validation error detected: Value null at 'modelName' failed to satisfy constraint:"
            + " Member must not be null",
        ServiceModel.message(model("'Tags':[]")));
  }

  @Test
  void aMemberThatIsNullIsAbsent() {
    assertEquals(List.of(), model("'ModelName':'a','VpcConfig':null"));
    assertEquals(
        List.of("Value null at 'modelName' failed to satisfy constraint: Member must not be null"),
        model("'ModelName':null"));
  }

  @Test
  void elementsOfListsAreCountedFromOne() {
    assertEquals(
        List.of(
            "Value null at 'tags.2.member.value' failed to satisfy constraint: Member must not be null",
            "Value '' at 'tags.2.member.key' failed to satisfy constraint: Member must have length"
                + " greater than or equal to 1"),
        model("'ModelName':'a','Tags':[{'Key':'k','Value':'v'},{'Key':''}]"));
  }

  @Test
  void ofAListOfTextsTheWholeIsNamedAndAllThatHoldsOfItsElements() {
    assertEquals(
        List.of(
            "Value '[subnet-1, ö]' at 'vpcConfig.subnets' failed to satisfy constraint: Member must"
                + " satisfy constraint: [Member must have length less than or equal to 32, Member"
                + " must have length greater than or equal to 0, Member must satisfy regular"
                + " expression pattern: [-0-9a-zA-Z]+]"),
        training("'VpcConfig':{'SecurityGroupIds':['sg-1'],'Subnets':['subnet-1','ö']}"));
  }

  @Test
  void ofAMapTheWholeIsNamedOnceForItsKeysAndOnceForItsValues() {
    assertEquals(
        List.of(
            "Value '{epochs=10, note=a\nb, x\ny=1}' at 'hyperParameters' failed to satisfy constraint:"
                + " Map keys must satisfy constraint: [Member must have length less than or equal to"
                + " 256, Member must have length greater than or equal to 0, Member must satisfy"
                + " regular expression pattern: .*]",
            "Value '{epochs=10, note=a\nb, x\ny=1}' at 'hyperParameters' failed to satisfy constraint:"
                + " Map value must satisfy constraint: [Member must have length less than or equal to"
                + " 2500, Member must have length greater than or equal to 0, Member must satisfy"
                + " regular expression pattern: .*]"),
        training("'HyperParameters':{'epochs':'10','note':'a\\nb','x\\ny':'1'}"));
  }

  @Test
  void aValueOfAnotherTypeIsNamedByItsToken() {
    assertEquals(
        List.of(
            "NUMBER_VALUE can not be converted to a String at 'trainingJobName'",
            "FALSE_VALUE can not be converted to a String at 'hyperParameters.debug.member'",
            "Start of list found where not expected at 'roleArn'",
            "Expected null at 'vpcConfig'",
            "Expected list or null at 'tags'",
            "STRING_VALUE can not be converted to an Integer at 'resourceConfig.instanceCount'"),
        training(
            "'TrainingJobName':1,'HyperParameters':{'debug':false},'RoleArn':[],'VpcConfig':'x',"
                + "'Tags':true,'ResourceConfig':{'InstanceCount':'1'}"));
  }

  @Test
  void numbersAndEnumsHaveTheirBounds() {
    List<String> problems =
        SERVICE.requestProblems(
            "CreateTransformJob",
            json(
                "{'TransformJobName':'a','ModelName':'a','MaxConcurrentTransforms':-1,"
                    + "'BatchStrategy':'Both','TransformInput':{'DataSource':{'S3DataSource':"
                    + "{'S3DataType':'S3Prefix','S3Uri':'s3://a/b'}}},"
                    + "'TransformOutput':{'S3OutputPath':'s3://a/b'},"
                    + "'TransformResources':{'InstanceType':'ml.m5.large','InstanceCount':0}}"));

    assertEquals(
        List.of(
            "Value '-1' at 'maxConcurrentTransforms' failed to satisfy constraint: Member must have"
                + " value greater than or equal to 0",
            "Value 'Both' at 'batchStrategy' failed to satisfy constraint: Member must satisfy enum"
                + " value set: [MultiRecord, SingleRecord]",
            "Value '0' at 'transformResources.instanceCount' failed to satisfy constraint: Member"
                + " must have value greater than or equal to 1"),
        problems);
  }

  @Test
  void anUnknownMemberOfARequestIsAProblem() {
    Json.Obj request = json("{'EndpointNam':'a','EndpointName':'b'}");

    assertEquals(
        List.of("Member 'EndpointNam' is not known; did you mean EndpointName?"),
        SERVICE.requestProblems("DescribeEndpoint", request));
  }

  @Test
  void anUnknownMemberOfAnAnswerIsAlwaysAProblem() {
    assertEquals(List.of(), SERVICE.answerProblems("DeleteModel", json("{}")));
    assertEquals(
        List.of("Member 'Arn' is not known"),
        SERVICE.answerProblems("DeleteModel", json("{'Arn':'x'}")));
  }

  @Test
  void aSensitiveValueIsNotShown() {
    String card =
        "'ModelPackageArn':'arn:aws:sagemaker:eu-west-1:111122223333:model-package/a/1',"
            + "'ModelCard':{'ModelCardContent':'secret\\n'}";

    assertEquals(
        List.of(
            "Value at 'modelCard.modelCardContent' failed to satisfy constraint: Member must satisfy"
                + " regular expression pattern: .*"),
        SERVICE.requestProblems("UpdateModelPackage", json("{" + card + "}")));
  }

  @Test
  void namesAndValuesAreShortened() {
    String longest = "x".repeat(500);
    String shown = "x".repeat(197) + "...";

    assertTrue(
        model("'ModelName':'" + longest + "'").getFirst().startsWith("Value '" + shown + "' at "));
    assertEquals(
        List.of("Member '" + shown + "' is not known"),
        model("'ModelName':'a','" + longest + "':1"));
  }

  @Test
  void lengthsAreThoseOfCharactersNotOfTheirHalves() {
    String arn = "arn:aws:sagemaker:x:111122223333:";
    String longest = arn + "\ud83d\ude00".repeat(256 - arn.length());

    assertEquals(
        List.of(), SERVICE.requestProblems("ListTags", json("{'ResourceArn':'" + longest + "'}")));
    assertEquals(
        1, SERVICE.requestProblems("ListTags", json("{'ResourceArn':'" + longest + "a'}")).size());
  }

  @Test
  void anUnknownOperationIsAFaultOfTheCaller() {
    Json.Obj request = json("{}");

    assertThrows(
        IllegalArgumentException.class, () -> SERVICE.requestProblems("CreateModels", request));
    assertThrows(IllegalArgumentException.class, () -> SERVICE.answerProblems("", request));
    assertThrows(IllegalArgumentException.class, () -> SERVICE.errors("InvokeEndpoint"));
  }

  @Test
  void errorsAreThoseThatClientsTellApart() {
    assertEquals(Set.of("ResourceNotFound"), SERVICE.errors("StopTrainingJob"));
    assertEquals(Set.of(), SERVICE.errors("DescribeModel"));
  }
}
