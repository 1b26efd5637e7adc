package io.tandem.localaws.s3.store;

import io.tandem.localaws.s3.checksum.BodyDigests;
import io.tandem.localaws.s3.refusal.S3Exception;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;

/**
 * Objects as files. An object appears, changes and goes in one step; what is remembered of it is
 * never that of other bytes. Safe for several threads.
 */
public final class ObjectFiles {
  /** What a put asks of the object that is there. */
  public interface PutCondition {
    /**
     * @throws S3Exception when it is not met
     */
    void check(Optional<String> etag) throws S3Exception;
  }

  private final StoreFolder store;
  private final Buckets buckets;
  private final ReadWriteLock names;

  /**
   * @param names held for reading while file and memory are opened together, for writing while they
   *     change
   */
  public ObjectFiles(StoreFolder store, Buckets buckets, ReadWriteLock names) {
    this.store = store;
    this.buckets = buckets;
    this.names = names;
  }

  /** An object that stays as it is, whatever becomes of its key. To be closed. */
  public record Opened(FileChannel channel, ObjectAttributes attributes) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /**
   * @throws S3Exception when there is no such bucket, or no such key
   */
  public Opened open(BucketName bucket, ObjectKey key) throws IOException {
    return find(bucket, key).orElseThrow(S3Exception::noSuchKey);
  }

  /**
   * Empty when there is no such key.
   *
   * @throws S3Exception when there is no such bucket
   */
  public Optional<ObjectAttributes> attributes(BucketName bucket, ObjectKey key)
      throws IOException {
    Optional<Opened> found = find(bucket, key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (Opened object = found.get()) {
      return Optional.of(object.attributes());
    }
  }

  private Optional<Opened> find(BucketName bucket, ObjectKey key) throws IOException {
    FileChannel channel;
    BasicFileAttributes file;
    Optional<ObjectAttributes> known;
    names.readLock().lock();
    try {
      Path folder = buckets.folder(bucket);
      if (place(folder, key) != Place.OBJECT) {
        return Optional.empty();
      }
      Path path = folder.resolve(key.value());
      file = attributesOf(path);
      known = remembered(bucket, key, file);
      channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    } finally {
      names.readLock().unlock();
    }
    if (known.isPresent()) {
      return Optional.of(new Opened(channel, known.get()));
    }
    try {
      return Optional.of(new Opened(channel, learn(bucket, key, channel, file)));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Of a file that was put there by hand. */
  private ObjectAttributes learn(
      BucketName bucket, ObjectKey key, FileChannel channel, BasicFileAttributes file)
      throws IOException {
    // Not closed: that would close the channel.
    BodyDigests.Sums sums =
        BodyDigests.of(null, false)
            .copy(
                Channels.newInputStream(channel),
                Channels.newChannel(OutputStream.nullOutputStream()),
                Long.MAX_VALUE);
    ObjectAttributes learned =
        new ObjectAttributes(sums.size(), 0, sums.md5(), Map.of(), Optional.empty()).of(file);
    names.writeLock().lock();
    try {
      Path folder = buckets.folder(bucket);
      Optional<BasicFileAttributes> now = StoreFolder.attributes(folder.resolve(key.value()));
      if (now.isPresent() && learned.fit(now.get())) {
        writeNext(bucket, key, learned);
        keepNext(bucket, key);
      }
    } finally {
      names.writeLock().unlock();
    }
    return learned;
  }

  /**
   * Moves a complete file to its key.
   *
   * @param attributes its size and time are those of the file
   * @throws S3Exception when there is no such bucket, when the key is a folder or lies below an
   *     object, or when the condition is not met
   */
  public ObjectAttributes put(
      BucketName bucket,
      ObjectKey key,
      StoreFolder.UnderWay file,
      ObjectAttributes attributes,
      PutCondition condition)
      throws IOException {
    ObjectAttributes written = attributes.of(attributesOf(file.path()));
    names.writeLock().lock();
    try {
      Path folder = buckets.folder(bucket);
      Path target = folder.resolve(key.value());
      switch (place(folder, key)) {
        case NOTHING -> condition.check(Optional.empty());
        case OBJECT -> {
          Optional<ObjectAttributes> known = remembered(bucket, key, attributesOf(target));
          condition.check(Optional.of(known.map(ObjectAttributes::etag).orElse("")));
          settle(bucket, key, attributesOf(target));
        }
        case FOLDER -> deleteEmpty(target);
        case BELOW_OBJECT -> throw collides("no object whose key is the first part of it");
        case OTHER -> throw collides("no link or special file on its way");
      }
      Files.createDirectories(target.getParent());
      // After a crash, those that fit the file are taken, whichever came before it.
      writeNext(bucket, key, written);
      file.moveTo(target);
      keepNext(bucket, key);
      return written;
    } finally {
      names.writeLock().unlock();
    }
  }

  private static void deleteEmpty(Path folder) throws IOException {
    try {
      StoreFolder.deleteFolders(folder);
    } catch (DirectoryNotEmptyException e) {
      throw collides("no folder of that name, in which other objects lie");
    }
  }

  private static S3Exception collides(String expected) {
    return S3Exception.invalidArgument(
        "This S3 keeps an object in the file of its key, so the key is a path: expected "
            + expected);
  }

  /**
   * With the folders that it leaves empty. Does nothing when there is no such key.
   *
   * @throws S3Exception when there is no such bucket
   */
  public void delete(BucketName bucket, ObjectKey key) throws IOException {
    names.writeLock().lock();
    try {
      Path folder = buckets.folder(bucket);
      if (place(folder, key) != Place.OBJECT) {
        return;
      }
      Path file = folder.resolve(key.value());
      Files.delete(file);
      Path memory = memory(bucket, key);
      Files.deleteIfExists(memory);
      Files.deleteIfExists(next(memory));
      for (Path parent = file.getParent();
          parent != null && !parent.equals(folder);
          parent = parent.getParent()) {
        Files.delete(parent);
      }
    } catch (DirectoryNotEmptyException e) {
      // The folder of other objects.
    } finally {
      names.writeLock().unlock();
    }
  }

  /** What there is at the path of a key. Links are never followed. */
  private enum Place {
    NOTHING,
    OBJECT,
    FOLDER,
    BELOW_OBJECT,
    OTHER
  }

  private static Place place(Path folder, ObjectKey key) throws IOException {
    Path relative = Path.of(key.value());
    for (int names = 1; names <= relative.getNameCount(); names++) {
      Path path = folder.resolve(relative.subpath(0, names));
      Optional<BasicFileAttributes> found = StoreFolder.attributes(path);
      boolean last = names == relative.getNameCount();
      if (found.isEmpty()) {
        return Place.NOTHING;
      }
      if (found.get().isRegularFile()) {
        return last ? Place.OBJECT : Place.BELOW_OBJECT;
      }
      if (!found.get().isDirectory()) {
        return Place.OTHER;
      }
    }
    return Place.FOLDER;
  }

  private static BasicFileAttributes attributesOf(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private Optional<ObjectAttributes> remembered(
      BucketName bucket, ObjectKey key, BasicFileAttributes file) {
    Path memory = memory(bucket, key);
    return ObjectAttributes.read(memory)
        .filter(known -> known.fit(file))
        .or(() -> ObjectAttributes.read(next(memory)).filter(known -> known.fit(file)));
  }

  private void writeNext(BucketName bucket, ObjectKey key, ObjectAttributes attributes)
      throws IOException {
    Path next = next(memory(bucket, key));
    Files.createDirectories(next.getParent());
    attributes.write(next);
  }

  /** A crash may have left what fits the file where the next is to be written. */
  private void settle(BucketName bucket, ObjectKey key, BasicFileAttributes file)
      throws IOException {
    Path next = next(memory(bucket, key));
    if (Files.exists(next)
        && ObjectAttributes.read(next).filter(any -> any.fit(file)).isPresent()) {
      keepNext(bucket, key);
    }
  }

  private void keepNext(BucketName bucket, ObjectKey key) throws IOException {
    Path memory = memory(bucket, key);
    Files.move(next(memory), memory, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Path next(Path memory) {
    return memory.resolveSibling(memory.getFileName() + ".next");
  }

  /** Named by a hash: so keys of any length and form lie side by side. */
  private Path memory(BucketName bucket, ObjectKey key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(key.value().getBytes(StandardCharsets.UTF_8));
      return store.objects(bucket).resolve(HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
