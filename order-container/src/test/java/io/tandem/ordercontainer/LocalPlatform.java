package io.tandem.ordercontainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.featurecontainer.FeatureContainer;
import io.tandem.inferencetestkit.TestProcess;
import io.tandem.localsagemaker.LocalSagemaker;
import io.tandem.modelcontainer.ModelContainer;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The program local-sagemaker as a user starts it, with the two containers of the pipeline as
 * processes, each in a jar that stands for its image.
 *
 * @param folder of the jars, of the requests, and of what stands for S3
 */
record LocalPlatform(Path folder) {
  static final String OUTPUT = "SAGEMAKER_INFERENCE_OUTPUT";

  private static final String OF_MODEL = "\"" + OUTPUT + "\": \"probability\"";

  /**
   * @param artifact with the folders of both halves
   * @param folder is made
   */
  static LocalPlatform of(Path artifact, Path folder) throws IOException, InterruptedException {
    for (String half : List.of("features", "model")) {
      Path object = Files.createDirectories(folder.resolve("s3/tandem-models").resolve(half));
      Process tar =
          new ProcessBuilder(
                  "tar",
                  "-czf",
                  object.resolve("model.tar.gz").toString(),
                  "-C",
                  artifact.resolve(half).toString(),
                  ".")
              .inheritIO()
              .start();
      assertEquals(0, tar.waitFor());
    }
    writeJar(folder.resolve("features.jar"), FeatureContainer.class);
    writeJar(folder.resolve("model.jar"), ModelContainer.class);
    return new LocalPlatform(folder);
  }

  /** Of nothing but a manifest that leads to the classes of this process. */
  private static void writeJar(Path jar, Class<?> main) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, main.getName());
    attributes.put(
        Attributes.Name.CLASS_PATH,
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(path -> Path.of(path).toUri().toString())
            .collect(Collectors.joining(" ")));
    attributes.putValue("Enable-Native-Access", "ALL-UNNAMED");
    try (OutputStream out = Files.newOutputStream(jar)) {
      new JarOutputStream(out, manifest).close();
    }
  }

  /**
   * The CreateModel request of the pipeline, whose model answers probabilities.
   *
   * @param more environment of the model
   */
  static String pipeline(Map<String, String> more) throws IOException {
    String request = Files.readString(Path.of("../sagemaker-pipeline-model.json"));
    assertTrue(request.contains(OF_MODEL), request);
    StringBuilder environment = new StringBuilder(OF_MODEL);
    more.forEach((name, value) -> environment.append(", \"%s\": \"%s\"".formatted(name, value)));
    return request.replace(OF_MODEL, environment);
  }

  /** An object of what stands for S3. */
  Path object(String key) {
    return folder.resolve("s3").resolve(key);
  }

  /** Serves a CreateModel request; the caller ends it. */
  TestProcess endpoint(String model, int port) throws IOException {
    return start("endpoint", model, "--port", Integer.toString(port));
  }

  /** Runs a CreateTransformJob request of the model to its end. */
  void transform(String model, String job) throws IOException, InterruptedException {
    Path request = Files.writeString(folder.resolve("job.json"), job);
    try (TestProcess program = start("transform", model, "--job", request.toString())) {
      assertEquals(0, program.exitStatus(), program::toString);
    }
  }

  private TestProcess start(String command, String model, String... more) throws IOException {
    Path request = Files.writeString(Files.createTempFile(folder, "model", ".json"), model);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                command,
                "--model",
                request.toString(),
                "--s3",
                folder.resolve("s3").toString(),
                "--image",
                "tandem-features=" + folder.resolve("features.jar"),
                "--image",
                "tandem-model=" + folder.resolve("model.jar")));
    arguments.addAll(List.of(more));
    return TestProcess.start(LocalSagemaker.class, Map.of(), arguments.toArray(new String[0]));
  }
}
