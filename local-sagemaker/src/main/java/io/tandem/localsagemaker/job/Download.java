package io.tandem.localsagemaker.job;

import io.tandem.localsagemaker.s3.S3Folder;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Copies of objects of S3 in a container's folder. */
final class Download {
  private Download() {}

  /**
   * Copies every object whose URI begins with a prefix, by what its key has more than the prefix's
   * folder.
   *
   * @param gzip whether each is unpacked
   * @throws JobFailure when there is none
   */
  static void copy(S3Folder s3, String prefix, boolean gzip, Path folder) throws IOException {
    List<Path> objects = s3.objects(prefix);
    if (objects.isEmpty()) {
      throw new JobFailure(
          "ClientError: No S3 objects found under S3 URL \"%s\" given in input data source."
              .formatted(prefix));
    }
    Path root = s3.folder(prefix);
    Files.createDirectories(folder);
    for (Path object : objects) {
      Path target = folder.resolve(root.relativize(object).toString());
      Files.createDirectories(target.resolveSibling(""));
      if (gzip) {
        unpack(object, target);
      } else {
        Files.copy(object, target);
      }
    }
  }

  private static void unpack(Path object, Path target) throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(object), 1 << 16);
        InputStream in = new GZIPInputStream(file, 1 << 16);
        OutputStream out = Files.newOutputStream(target)) {
      in.transferTo(out);
    } catch (IOException e) {
      throw new JobFailure(
          "ClientError: Data download failed: %s cannot be unpacked (%s)"
              .formatted(object.getFileName(), e.getMessage()));
    }
  }
}
