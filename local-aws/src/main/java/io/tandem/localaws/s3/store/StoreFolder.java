package io.tandem.localaws.s3.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder that stands for S3, and below it the hidden one for what is under way and what is
 * remembered of objects. No bucket can have its name. One process at a time may use it.
 */
public final class StoreFolder {
  private static final String HIDDEN = ".s3";

  private final Path root;
  private final Path underWay;
  private final Path objects;
  private final Path uploads;

  private StoreFolder(Path root) throws IOException {
    this.root = root.toRealPath();
    Path hidden = this.root.resolve(HIDDEN);
    this.underWay = folder(hidden.resolve("under-way"));
    this.objects = folder(hidden.resolve("objects"));
    this.uploads = folder(hidden.resolve("uploads"));
  }

  /**
   * Deletes what an earlier process left under way.
   *
   * @throws UncheckedIOException when the folder cannot be used
   */
  public static StoreFolder open(Path root) {
    try {
      var store = new StoreFolder(root);
      try (DirectoryStream<Path> left = Files.newDirectoryStream(store.underWay)) {
        for (Path any : left) {
          deleteTree(any);
        }
      }
      return store;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder(Path path) throws IOException {
    Files.createDirectories(path);
    if (!path.toRealPath().equals(path)) {
      throw new FileSystemException(path.toString(), null, "expected a folder, not a link");
    }
    return path;
  }

  public Path root() {
    return root;
  }

  /** Of what is remembered of the objects of a bucket; need not be there. */
  public Path objects(BucketName bucket) {
    return objects.resolve(bucket.value());
  }

  public Path uploads() {
    return uploads;
  }

  /** A name that is free, for what is to be moved away and deleted. */
  public Path freeName() {
    return underWay.resolve(UUID.randomUUID().toString());
  }

  public UnderWay create() throws IOException {
    Path path = freeName();
    return new UnderWay(
        path,
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE));
  }

  /** Links are not followed. Empty when nothing is there. */
  public static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
    try {
      return Optional.of(
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (FileSystemException e) {
      if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Does nothing when it is not there. */
  public static void deleteTree(Path path) throws IOException {
    if (attributes(path).isEmpty()) {
      return;
    }
    try (Stream<Path> tree = Files.walk(path)) {
      for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  /**
   * Deletes a folder and the empty ones in it. Files may come and go meanwhile.
   *
   * @throws java.nio.file.DirectoryNotEmptyException when there is anything else in it
   */
  public static void deleteFolders(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException && !file.equals(folder)) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path each, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(each);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /**
   * A file that nobody sees before it is moved to its place.
   *
   * @param channel closed by {@link #close}
   */
  public record UnderWay(Path path, FileChannel channel) implements AutoCloseable {
    void moveTo(Path place) throws IOException {
      Files.move(path, place, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes it if it was not moved. */
    @Override
    public void close() throws IOException {
      channel.close();
      Files.deleteIfExists(path);
    }
  }
}
