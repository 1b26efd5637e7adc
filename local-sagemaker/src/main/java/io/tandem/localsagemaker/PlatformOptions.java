package io.tandem.localsagemaker;

import io.tandem.localsagemaker.container.Images;
import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.localsagemaker.terminal.SetupException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command: where objects and images are found. */
public final class PlatformOptions {
  @Option(
      names = "--s3",
      required = true,
      paramLabel = "DIR",
      description = "Stands for S3: s3://bucket/key is DIR/bucket/key.")
  private Path s3 = Path.of("");

  @Option(
      names = "--image",
      paramLabel = "NAME=JAR",
      description =
          "The runnable jar that stands for an image, by the last part of its repository's name."
              + " Repeat it for each image.")
  private @Nullable Map<String, Path> images;

  @Option(
      names = "--docker",
      description = "Runs the images themselves, as the Docker engine has them, instead of jars.")
  private boolean docker;

  /**
   * @throws SetupException when there is no such folder
   */
  public S3Folder s3() {
    return S3Folder.open(s3);
  }

  /**
   * @throws SetupException when both kinds of images are asked for
   */
  public Images images() {
    if (docker && images != null) {
      throw new SetupException("--docker runs the images themselves: leave out --image");
    }
    return docker ? new Images.Engine() : new Images.Jars(images == null ? Map.of() : images);
  }
}
