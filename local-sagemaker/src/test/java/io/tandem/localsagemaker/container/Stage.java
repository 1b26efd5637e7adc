package io.tandem.localsagemaker.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tandem.localsagemaker.request.ModelRequest;
import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.localsagemaker.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import tools.jackson.databind.json.JsonMapper;

/** A folder with everything a model of test containers needs: jar, artifacts, request. */
public record Stage(Path folder) {
  static final String IMAGE = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/test-image:1.0";

  /**
   * @param environments of the containers a, b, ...
   */
  @SafeVarargs
  public static Stage create(Path folder, Map<String, String>... environments) throws IOException {
    var stage = new Stage(folder);
    Files.createDirectories(stage.s3().resolve("bucket"));
    writeJar(
        stage.jar(),
        TestContainer.class,
        TestContainer.class.getProtectionDomain().getCodeSource().getLocation().toString());
    var containers = new ArrayList<Map<String, Object>>();
    for (Map<String, String> environment : environments) {
      var name = String.valueOf((char) ('a' + containers.size()));
      var all = new TreeMap<>(environment);
      all.put("TEST_NAME", name);
      all.put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -Xmx64m -XX:MaxDirectMemorySize=1g");
      containers.add(
          Map.of(
              "ContainerHostname", name,
              "Image", IMAGE,
              "ModelDataUrl", "s3://bucket/" + name + "/model.tar.gz",
              "Environment", all));
      archive(
          stage.s3().resolve("bucket").resolve(name).resolve("model.tar.gz"),
          Map.of("weights.txt", name.getBytes(UTF_8), "code/extra.txt", new byte[] {'1'}));
    }
    Map<String, Object> request =
        containers.size() == 1
            ? Map.of("ModelName", "test-model", "PrimaryContainer", containers.getFirst())
            : Map.of(
                "ModelName", "test-model",
                "ExecutionRoleArn", "arn:aws:iam::111122223333:role/test",
                "Containers", containers);
    Files.write(stage.model(), new JsonMapper().writeValueAsBytes(request));
    return stage;
  }

  /**
   * A pipeline of a, as ever, and b with many models below {@code s3://bucket/models/}, none yet.
   *
   * @param room of b, in models
   * @param cache the ModelCacheSetting
   */
  public static Stage multiModel(Path folder, int room, String cache) throws IOException {
    var stage = create(folder, Map.of(), Map.of("TEST_ROOM", "" + room));
    Files.createDirectories(stage.s3().resolve("bucket/models"));
    String request = Files.readString(stage.model());
    Files.writeString(
        stage.model(),
        request.replace(
            "\"s3://bucket/b/model.tar.gz\"",
            """
            "s3://bucket/models/", "Mode": "MultiModel",
            "MultiModelConfig": {"ModelCacheSetting": "%s"}
            """
                .formatted(cache)));
    return stage;
  }

  /** Puts an archive of one file below the prefix of many models. */
  public void putModel(String key, String weights) throws IOException {
    archive(
        s3().resolve("bucket/models").resolve(key), Map.of("weights.txt", weights.getBytes(UTF_8)));
  }

  public Path model() {
    return folder.resolve("model.json");
  }

  public Path s3() {
    return folder.resolve("s3");
  }

  Path jar() {
    return folder.resolve("test-image.jar");
  }

  public List<String> arguments(String command, String... more) {
    var arguments =
        new ArrayList<>(
            List.of(
                command,
                "--model",
                model().toString(),
                "--s3",
                s3().toString(),
                "--image",
                "test-image=" + jar()));
    arguments.addAll(List.of(more));
    return arguments;
  }

  public Containers start(Terminal terminal) throws InterruptedException {
    return Containers.start(
        ModelRequest.read(model()),
        new S3Folder(s3()),
        new Images.Jars(Map.of("test-image", jar())),
        Map.of(),
        terminal);
  }

  /**
   * A jar of nothing but a manifest that leads to the classes.
   *
   * @param classPath addresses, with spaces between
   */
  public static void writeJar(Path jar, Class<?> main, String classPath) throws IOException {
    var manifest = new Manifest();
    var attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, main.getName());
    attributes.put(Attributes.Name.CLASS_PATH, classPath);
    attributes.putValue("Enable-Native-Access", "ALL-UNNAMED");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
  }

  public static void archive(Path file, Map<String, byte[]> files) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(file)))) {
      for (var entry : files.entrySet()) {
        byte[] content = entry.getValue();
        var header = new TarArchiveEntry(entry.getKey());
        header.setSize(content.length);
        tar.putArchiveEntry(header);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
  }
}
