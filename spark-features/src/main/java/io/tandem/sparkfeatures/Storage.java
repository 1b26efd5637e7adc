package io.tandem.sparkfeatures;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
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
    try {
      FileSystem files = file.getFileSystem(configuration);
      if (files.getFileStatus(file).isDirectory()) {
        throw new JobFailure(path + ": is a folder; expected a file");
      }
      try (InputStream in = files.open(file)) {
        byte[] bytes = in.readNBytes(maxBytes + 1);
        if (bytes.length > maxBytes) {
          throw new JobFailure(path + ": has more than " + (maxBytes >> 20) + " MiB");
        }
        return Optional.of(bytes);
      }
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new JobFailure(path + ": cannot be read: " + JobFailure.firstLine(e));
    }
  }

  /**
   * Before the work, not after it.
   *
   * @throws JobFailure when there is something in it, it is a file, or it cannot be looked at
   */
  void checkEmpty(String folder) {
    Path path = new Path(folder);
    try {
      FileSystem files = path.getFileSystem(configuration);
      if (files.getFileStatus(path).isFile()) {
        throw new JobFailure(folder + ": is a file; expected a folder, empty or not there yet");
      }
      if (files.listStatus(path).length > 0) {
        throw new JobFailure(folder + ": is not empty; name another folder, or remove it");
      }
    } catch (FileNotFoundException e) {
      // Made later, by what is written into it.
    } catch (IOException e) {
      throw new JobFailure(folder + ": cannot be looked at: " + JobFailure.firstLine(e));
    }
  }

  /**
   * Replaces what has that name.
   *
   * @throws JobFailure when it cannot be written
   */
  void write(String folder, String name, byte[] bytes) {
    Path file = new Path(folder, name);
    try (OutputStream out = file.getFileSystem(configuration).create(file, true)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new JobFailure(file + ": cannot be written: " + JobFailure.firstLine(e));
    }
  }

  void delete(String folder) throws IOException {
    Path path = new Path(folder);
    path.getFileSystem(configuration).delete(path, true);
  }
}
