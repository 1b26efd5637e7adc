package io.tandem.localsagemaker.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * A program for jobs. It lists the folders and the environment that it was given, and does what the
 * variable TEST_DO says.
 */
final class TestJob {
  private TestJob() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path base = Path.of(System.getenv("SAGEMAKER_BASE_DIR"));
    System.out.println("arguments: " + String.join(" ", arguments));
    switch (System.getenv().getOrDefault("TEST_DO", "train")) {
      case "train" -> train(base);
      case "fail" -> {
        Files.writeString(base.resolve("output/failure"), "the label is missing");
        System.exit(3);
      }
      case "crash" -> {
        System.err.println("no such column");
        System.exit(4);
      }
      case "hang" -> hang(base);
      case "link" -> {
        Files.createSymbolicLink(base.resolve("model/passwd"), Path.of("/etc/passwd"));
        Files.writeString(base.resolve("model/weights.txt"), "w");
        Files.delete(base.resolve("output/data"));
        Files.createSymbolicLink(base.resolve("output/data"), base.resolve("input/data"));
      }
      case "checkpoint" ->
          checkpoint(stated(base.resolve("input/config/checkpointconfig.json")).toRealPath());
      case "copy" -> copy(Path.of(arguments[0]), Path.of(arguments[1]), base);
      default -> throw new IllegalArgumentException("TEST_DO");
    }
  }

  private static void train(Path base) throws IOException {
    var seen = new StringBuilder();
    for (Path file : files(base.resolve("input"))) {
      seen.append(base.relativize(file)).append(": ").append(Files.readString(file)).append('\n');
    }
    Files.writeString(base.resolve("output/data/seen.txt"), seen);
    var environment = new TreeMap<>(System.getenv());
    environment.keySet().removeIf(name -> !name.startsWith("TRAINING_") && !name.equals("MINE"));
    Files.writeString(base.resolve("output/data/environment.txt"), environment.toString());
    Files.createDirectories(base.resolve("model/code"));
    Files.writeString(base.resolve("model/weights.txt"), "weights");
    Files.writeString(base.resolve("model/code/extra.txt"), "extra");
  }

  /** Until SIGTERM, after which it still writes. */
  private static void hang(Path base) throws IOException, InterruptedException {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    Files.writeString(base.resolve("model/partial.txt"), "half");
                  } catch (IOException e) {
                    System.err.println(e);
                  }
                }));
    System.out.println("hanging");
    new CountDownLatch(1).await();
  }

  /** Where a program looks that goes by its configuration. */
  private static Path stated(Path config) throws IOException {
    return Path.of(
        Files.readString(config).replaceFirst("(?s).*\"LocalPath\":\"([^\"]*)\".*", "$1"));
  }

  private static void checkpoint(Path folder) throws IOException {
    long before = files(folder).size();
    Files.writeString(folder.resolve("round-" + before), "r");
  }

  private static void copy(Path from, Path to, Path base) throws IOException {
    for (Path file : files(from)) {
      Files.copy(file, to.resolve(from.relativize(file).toString()));
    }
    Files.writeString(base.resolve("output/message"), "é".repeat(600));
    Files.copy(base.resolve("config/processingjobconfig.json"), to.resolve("config.json"));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
