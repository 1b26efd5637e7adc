package io.tandem.localaws.sagemaker;

import io.tandem.localaws.resource.Members;
import io.tandem.localaws.resource.Resource;
import io.tandem.localaws.resource.ResourceKind;
import io.tandem.localaws.resource.ResourceStore;
import io.tandem.localaws.wire.AwsException;
import io.tandem.localsagemaker.request.AccountRegion;
import io.tandem.strictjson.Json;
import java.util.List;

/** Things of one kind, by name, with the errors that clients rely on. */
record Named(ResourceKind kind, ResourceStore store, AccountRegion owner) {
  String arn(String name) {
    return owner.arn(kind.arnType(), name);
  }

  /** The name in a request, which may be given as ARN for some kinds. */
  String name(Json.Obj request) {
    return withoutArn(Members.text(request, kind.nameMember()));
  }

  private String withoutArn(String nameOrArn) {
    String arns = arn("");
    return nameOrArn.startsWith(arns) ? nameOrArn.substring(arns.length()) : nameOrArn;
  }

  /**
   * The thing that a request names.
   *
   * @throws AwsException in the words that the waiters of clients, and Terraform, look for
   */
  Resource find(Json.Obj request) {
    return find(name(request));
  }

  /**
   * @param nameOrArn an ARN for the kinds that may be named so
   */
  Resource find(String nameOrArn) {
    String name = withoutArn(nameOrArn);
    return store.find(kind, name).orElseThrow(() -> missing(name));
  }

  AwsException missing(String name) {
    return switch (kind) {
      case MODEL, ENDPOINT, ENDPOINT_CONFIG ->
          AwsException.validation("Could not find %s \"%s\".".formatted(spoken(), arn(name)));
      case MODEL_PACKAGE, MODEL_PACKAGE_GROUP ->
          AwsException.validation("%s %s does not exist.".formatted(kind.word(), arn(name)));
      case TRAINING_JOB, PROCESSING_JOB, TRANSFORM_JOB ->
          AwsException.of("ResourceNotFound", "Requested resource not found.");
      case SCALABLE_TARGET -> throw new IllegalArgumentException(kind + " is not SageMaker's");
    };
  }

  private String spoken() {
    return kind == ResourceKind.ENDPOINT_CONFIG ? "endpoint configuration" : kind.spoken();
  }

  /**
   * @throws AwsException when there is one of this name
   */
  Resource add(Json.Obj request, Json.Obj description) {
    return add(name(request), request, description);
  }

  /**
   * @throws AwsException when there is one of this name
   */
  Resource add(String name, Json.Obj request, Json.Obj description) {
    Json.Arr tags = new Json.Arr("$.Tags", Members.list(request, "Tags"));
    var thing = new Resource(kind, name, description, tags);
    if (!store.add(thing)) {
      throw switch (kind) {
        case MODEL, ENDPOINT, ENDPOINT_CONFIG ->
            AwsException.validation(
                "Cannot create already existing %s \"%s\".".formatted(spoken(), thing.arn()));
        case MODEL_PACKAGE, MODEL_PACKAGE_GROUP ->
            AwsException.validation("%s already exists: %s".formatted(spoken(), thing.arn()));
        case TRAINING_JOB, PROCESSING_JOB, TRANSFORM_JOB ->
            AwsException.of(
                "ResourceInUse",
                "Job name must be unique within an AWS account and region, and a job with this name already exists (%s)"
                    .formatted(thing.arn()));
        case SCALABLE_TARGET -> throw new IllegalArgumentException(kind + " is not SageMaker's");
      };
    }
    return thing;
  }

  /** The answer of a Create or Update operation. */
  Json.Obj arnOf(Resource thing) {
    return new Members().text(kind.arnMember(), thing.arn()).object();
  }

  /**
   * For what the service allows and is not done here.
   *
   * @throws AwsException when the member is there, and no false
   */
  static void refuse(Json.Obj object, String member, String instead) {
    Json found = object.fields().get(member);
    boolean asked =
        found != null
            && !(found instanceof Json.Null)
            && !(found instanceof Json.Bool flag && !flag.value());
    if (asked) {
      throw AwsException.validation(member + " is not supported here: " + instead);
    }
  }

  /** What is said in one line of all problems of a request. */
  static AwsException refused(String problems) {
    return AwsException.validation(String.join("; ", List.of(problems.split("\n", -1))));
  }
}
