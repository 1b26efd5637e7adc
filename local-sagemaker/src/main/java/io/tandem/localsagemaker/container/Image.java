package io.tandem.localsagemaker.container;

import io.tandem.localsagemaker.terminal.SetupException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program of a container. A started one is a process of this machine, reached by signals. */
public sealed interface Image {
  /**
   * The process that is the container, or stands for it, not started yet.
   *
   * @param name no other container has it
   * @throws SetupException when this kind of image cannot be started so
   */
  ProcessBuilder container(String name, Launch launch);

  /** The folder of the container's artifacts as the container sees it. */
  Path artifacts(BaseFolder base);

  /** What a container takes now, in bytes; empty when it has ended or none can tell. */
  OptionalLong memory(String name, long pid);

  /** Ends what may be left of a container whose process has ended. */
  void remove(String name);

  /**
   * A runnable jar that stands for an image, run on this program's own Java. Words of its arguments
   * that begin with {@code /opt/ml/} are those of its own folder.
   *
   * @param file absolute
   */
  record Jar(Path file) implements Image {
    private static final String INSIDE = "/opt/ml/";
    private static final Pattern PSS = Pattern.compile("Pss: +([0-9]+) kB");

    @Override
    public ProcessBuilder container(String name, Launch launch) {
      if (!launch.entrypoint().isEmpty()) {
        throw new SetupException(
            "ContainerEntrypoint is for a program in the image: "
                + file.getFileName()
                + " stands for it and has but its own; leave it out, or use --docker");
      }
      var command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  // Native libraries unpack themselves here, where the leftovers of a killed
                  // process are found.
                  "-Djava.io.tmpdir=" + launch.scratch(),
                  // As in the images: no lines on stderr that are no JSON.
                  "--sun-misc-unsafe-memory-access=allow",
                  "-jar",
                  file.toString()));
      launch.arguments().stream()
          .map(
              word ->
                  word.startsWith(INSIDE)
                      ? launch.base() + word.substring(INSIDE.length() - 1)
                      : word)
          .forEach(command::add);
      var builder = new ProcessBuilder(command);
      // Nothing of this process's own environment is handed on.
      builder.environment().clear();
      builder
          .environment()
          .put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
      builder.environment().put("LANG", "C.UTF-8");
      builder.environment().putAll(launch.environment());
      builder.environment().put("SAGEMAKER_BASE_DIR", launch.base().toString());
      return builder.directory(launch.base().toFile());
    }

    @Override
    public Path artifacts(BaseFolder base) {
      return base.artifacts();
    }

    /** The proportional set size, which Linux alone tells: pages of several processes by share. */
    @Override
    public OptionalLong memory(String name, long pid) {
      try (var lines = Files.lines(Path.of("/proc/%d/smaps_rollup".formatted(pid)))) {
        return lines
            .map(PSS::matcher)
            .filter(Matcher::matches)
            .mapToLong(pss -> Long.parseLong(pss.group(1)) << 10)
            .findFirst();
      } catch (IOException | UncheckedIOException e) {
        return OptionalLong.empty();
      }
    }

    @Override
    public void remove(String name) {}
  }

  /**
   * An image of a Docker engine, run by the {@code docker} command, which passes signals on and
   * ends with the container's status. The engine is the one that the command finds.
   *
   * @param reference as {@code docker run} takes it
   */
  record Docker(String reference) implements Image {
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");
    private static final Pattern USED =
        Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(" + String.join("|", UNITS) + ") /");

    @Override
    public ProcessBuilder container(String name, Launch launch) {
      var command = new ArrayList<>(List.of("docker", "run", "--rm", "--name", name));
      for (int port : launch.ports()) {
        command.addAll(List.of("--publish", "127.0.0.1:%d:%1$d".formatted(port)));
      }
      for (Launch.Mount mount : launch.folders()) {
        Path inside = Path.of("/opt/ml").resolve(mount.inside());
        String rights = mount.readOnly() ? ":ro" : "";
        command.addAll(List.of("--volume", mount.folder() + ":" + inside + rights));
      }
      launch
          .environment()
          .forEach((key, value) -> command.addAll(List.of("--env", key + "=" + value)));
      if (!launch.entrypoint().isEmpty()) {
        command.addAll(List.of("--entrypoint", launch.entrypoint().getFirst()));
      }
      command.add(reference);
      launch.entrypoint().stream().skip(1).forEach(command::add);
      command.addAll(launch.arguments());
      return new ProcessBuilder(command);
    }

    @Override
    public Path artifacts(BaseFolder base) {
      return Path.of("/opt/ml").resolve(base.artifacts().getFileName());
    }

    @Override
    public OptionalLong memory(String name, long pid) {
      var command =
          new ProcessBuilder("docker", "stats", "--no-stream", "--format", "{{.MemUsage}}", name);
      try (InputStream shown = command.redirectError(Redirect.DISCARD).start().getInputStream()) {
        return memory(new String(shown.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        return OptionalLong.empty();
      }
    }

    /** Reads {@code 71.3MiB / 1.9GiB}: used and allowed. */
    static OptionalLong memory(String usage) {
      Matcher used = USED.matcher(usage);
      if (!used.lookingAt()) {
        return OptionalLong.empty();
      }
      int shift = 10 * UNITS.indexOf(used.group(2));
      return OptionalLong.of((long) (Double.parseDouble(used.group(1)) * (1L << shift)));
    }

    @Override
    public void remove(String name) {
      docker("rm", "--force", name);
    }

    /** Whether the command succeeds; false when there is none. */
    static boolean docker(String... arguments) {
      var command = new ArrayList<>(List.of("docker"));
      command.addAll(List.of(arguments));
      try {
        return new ProcessBuilder(command)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start()
                .onExit()
                .join()
                .exitValue()
            == 0;
      } catch (IOException e) {
        return false;
      }
    }
  }
}
