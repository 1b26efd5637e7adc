package io.tandem.localsagemaker.request;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Forms of fields that several kinds of jobs have in common. */
final class JobFields {
  /** The one container of a job, as the platform calls it. */
  static final String HOSTNAME = "algo-1";

  /** The longest run of a job that states none. */
  static final int DEFAULT_SECONDS = 86_400;

  static final Pattern NAME = Pattern.compile("[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}");
  static final Pattern IMAGE = Pattern.compile("\\S+");
  static final Pattern LINE = Pattern.compile(".*");
  static final Pattern S3_URL = Pattern.compile("s3://[^/.][^/]*/?.*");

  /** What the platform gives to a container; elsewhere a container's own files lie. */
  private static final Path BASE = Path.of("/opt/ml");

  private JobFields() {}

  /**
   * A path of the container, relative to {@code /opt/ml}.
   *
   * @param parent below which it must lie, with a slash at its end
   */
  static Optional<String> below(RequestObject object, String name, String path, String parent) {
    try {
      Path normal = Path.of(path).normalize();
      if (normal.startsWith(parent) && !normal.equals(Path.of(parent))) {
        return Optional.of(BASE.relativize(normal).toString());
      }
    } catch (InvalidPathException e) {
      // Told below, as what lies elsewhere.
    }
    object.problem(name, "expected a path below " + parent + " here");
    return Optional.empty();
  }
}
