package io.tandem.localaws.resource;

import io.tandem.strictjson.Json;

/**
 * One thing.
 *
 * @param description what Describe answers
 * @param tags a list of objects of Key and Value
 */
public record Resource(ResourceKind kind, String name, Json.Obj description, Json.Arr tags) {
  public String arn() {
    return Members.text(description, kind.arnMember());
  }

  /** Empty for what has none. */
  public String status() {
    return kind.statusMember().map(member -> Members.text(description, member)).orElse("");
  }

  public Resource with(Json.Obj newDescription) {
    return new Resource(kind, name, newDescription, tags);
  }

  /** What a list shows of it. */
  Json.Obj summary() {
    var summary = new Members();
    copy(kind.nameMember(), summary);
    copy(kind.arnMember(), summary);
    copy("CreationTime", summary);
    kind.statusMember().ifPresent(member -> copy(member, summary));
    kind.summarized().forEach(member -> copy(member, summary));
    return summary.object();
  }

  private void copy(String member, Members to) {
    to.put(member, description.fields().get(member));
  }
}
