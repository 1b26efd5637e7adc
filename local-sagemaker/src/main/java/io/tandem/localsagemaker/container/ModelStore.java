package io.tandem.localsagemaker.container;

import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.localsagemaker.terminal.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The archives below the prefix of a multi-model container, and the folders that some of them are
 * unpacked to. Thread-safe for calls of different models.
 *
 * @param prefix {@code s3://bucket/key/}
 * @param folder for the models: {@code <id>/model} is one
 * @param seen the same folder as the container sees it
 */
public record ModelStore(S3Folder s3, String prefix, Path folder, Path seen) {
  /** The archive of a key; empty when there is none now. */
  public Optional<Path> archive(String key) {
    return s3.object(prefix, key);
  }

  /**
   * Unpacks an archive to the folder of a new model, in place of what may be there.
   *
   * @return that folder as the container sees it
   * @throws SetupException when the archive is broken or the disk takes no more; the caller deletes
   *     what was unpacked
   */
  public Path unpack(Path archive, String id) throws InterruptedException {
    Path model = folder.resolve(id).resolve("model");
    try {
      delete(id);
      Files.createDirectories(model);
      ModelArchive.of(archive).unpack(model);
      WorkFolder.protect(model);
      return seen.resolve(id).resolve("model");
    } catch (IOException e) {
      throw new SetupException(
          "the folder of %s cannot be made: %s (%s)"
              .formatted(archive, e.getMessage(), e.getClass().getSimpleName()));
    }
  }

  /** Deletes the folder of a model that is loaded no more, if there is one. */
  public void delete(String id) throws IOException {
    Path model = folder.resolve(id);
    if (Files.exists(model)) {
      WorkFolder.delete(model);
    }
  }
}
