package io.tandem.localsagemaker.transform;

import io.tandem.localsagemaker.request.TransformJob;
import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.localsagemaker.terminal.SetupException;
import java.nio.file.Path;
import java.util.List;

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
    Path folder = s3.folder(prefix);
    Path out = s3.locate(job.output().path());
    List<TransformObject> objects =
        s3.objects(prefix).stream()
            .map(file -> of(folder.relativize(file).toString(), file, out))
            .toList();
    if (objects.isEmpty()) {
      throw new SetupException("no object begins with " + prefix + " (looked in " + folder + ")");
    }
    if (objects.stream().anyMatch(object -> s3.uri(object.output()).startsWith(prefix))) {
      throw new SetupException(
          ("the outputs of S3OutputPath %s would begin with %s, the prefix of the input, and the"
                  + " next run would read them: choose another path")
              .formatted(job.output().path(), prefix));
    }
    return objects;
  }

  private static TransformObject of(String key, Path input, Path out) {
    return new TransformObject(key, input, out.resolve(key + ".out"));
  }
}
