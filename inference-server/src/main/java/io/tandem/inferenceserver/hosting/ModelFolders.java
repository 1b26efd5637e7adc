package io.tandem.inferenceserver.hosting;

import io.tandem.inferenceserver.ContainerException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Where the platform unpacks models. No address and no link leads out of it. Thread-safe. */
final class ModelFolders {
  /** More than any artifact has: a folder of millions would keep the loading thread. */
  private static final int MAX_FILES = 10_000;

  private final Path base;

  /**
   * @param base the folder {@code models} below that of SageMaker
   */
  ModelFolders(Path base) {
    this.base = base;
  }

  /**
   * The folder at an address.
   *
   * @throws ContainerException when there is none, or when it or a link in it leads elsewhere
   */
  Path resolve(String url) {
    try {
      Path folder = Path.of(url);
      if (!folder.isAbsolute()) {
        throw new ContainerException("url: expected an absolute path below " + base);
      }
      if (!Files.isDirectory(folder) || !isBelow(base.toRealPath(), folder.toRealPath())) {
        // The same words for both: what lies elsewhere is nobody's business.
        throw new ContainerException(
            "url: expected the folder of an unpacked archive below " + base);
      }
      Path real = folder.toRealPath();
      checkFiles(real);
      return real;
    } catch (InvalidPathException e) {
      throw new ContainerException("url: expected a path", e);
    } catch (IOException e) {
      throw new ContainerException(
          "url: expected a folder that can be read, found " + e.getClass().getSimpleName(), e);
    }
  }

  private static boolean isBelow(Path base, Path folder) {
    return !folder.equals(base) && folder.startsWith(base);
  }

  private static void checkFiles(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          private int found;

          @Override
          public FileVisitResult preVisitDirectory(Path file, BasicFileAttributes is) {
            count();
            return FileVisitResult.CONTINUE;
          }

          private void count() {
            if (++found > MAX_FILES) {
              throw new ContainerException(
                  "url: expected at most " + MAX_FILES + " files and folders");
            }
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes is) throws IOException {
            count();
            if (is.isOther()) {
              throw new ContainerException(
                  "url: expected files and folders, found a pipe or device");
            }
            if (is.isSymbolicLink() && !isWithin(folder, file)) {
              throw new ContainerException(
                  "url: expected no link out of the folder; archive the file itself");
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static boolean isWithin(Path folder, Path link) throws IOException {
    return Files.exists(link) && link.toRealPath().startsWith(folder);
  }
}
