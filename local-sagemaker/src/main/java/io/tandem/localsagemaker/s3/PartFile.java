package io.tandem.localsagemaker.s3;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An output object while it is written: a file of its own, locked, that takes the object's name
 * only when it is complete. So nobody sees half an object, the object of an earlier run stays until
 * then, and of two jobs with the same output the last one wins, as in S3.
 */
public final class PartFile implements AutoCloseable {
  private static final String PREFIX = ".transform-";
  private static final String SUFFIX = ".part";
  private static final int MAX_ATTEMPTS = 100;

  private final Path target;
  private final Path file;
  private final FileChannel channel;
  private final OutputStream out;

  private PartFile(Path target, Path file, FileChannel channel) {
    this.target = target;
    this.file = file;
    this.channel = channel;
    this.out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
  }

  /** Makes the target's folder if needed. */
  public static PartFile create(Path target) throws IOException {
    Path folder = target.resolveSibling("");
    while (true) {
      long random = ThreadLocalRandom.current().nextLong();
      Path file = folder.resolve(PREFIX + HexFormat.of().toHexDigits(random) + SUFFIX);
      FileChannel channel = open(file);
      // Until it is locked, another job takes it for a leftover and may have deleted it.
      if (channel.tryLock() != null && Files.exists(file)) {
        return new PartFile(target, file, channel);
      }
      channel.close();
    }
  }

  /** Whoever deletes an object deletes the folders that it leaves empty, maybe this one. */
  private static FileChannel open(Path file) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        Files.createDirectories(file.resolveSibling(""));
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      } catch (NoSuchFileException | FileAlreadyExistsException e) {
        if (attempt == MAX_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  public static boolean isPart(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
  }

  /** Deletes the leftovers of killed jobs in the folder, if there is one. */
  public static void deleteLeftovers(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PartFile::isPart)) {
      for (Path file : files) {
        deleteLeftover(file);
      }
    }
  }

  /** As {@link #deleteLeftovers}, and in all folders below it. */
  public static void deleteLeftoversBelow(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new FileVisit(
            file -> {
              if (isPart(file)) {
                deleteLeftover(file);
              }
            }));
  }

  private static void deleteLeftover(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      if (channel.tryLock() != null) {
        Files.deleteIfExists(file);
      }
    } catch (OverlappingFileLockException | NoSuchFileException e) {
      // This process is writing it, or another has just completed it.
      return;
    }
  }

  public OutputStream out() {
    return out;
  }

  /** Gives the object its name. */
  public void commit() throws IOException {
    out.flush();
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Deletes the file unless it was committed. */
  @Override
  public void close() throws IOException {
    try (channel) {
      Files.deleteIfExists(file);
    }
  }
}
