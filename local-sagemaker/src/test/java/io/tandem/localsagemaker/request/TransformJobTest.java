package io.tandem.localsagemaker.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tandem.localsagemaker.terminal.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TransformFailureTest has the problems of requests that are run. */
final class TransformJobTest {
  @TempDir Path folder;

  @Test
  void nullIsTheSameAsAbsentAndToldOnce() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("job.json"),
            """
            {"TransformJobName": "j", "ModelName": null, "MaxPayloadInMB": null,
             "TransformResources": null, "TransformInput": null,
             "TransformOutput": {"S3OutputPath": "s3://a/b", "AssembleWith": null}}
            """);

    var exception = assertThrows(SetupException.class, () -> TransformJob.read(file, "m"));

    assertEquals(
        """
        $: lacks ModelName
        $.ModelName: expected m, the name in the model's request
        $: lacks TransformResources
        $: lacks TransformInput\
        """
            .replaceAll("(?m)^", file + ": "),
        exception.problems());
  }
}
