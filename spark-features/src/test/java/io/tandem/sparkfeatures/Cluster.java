package io.tandem.sparkfeatures;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A standalone cluster on this machine: a master and two workers of a core each, as processes. Its
 * Spark is the folder of jars that the property {@code tandem.spark.jars} names, else the one that
 * the module is made for; it runs the jar of {@code tandem.spark.application}, else the classes.
 */
final class Cluster implements AutoCloseable {
  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final int PATIENCE_SECONDS = 120;

  /**
   * A job that starts on it.
   *
   * @param patience how many seconds it may take
   */
  record Job(Process process, CompletableFuture<List<String>> output, long patience) {
    List<String> await() throws Exception {
      List<String> lines = output.get(patience, TimeUnit.SECONDS);
      if (process.waitFor() != 0) {
        throw new AssertionError("the job failed: " + String.join("\n", lines));
      }
      return lines;
    }

    /** What the driver's JVM says at its end. */
    String awaitFailure() throws Exception {
      String said = String.join("\n", output.get(patience, TimeUnit.SECONDS));
      int end = said.indexOf("Exception in thread \"main\" ");
      if (process.waitFor() == 0 || end < 0) {
        throw new AssertionError("the job did not fail: " + said);
      }
      return said.substring(end);
    }
  }

  private final Path home;
  private final List<Process> processes = new ArrayList<>();
  private final List<Process> workers = new ArrayList<>();
  private final List<String> log = new CopyOnWriteArrayList<>();

  private final String application;
  private final String spark;
  private String master = "";

  Cluster(Path home) throws Exception {
    this.home = home;
    List<String> own = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      boolean isOwn =
          Files.isDirectory(Path.of(entry))
              || Stream.of("/io/tandem/", "/re2j/", "/tools/jackson/", "/picocli/", "/jspecify/")
                  .anyMatch(entry::contains);
      (isOwn ? own : others).add(entry);
    }
    String built = System.getProperty("tandem.spark.application", "");
    application = built.isEmpty() ? String.join(File.pathSeparator, own) : built;
    Path jars = Files.createDirectories(home.resolve("jars"));
    String given = System.getProperty("tandem.spark.jars", "");
    if (given.isEmpty()) {
      for (String jar : others) {
        Files.createSymbolicLink(jars.resolve(Path.of(jar).getFileName()), Path.of(jar));
      }
    } else {
      try (Stream<Path> files = Files.list(Path.of(given))) {
        for (Path jar : files.toList()) {
          Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar.toAbsolutePath());
        }
      }
    }
    spark = jars + "/*";
    try {
      start();
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  private void start() throws Exception {
    CompletableFuture<String> at = new CompletableFuture<>();
    Process process =
        daemon(
            "org.apache.spark.deploy.master.Master",
            line -> {
              Matcher found = MASTER.matcher(line);
              if (found.find()) {
                at.complete(found.group(1));
              }
            },
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--webui-port",
            "0");
    Object first =
        CompletableFuture.anyOf(at, process.onExit()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (first.equals(process)) {
      throw new IOException("the master ended: " + log);
    }
    master = at.join();
    for (int i = 0; i < 2; i++) {
      CompletableFuture<String> registered = new CompletableFuture<>();
      workers.add(
          daemon(
              "org.apache.spark.deploy.worker.Worker",
              line -> {
                if (line.contains("Successfully registered with master")) {
                  registered.complete(line);
                }
              },
              "--host",
              "127.0.0.1",
              "--port",
              "0",
              "--webui-port",
              "0",
              "--cores",
              "1",
              "--memory",
              "1g",
              "--work-dir",
              home.resolve("work-" + i).toString(),
              master));
      registered.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  private Process daemon(
      String main, java.util.function.Consumer<String> lines, String... arguments)
      throws IOException {
    List<String> command = java("-Xmx256m", "-cp", spark, main);
    command.addAll(List.of(arguments));
    Process process = builder(command).start();
    processes.add(process);
    CompletableFuture<Void> reading =
        CompletableFuture.runAsync(
            () ->
                process
                    .inputReader(StandardCharsets.UTF_8)
                    .lines()
                    .forEach(
                        line -> {
                          log.add(line);
                          lines.accept(line);
                        }),
            Cluster::inThread);
    reading.exceptionally(e -> null);
    return process;
  }

  /** Of its own: a reader waits for long, and on few cores the common pool has one thread. */
  private static void inThread(Runnable reading) {
    Thread thread = new Thread(reading, "cluster-output");
    thread.setDaemon(true);
    thread.start();
  }

  /** What drivers and executors have beside Spark. */
  String application() {
    return application;
  }

  /**
   * Starts a command as a driver on the cluster.
   *
   * @param settings of Spark; they go before those of the cluster
   */
  Job start(List<String> settings, String... arguments) throws IOException {
    return start(settings, application, SparkFeatures.class, List.of(arguments), 1);
  }

  /** Starts a driver that runs these commands one after the other. */
  Job start(Commands commands) throws IOException {
    // Where the jar runs, this class is not in it; executors have no need of it.
    String tests =
        Path.of("target", "test-classes").toAbsolutePath() + File.pathSeparator + application;
    return start(List.of(), tests, Commands.class, commands.arguments(), commands.count());
  }

  private Job start(
      List<String> settings, String classPath, Class<?> main, List<String> arguments, int commands)
      throws IOException {
    List<String> command = java("-Xmx512m");
    command.addAll(
        List.of(
            "-Dspark.master=" + master,
            "-Dspark.driver.host=127.0.0.1",
            "-Dspark.driver.bindAddress=127.0.0.1",
            "-Dspark.ui.enabled=false",
            "-Dspark.executor.memory=768m",
            "-Dspark.executor.extraClassPath=" + application,
            "-Dspark.sql.files.openCostInBytes=1"));
    settings.forEach(setting -> command.add("-D" + setting));
    command.addAll(List.of("-cp", classPath + File.pathSeparator + spark, main.getName()));
    command.addAll(arguments);
    Process process = builder(command).start();
    processes.add(process);
    CompletableFuture<List<String>> output =
        CompletableFuture.supplyAsync(
            () -> {
              try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                return reader.lines().toList();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            Cluster::inThread);
    return new Job(process, output, PATIENCE_SECONDS * (2L + commands));
  }

  /** Ends a worker with its executors, as a machine that is taken away. */
  void killOneWorker() {
    Process worker = workers.remove(0);
    worker.descendants().forEach(ProcessHandle::destroyForcibly);
    worker.destroyForcibly();
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(home.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("SPARK_HOME", home.toString());
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    environment.put("SPARK_LOCAL_HOSTNAME", "127.0.0.1");
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    boolean old = jarNames().anyMatch(name -> name.contains("_2.12-"));
    environment.put("SPARK_SCALA_VERSION", old ? "2.12" : "2.13");
    return builder;
  }

  private Stream<String> jarNames() {
    String[] names = home.resolve("jars").toFile().list();
    return names == null ? Stream.empty() : Stream.of(names);
  }

  private static List<String> java(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("jvm.options").toAbsolutePath());
    command.addAll(List.of(arguments));
    return command;
  }

  @Override
  public void close() {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    for (Process process : processes) {
      process.onExit().join();
    }
  }
}
