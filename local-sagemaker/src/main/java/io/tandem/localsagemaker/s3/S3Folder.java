package io.tandem.localsagemaker.s3;

import io.tandem.localsagemaker.terminal.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A folder that stands for S3: {@code s3://bucket/key} is {@code root/bucket/key}.
 *
 * @param root absolute
 */
public record S3Folder(Path root) {
  private static final String SCHEME = "s3://";

  public S3Folder {
    root = root.toAbsolutePath().normalize();
  }

  /**
   * @throws SetupException when there is no such folder
   */
  public static S3Folder open(Path root) {
    if (!Files.isDirectory(root)) {
      throw new SetupException("--s3 " + root + " is not a folder");
    }
    return new S3Folder(root);
  }

  /**
   * The object of a key below a prefix; empty when there is none. A key that names no plain path
   * below the prefix, such as one with {@code ..} in it, has no object here.
   *
   * @param prefix {@code s3://bucket/key/}
   * @throws SetupException when the prefix is of another form, or leads out of the folder
   */
  public Optional<Path> object(String prefix, String key) {
    boolean plain =
        Arrays.stream(key.split("/", -1))
            .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    try {
      return plain
          ? Optional.of(locate(prefix).resolve(key)).filter(Files::isRegularFile)
          : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /**
   * The objects whose URI begins with a prefix, in order; none when there is no such bucket. A
   * prefix need not end where a folder does: {@code s3://bucket/orders-2} means {@code orders-2025}
   * too.
   *
   * @param prefix {@code s3://bucket/key}
   * @throws SetupException when it is of another form, leads out of the folder, or cannot be read
   */
  public List<Path> objects(String prefix) {
    Path folder = folder(prefix);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    var objects = new ArrayList<Path>();
    try {
      Files.walkFileTree(
          folder,
          new FileVisit(
              file -> {
                if (uri(file).startsWith(prefix)
                    && !PartFile.isPart(file)
                    && Files.isRegularFile(file)) {
                  objects.add(file);
                }
              }));
    } catch (IOException e) {
      throw new SetupException(folder + " cannot be read: " + e.getMessage());
    }
    objects.sort(null);
    return objects;
  }

  /**
   * The folder of a prefix, up to its last slash: what the names of its objects are relative to.
   */
  public Path folder(String prefix) {
    return locate(prefix.endsWith("/") ? prefix : prefix.replaceFirst("/[^/]*$", "/"));
  }

  public String uri(Path object) {
    return SCHEME + root.relativize(object).toString().replace('\\', '/');
  }

  /**
   * @param uri {@code s3://bucket/key}; a final slash is dropped
   * @throws SetupException when it is of another form, or its key leads out of the folder
   */
  public Path locate(String uri) {
    if (!uri.startsWith(SCHEME)) {
      throw new SetupException(uri + " is not of the form s3://bucket/key");
    }
    try {
      Path path = root.resolve(uri.substring(SCHEME.length())).normalize();
      if (path.startsWith(root)
          && path.getNameCount() > root.getNameCount()
          && !uri.contains("/../")
          && !uri.endsWith("/..")) {
        return path;
      }
    } catch (InvalidPathException e) {
      throw new SetupException(uri + " cannot be the name of a file here");
    }
    throw new SetupException(uri + " does not lie below --s3 " + root);
  }
}
