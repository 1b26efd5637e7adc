package io.tandem.localsagemaker.job;

import static org.junit.jupiter.api.Assertions.assertNull;

import io.tandem.localsagemaker.container.Images;
import io.tandem.localsagemaker.container.Stage;
import io.tandem.localsagemaker.request.ProcessingJob;
import io.tandem.localsagemaker.request.TrainingJob;
import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.localsagemaker.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A folder with S3, and a jar for jobs. */
public final class JobStage {
  private final Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  final List<String> steps = new ArrayList<>();

  public JobStage(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder.resolve("s3/bucket"));
    Stage.writeJar(
        jar(),
        TestJob.class,
        TestJob.class.getProtectionDomain().getCodeSource().getLocation().toString());
  }

  public Path jar() {
    return folder.resolve("test-image.jar");
  }

  public Path s3() {
    return folder.resolve("s3");
  }

  Path object(String key) {
    return s3().resolve("bucket").resolve(key);
  }

  public void put(String key, String content) throws IOException {
    Files.createDirectories(object(key).resolveSibling(""));
    Files.writeString(object(key), content);
  }

  /** All that the jobs and this program have said until now. */
  String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  public Path request(String json) throws IOException {
    return Files.writeString(folder.resolve("job.json"), json);
  }

  JobOutcome train(String json) throws IOException, InterruptedException {
    try (TrainingRun run = training(json)) {
      return run.run((status, _) -> steps.add(status));
    }
  }

  TrainingRun training(String json) throws IOException {
    return new TrainingRun(
        TrainingJob.read(request(json)), new S3Folder(s3()), images(), terminal());
  }

  JobOutcome process(String json) throws IOException, InterruptedException {
    try (var run =
        new ProcessingRun(
            ProcessingJob.read(request(json)), new S3Folder(s3()), images(), terminal())) {
      return run.run((status, _) -> steps.add(status));
    }
  }

  private Images images() {
    return new Images.Jars(Map.of("test-image", jar()));
  }

  private Terminal terminal() {
    return new Terminal(new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  /** The files of an archive, which has no times that GNU tar warns of. */
  static Map<String, String> unpacked(Path archive) throws IOException {
    var files = new TreeMap<String, String>();
    try (var tar = new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(archive)))) {
      for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
        assertNull(entry.getCreationTime());
        files.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return files;
  }
}
