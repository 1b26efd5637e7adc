package io.tandem.localaws.logs;

import io.tandem.localaws.resource.Members;
import io.tandem.localaws.resource.Resource;
import io.tandem.localaws.resource.ResourceKind;
import io.tandem.localaws.resource.ResourceStore;
import io.tandem.localsagemaker.request.AccountRegion;
import io.tandem.strictjson.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The groups and streams of SageMaker, as the service names them. A group is there when something
 * was written to it; that of an endpoint stays when the endpoint is deleted, as it does there.
 *
 * @param logs the folder of the files
 */
public record LogCatalog(Path logs, ResourceStore store, AccountRegion owner) {
  private static final String PREFIX = "/aws/sagemaker/";
  private static final String OF_ENDPOINTS = PREFIX + "Endpoints/";
  private static final String ENDING = ".log";
  private static final Pattern ENDPOINT = Pattern.compile("[a-zA-Z0-9-]{1,63}");
  private static final List<ResourceKind> JOBS =
      List.of(ResourceKind.PROCESSING_JOB, ResourceKind.TRAINING_JOB, ResourceKind.TRANSFORM_JOB);

  /** Where what an endpoint or a job says is written. */
  public static Path file(Path logs, ResourceKind kind, String name) {
    return logs.resolve(kind.arnType()).resolve(name + ENDING);
  }

  /** By name. */
  List<LogGroup> groups() throws IOException {
    List<LogGroup> groups = new ArrayList<>();
    for (ResourceKind kind : JOBS) {
      if (!files(kind).isEmpty()) {
        groups.add(group(PREFIX + kind.word() + "s", kind, ""));
      }
    }
    for (String endpoint : files(ResourceKind.ENDPOINT)) {
      groups.add(group(OF_ENDPOINTS + endpoint, ResourceKind.ENDPOINT, endpoint));
    }
    groups.sort(Comparator.comparing(LogGroup::name));
    return groups;
  }

  /** The one of a name, if it is there. */
  Optional<LogGroup> group(String name) throws IOException {
    if (name.startsWith(OF_ENDPOINTS)) {
      String endpoint = name.substring(OF_ENDPOINTS.length());
      boolean there =
          ENDPOINT.matcher(endpoint).matches()
              && Files.isRegularFile(file(logs, ResourceKind.ENDPOINT, endpoint));
      return Optional.of(group(name, ResourceKind.ENDPOINT, endpoint)).filter(_ -> there);
    }
    return groups().stream().filter(group -> group.name().equals(name)).findFirst();
  }

  private LogGroup group(String name, ResourceKind kind, String thing) {
    String arn = "arn:aws:logs:%s:%s:log-group:%s".formatted(owner.region(), owner.account(), name);
    return new LogGroup(name, arn, kind, thing);
  }

  private List<String> files(ResourceKind kind) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(logs.resolve(kind.arnType()), "*" + ENDING)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        names.add(name.substring(0, name.length() - ENDING.length()));
      }
    } catch (NoSuchFileException e) {
      return List.of(); // None of this kind has said anything.
    }
    return names;
  }

  /**
   * The streams of a group whose name is wanted, in no order.
   *
   * @param wanted asked before a file is looked at: there may be many
   */
  List<LogStream> streams(LogGroup group, Predicate<String> wanted) throws IOException {
    List<LogStream> streams = new ArrayList<>();
    if (group.kind() == ResourceKind.ENDPOINT) {
      String name = variant(group.thing()) + "/" + instance(group, group.thing());
      add(group, name, group.thing(), -1, wanted, streams);
      return streams;
    }
    for (Resource job : store.all(group.kind())) {
      double created = Members.number(job.description(), "CreationTime");
      String host =
          group.kind() == ResourceKind.TRANSFORM_JOB ? instance(group, job.name()) : "algo-1";
      String name = "%s/%s-%d".formatted(job.name(), host, (long) created);
      add(group, name, job.name(), Math.round(created * 1000), wanted, streams);
    }
    return streams;
  }

  /**
   * @param created negative for the time of the file
   */
  private void add(
      LogGroup group,
      String name,
      String thing,
      long created,
      Predicate<String> wanted,
      List<LogStream> to)
      throws IOException {
    if (!wanted.test(name)) {
      return;
    }
    Path file = file(logs, group.kind(), thing);
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      long begun = created < 0 ? attributes.creationTime().toMillis() : created;
      to.add(new LogStream(group, name, file, begun, attributes.lastModifiedTime().toMillis()));
    } catch (NoSuchFileException e) {
      return; // It has not said anything yet.
    }
  }

  /** Of an endpoint that comes up, the variant that its configuration names. */
  private String variant(String endpoint) {
    return store.find(ResourceKind.ENDPOINT, endpoint).stream()
        .map(Resource::description)
        .flatMap(
            found ->
                Stream.concat(
                    Stream.of(found),
                    store
                        .find(
                            ResourceKind.ENDPOINT_CONFIG, Members.text(found, "EndpointConfigName"))
                        .map(Resource::description)
                        .stream()))
        .flatMap(described -> Members.list(described, "ProductionVariants").stream())
        .map(variant -> Members.text((Json.Obj) variant, "VariantName"))
        .findFirst()
        .orElse("AllTraffic");
  }

  /** There are no instances: a name of their form, always the same for the same thing. */
  private static String instance(LogGroup group, String thing) {
    var name = UUID.nameUUIDFromBytes((group.arn() + thing).getBytes(StandardCharsets.UTF_8));
    return "i-%017x".formatted(name.getMostSignificantBits());
  }
}
