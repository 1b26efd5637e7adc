package io.tandem.sparkfeatures;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** The file systems of the cluster, by the settings of the session. */
final class Storage {
  private static final String HADOOP = "spark.hadoop.";

  private final Configuration configuration = new Configuration();

  /** By the session's settings, as serverless platforms give no context. */
  Storage(SparkSession session) {
    session
        .conf()
        .getAll()
        .foreach(
            setting -> {
              if (setting._1().startsWith(HADOOP)) {
                configuration.set(setting._1().substring(HADOOP.length()), setting._2());
              }
              return null;
            });
  }

  /**
   * @throws JobFailure when it is not there, cannot be read, or is longer than that
   */
  byte[] read(String path, int maxBytes) {
    return find(path, maxBytes).orElseThrow(() -> new JobFailure(path + ": is not there"));
  }

  /**
   * Empty when there is no such file.
   *
   * @throws JobFailure when it cannot be read, or is longer than that
   */
  Optional<byte[]> find(String path, int maxBytes) {
    Path file = new Path(path);
    try (InputStream in = file.getFileSystem(configuration).open(file)) {
      byte[] bytes = in.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new JobFailure(path + ": has more than " + (maxBytes >> 20) + " MiB");
      }
      return Optional.of(bytes);
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new JobFailure(path + ": cannot be read: " + e);
    }
  }

  /**
   * Before the work, not after it.
   *
   * @throws JobFailure when there is something in it
   */
  void checkEmpty(String folder) throws IOException {
    Path path = new Path(folder);
    FileSystem files = path.getFileSystem(configuration);
    FileStatus[] found;
    try {
      found = files.listStatus(path);
    } catch (FileNotFoundException e) {
      return;
    }
    if (found.length > 0) {
      throw new JobFailure(folder + ": is not empty; name another folder, or remove it");
    }
  }

  /** Replaces what has that name. */
  void write(String folder, String name, byte[] bytes) throws IOException {
    Path file = new Path(folder, name);
    try (OutputStream out = file.getFileSystem(configuration).create(file, true)) {
      out.write(bytes);
    }
  }

  void delete(String folder) throws IOException {
    Path path = new Path(folder);
    path.getFileSystem(configuration).delete(path, true);
  }
}
