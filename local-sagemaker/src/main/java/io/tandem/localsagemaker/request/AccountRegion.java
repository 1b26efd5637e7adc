package io.tandem.localsagemaker.request;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose a request is; only shown, in names of resources.
 *
 * @param account twelve digits, taken from the role
 * @param region taken from the image
 */
public record AccountRegion(String account, String region) {
  private static final Pattern ROLE =
      Pattern.compile("arn:aws[a-z\\-]*:iam::(\\d{12}):role/?[a-zA-Z_0-9+=,.@\\-_/]+");
  private static final Pattern REGION = Pattern.compile("\\d+\\.dkr\\.ecr\\.([a-z0-9-]+)\\..*");

  /**
   * @param role the name of the field
   */
  static AccountRegion read(RequestObject request, String role, String image) {
    String account = request.text(role, 2048, ROLE).map(arn -> group(ROLE, arn)).orElse("");
    return new AccountRegion(
        account.isEmpty() ? "000000000000" : account,
        REGION.matcher(image).matches() ? group(REGION, image) : "local");
  }

  /** The name of a resource of SageMaker's. */
  public String arn(String type, String name) {
    return "arn:aws:sagemaker:%s:%s:%s/%s".formatted(region, account, type, name);
  }

  private static String group(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    String group = matcher.matches() ? matcher.group(1) : null;
    return group == null ? "" : group;
  }
}
