package io.tandem.localaws.resource;

import io.tandem.strictjson.InvalidJsonException;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All things, in memory and as one file each, which is written beside and renamed: whoever is
 * killed leaves the old or the new one. For many threads at once. Only one can be open on a folder.
 */
public final class ResourceStore implements AutoCloseable {
  private static final String ENDING = ".json";
  private static final JsonLimits LIMITS = JsonLimits.ofBytes(8 << 20);
  private static final Logger LOG = LoggerFactory.getLogger(ResourceStore.class);

  private final Path folder;
  private final Map<ResourceKind, Map<String, Resource>> things = new EnumMap<>(ResourceKind.class);

  /** Locked while this is open. */
  private final FileChannel lock;

  private ResourceStore(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * @throws UncheckedIOException when a file cannot be read, or is none of this store's, or when
   *     another is open on the folder
   */
  public static ResourceStore open(Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel lock =
          FileChannel.open(
              folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      var store = new ResourceStore(folder, lock);
      try {
        store.read();
        return store;
      } catch (IOException | RuntimeException e) {
        store.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() throws IOException {
    if (!isOurs()) {
      throw new IOException("another program has " + folder + " open: end it, or name another");
    }
    for (ResourceKind kind : ResourceKind.values()) {
      things.put(kind, read(kind));
    }
  }

  private boolean isOurs() throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // This very program has.
    }
  }

  /** Lets another be opened on the folder. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, Resource> read(ResourceKind kind) throws IOException {
    var found = new TreeMap<String, Resource>();
    Path place = Files.createDirectories(folder.resolve(kind.arnType()));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(place, "*" + ENDING)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        name = name.substring(0, name.length() - ENDING.length());
        name = name.replace('.', '/');
        found.put(name, read(kind, name, file));
      }
    }
    return found;
  }

  private static Resource read(ResourceKind kind, String name, Path file) throws IOException {
    try {
      if (Json.read(Files.readAllBytes(file), LIMITS) instanceof Json.Obj kept
          && kept.fields().get("Description") instanceof Json.Obj description
          && kept.fields().get("Tags") instanceof Json.Arr tags) {
        return new Resource(kind, name, description, tags);
      }
    } catch (InvalidJsonException e) {
      throw new IOException(file + " " + e.getMessage(), e);
    }
    throw new IOException(file + " is no file of this program: delete it, or name another folder");
  }

  public synchronized Optional<Resource> find(ResourceKind kind, String name) {
    return Optional.ofNullable(of(kind).get(name));
  }

  /** By name. */
  public synchronized List<Resource> all(ResourceKind kind) {
    return List.copyOf(of(kind).values());
  }

  /** By its ARN. */
  public synchronized Optional<Resource> find(String arn) {
    return things.values().stream()
        .flatMap(kind -> kind.values().stream())
        .filter(thing -> thing.arn().equals(arn))
        .findFirst();
  }

  /** False, and nothing is done, when there is one of this name. */
  public synchronized boolean add(Resource thing) {
    if (of(thing.kind()).containsKey(thing.name())) {
      return false;
    }
    put(thing);
    return true;
  }

  /** Changes it, unless it has gone meanwhile; returns what it is now. */
  public synchronized Optional<Resource> change(
      ResourceKind kind, String name, UnaryOperator<Resource> change) {
    Resource before = of(kind).get(name);
    if (before == null) {
      return Optional.empty();
    }
    Resource after = change.apply(before);
    put(after);
    return Optional.of(after);
  }

  /**
   * Changes it to what has happened, which is so even if it cannot be written. It is logged then,
   * and the next start finds what was written last.
   */
  public synchronized void note(ResourceKind kind, String name, UnaryOperator<Resource> change) {
    Resource before = of(kind).get(name);
    if (before == null) {
      return;
    }
    Resource after = change.apply(before);
    of(kind).put(name, after);
    try {
      write(after);
    } catch (UncheckedIOException e) {
      LOG.error("what has become of {} is not kept", after.arn(), e);
    }
  }

  /** Empty when there was none. */
  public synchronized Optional<Resource> remove(ResourceKind kind, String name) {
    try {
      Files.deleteIfExists(file(kind, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.ofNullable(of(kind).remove(name));
  }

  private Map<String, Resource> of(ResourceKind kind) {
    return things.computeIfAbsent(kind, _ -> new TreeMap<>());
  }

  private void put(Resource thing) {
    write(thing);
    of(thing.kind()).put(thing.name(), thing);
  }

  private void write(Resource thing) {
    Path file = file(thing.kind(), thing.name());
    Path beside = file.resolveSibling(file.getFileName() + ".part");
    var kept = new Members().put("Description", thing.description()).put("Tags", thing.tags());
    try {
      try {
        Files.writeString(beside, kept.object().compact());
        Files.move(
            beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Names are letters, digits and hyphens: the service model has refused all others. Only versions
   * of model packages and scalable targets have slashes.
   */
  private Path file(ResourceKind kind, String name) {
    return folder.resolve(kind.arnType()).resolve(name.replace('/', '.') + ENDING);
  }
}
