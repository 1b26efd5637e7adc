package io.tandem.localaws.sagemaker;

import io.tandem.localaws.resource.Members;
import io.tandem.localaws.resource.Resource;
import io.tandem.localaws.resource.ResourceStore;
import io.tandem.localaws.wire.AwsException;
import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The tags of all things, by ARN. */
final class Tags {
  /** Putting it on a training job interrupts that, which no operation of the service does. */
  static final String INTERRUPT = "tandem:interrupt";

  private static final int MAX = 50;

  private final ResourceStore store;
  private final Consumer<String> interrupt;

  /**
   * @param interrupt takes the ARN of a training job
   */
  Tags(ResourceStore store, Consumer<String> interrupt) {
    this.store = store;
    this.interrupt = interrupt;
  }

  Json.Obj add(Json.Obj request) {
    boolean interrupts =
        Members.list(request, "Tags").stream()
            .anyMatch(tag -> Members.text((Json.Obj) tag, "Key").equals(INTERRUPT));
    if (interrupts) {
      interrupt.accept(find(request).arn());
    }
    return change(request, tags -> Members.list(request, "Tags").forEach(tag -> put(tags, tag)));
  }

  Json.Obj delete(Json.Obj request) {
    change(
        request,
        tags ->
            Members.list(request, "TagKeys").stream()
                .map(key -> ((Json.Text) key).value())
                .forEach(tags::remove));
    return Json.object(Map.of());
  }

  Json.Obj list(Json.Obj request) {
    return new Members().put("Tags", find(request).tags()).object();
  }

  private interface Change {
    void apply(Map<String, Json> tags);
  }

  private Json.Obj change(Json.Obj request, Change change) {
    Resource thing = find(request);
    Resource after =
        store
            .change(thing.kind(), thing.name(), before -> changed(before, change))
            .orElseThrow(() -> missing(thing.arn()));
    return new Members().put("Tags", after.tags()).object();
  }

  private static Resource changed(Resource thing, Change change) {
    Map<String, Json> tags = new LinkedHashMap<>();
    thing.tags().items().forEach(tag -> put(tags, tag));
    change.apply(tags);
    if (tags.size() > MAX) {
      throw AwsException.validation("Tags: expected at most " + MAX + " on one resource");
    }
    List<Json> items = new ArrayList<>(tags.values());
    return new Resource(
        thing.kind(), thing.name(), thing.description(), new Json.Arr("$.Tags", items));
  }

  private static void put(Map<String, Json> tags, Json tag) {
    tags.put(Members.text((Json.Obj) tag, "Key"), tag);
  }

  private Resource find(Json.Obj request) {
    String arn = Members.text(request, "ResourceArn");
    return store.find(arn).orElseThrow(() -> missing(arn));
  }

  private static AwsException missing(String arn) {
    return AwsException.validation("Could not find a resource \"%s\".".formatted(arn));
  }
}
