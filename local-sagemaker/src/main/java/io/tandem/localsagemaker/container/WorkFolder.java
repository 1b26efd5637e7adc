package io.tandem.localsagemaker.container;

import io.tandem.localsagemaker.terminal.SetupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * A temporary folder for the containers, each with its own {@code /opt/ml} in it. Closing deletes
 * it.
 */
record WorkFolder(Path path) implements AutoCloseable {
  static WorkFolder create() {
    try {
      return new WorkFolder(Files.createTempDirectory("local-sagemaker-").toRealPath());
    } catch (IOException e) {
      throw new SetupException("no temporary folder can be made: " + e.getMessage());
    }
  }

  /**
   * Makes the folder of a container: its artifact read-only if there is one, no models yet.
   *
   * @throws SetupException when the archive is wrong or the disk takes no more
   */
  BaseFolder base(String hostname, boolean multiModel, @Nullable Path archive)
      throws InterruptedException {
    var base = new BaseFolder(path.resolve(hostname), multiModel);
    try {
      Files.createDirectories(base.scratch());
      Files.createDirectories(base.artifacts());
      if (archive != null) {
        ModelArchive.of(archive).unpack(base.artifacts());
      }
      if (!multiModel) {
        protect(base.artifacts());
      }
      return base;
    } catch (IOException e) {
      throw new SetupException(
          "the folder of %s cannot be made: %s (%s)"
              .formatted(hostname, e.getMessage(), e.getClass().getSimpleName()));
    }
  }

  /** Makes all in a folder read-only. */
  static void protect(Path folder) throws IOException {
    walk(folder, "r-xr-xr-x", "r--r--r--", false);
  }

  /** Deletes a folder with all in it, also what is read-only. */
  static void delete(Path folder) throws IOException {
    walk(folder, "rwxr-xr-x", "rw-r--r--", true);
  }

  @Override
  public void close() {
    try {
      delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void walk(Path root, String folderRights, String fileRights, boolean delete)
      throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            // For its owner, before it is entered to delete what is in it.
            if (delete) {
              permit(folder, folderRights);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (delete) {
              Files.delete(file);
            } else {
              permit(file, fileRights);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            if (delete) {
              Files.delete(folder);
            } else {
              permit(folder, folderRights);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void permit(Path path, String rights) throws IOException {
    if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
    }
  }
}
