package io.tandem.localaws.s3.store;

import io.tandem.localaws.s3.refusal.ErrorCode;
import io.tandem.localaws.s3.refusal.S3Exception;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;

/** The folders below the root that have the name of a bucket. Safe for several threads. */
public final class Buckets {
  private final StoreFolder store;
  private final Lock change;

  /**
   * @param change held while names change
   */
  public Buckets(StoreFolder store, Lock change) {
    this.store = store;
    this.change = change;
  }

  /** When each was created, by name. */
  public Map<String, Instant> list() throws IOException {
    Map<String, Instant> buckets = new TreeMap<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(store.root())) {
      for (Path folder : folders) {
        String name = folder.getFileName().toString();
        if (BucketName.isValid(name)) {
          StoreFolder.attributes(folder)
              .filter(BasicFileAttributes::isDirectory)
              .ifPresent(found -> buckets.put(name, found.creationTime().toInstant()));
        }
      }
    }
    return buckets;
  }

  public boolean exists(BucketName bucket) throws IOException {
    return StoreFolder.attributes(path(bucket))
        .filter(BasicFileAttributes::isDirectory)
        .isPresent();
  }

  /**
   * @throws S3Exception when there is none
   */
  public Path folder(BucketName bucket) throws IOException {
    if (!exists(bucket)) {
      throw S3Exception.noSuchBucket();
    }
    return path(bucket);
  }

  public void create(BucketName bucket) throws IOException {
    try {
      Files.createDirectory(path(bucket));
    } catch (FileAlreadyExistsException e) {
      if (exists(bucket)) {
        throw new S3Exception(
            ErrorCode.BUCKET_ALREADY_OWNED_BY_YOU,
            "Your previous request to create the named bucket succeeded and you already own it.",
            e);
      }
      throw new S3Exception(
          ErrorCode.INVALID_BUCKET_NAME,
          "Something that is no folder has that name already: expected none",
          e);
    }
  }

  /**
   * With the empty folders in it.
   *
   * @throws S3Exception when there is none, or anything is in it
   */
  public void delete(BucketName bucket) throws IOException {
    change.lock();
    try {
      StoreFolder.deleteFolders(folder(bucket));
      StoreFolder.deleteTree(store.objects(bucket));
    } catch (DirectoryNotEmptyException e) {
      throw new S3Exception(
          ErrorCode.BUCKET_NOT_EMPTY, "The bucket you tried to delete is not empty", e);
    } catch (NoSuchFileException e) {
      throw S3Exception.noSuchBucket();
    } finally {
      change.unlock();
    }
  }

  private Path path(BucketName bucket) {
    return store.root().resolve(bucket.value());
  }
}
