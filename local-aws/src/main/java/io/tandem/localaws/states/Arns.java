package io.tandem.localaws.states;

import io.tandem.localaws.wire.AwsException;
import io.tandem.localsagemaker.request.AccountRegion;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of machines and executions, which are files here. */
record Arns(AccountRegion owner) {
  private static final String NAME = "[a-zA-Z0-9_-][a-zA-Z0-9._-]{0,79}";
  private static final Pattern NAMES = Pattern.compile(NAME);
  private static final Pattern MACHINE =
      Pattern.compile("arn:aws:states:([^:]+):([^:]+):stateMachine:(" + NAME + ")");
  private static final Pattern EXECUTION =
      Pattern.compile("arn:aws:states:([^:]+):([^:]+):execution:(" + NAME + "):(" + NAME + ")");

  record OfExecution(String machine, String name) {}

  String machine(String name) {
    return "arn:aws:states:%s:%s:stateMachine:%s".formatted(owner.region(), owner.account(), name);
  }

  String execution(String machine, String name) {
    return "arn:aws:states:%s:%s:execution:%s:%s"
        .formatted(owner.region(), owner.account(), machine, name);
  }

  /**
   * @throws AwsException when it cannot be one
   */
  static String name(String name) {
    if (!NAMES.matcher(name).matches()) {
      throw AwsException.of(
          "InvalidName",
          "Invalid Name: '%s': expected letters, digits, '-', '_' and '.'".formatted(name));
    }
    return name;
  }

  /** The name of a machine of this account and region. */
  String machineName(String arn) {
    Matcher parts = MACHINE.matcher(arn);
    if (!parts.matches()) {
      throw invalid(arn);
    }
    if (!machine(parts.group(3)).equals(arn)) {
      throw AwsException.of(
          "StateMachineDoesNotExist", "State Machine Does Not Exist: '%s'".formatted(arn));
    }
    return parts.group(3);
  }

  OfExecution execution(String arn) {
    Matcher parts = EXECUTION.matcher(arn);
    if (!parts.matches()) {
      throw invalid(arn);
    }
    return new OfExecution(parts.group(3), parts.group(4));
  }

  private static AwsException invalid(String arn) {
    return AwsException.of("InvalidArn", "Invalid Arn: 'Invalid ARN: %s'".formatted(arn));
  }
}
