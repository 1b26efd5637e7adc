package io.tandem.localsagemaker.transform;

import io.tandem.localsagemaker.request.S3Folder;
import io.tandem.localsagemaker.request.TransformJob;
import io.tandem.localsagemaker.terminal.SetupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One object of a batch transform's input.
 *
 * @param key after the last slash of the prefix, for messages
 * @param output where its answers go
 */
public record TransformObject(String key, Path input, Path output) {
  /**
   * Every object whose URI begins with the prefix, by key.
   *
   * @throws SetupException when there is none, or when an output would be among them the next time
   */
  public static List<TransformObject> find(TransformJob job, S3Folder s3) {
    String prefix = job.input().prefix();
    // A prefix need not end where a folder does: s3://bucket/orders-2 means orders-2025 too.
    Path folder = s3.locate(prefix.endsWith("/") ? prefix : prefix.replaceFirst("/[^/]*$", "/"));
    Path out = s3.locate(job.output().path());
    try (var files = Files.isDirectory(folder) ? Files.walk(folder) : Stream.<Path>empty()) {
      List<TransformObject> objects =
          files
              .filter(Files::isRegularFile)
              .filter(file -> uri(s3, file).startsWith(prefix) && !PartFile.isPart(file))
              .sorted()
              .map(file -> of(folder.relativize(file).toString(), file, out))
              .toList();
      if (objects.isEmpty()) {
        throw new SetupException("no object begins with " + prefix + " (looked in " + folder + ")");
      }
      if (objects.stream().anyMatch(object -> uri(s3, object.output()).startsWith(prefix))) {
        throw new SetupException(
            ("the outputs of S3OutputPath %s would begin with %s, the prefix of the input, and the"
                    + " next run would read them: choose another path")
                .formatted(job.output().path(), prefix));
      }
      return objects;
    } catch (IOException | UncheckedIOException e) {
      throw new SetupException(folder + " cannot be read: " + e.getMessage());
    }
  }

  private static TransformObject of(String key, Path input, Path out) {
    return new TransformObject(key, input, out.resolve(key + ".out"));
  }

  private static String uri(S3Folder s3, Path file) {
    return "s3://" + s3.root().relativize(file).toString().replace('\\', '/');
  }
}
