package io.tandem.inferencetestkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * What a process asked of the system, attempts that failed too, as {@code strace} wrote it down. A
 * container of payment decisions calls nobody, starts no program, and writes only where it was told
 * to; what the libraries do of their own accord shows here alone.
 */
public final class Trace {
  /** Found by its name on the PATH; it stays beside the process, which keeps its signals. */
  private static final List<String> TRACER =
      List.of(
          "-D",
          "-f",
          "-y",
          "-qq",
          "--seccomp-bpf",
          "-e",
          "signal=none",
          "-e",
          "trace=%network,execve,execveat,open,openat,openat2,creat,truncate,mkdir,mkdirat,mknod,"
              + "mknodat,rename,renameat,renameat2,link,linkat,symlink,symlinkat");

  private static final Pattern CALL = Pattern.compile("\\d+ +(\\w+)\\((.*)");
  private static final Pattern MAKES_FOLDER = Pattern.compile("\\d+ +mkdir(at)?\\(");
  private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern FOLDER = Pattern.compile("^[^<,]*<([^>]*)>");
  private static final Pattern TO_WRITE = Pattern.compile("O_(WRONLY|RDWR|CREAT|TRUNC|APPEND)");
  private static final Pattern NAMES = Pattern.compile("/etc/(resolv\\.conf|hosts|host\\.conf)");

  /** No files but the process's own switches; and what swallows everything. */
  private static final Pattern NO_FILE = Pattern.compile("/proc/(self|\\d+)/.*|/dev/(null|tty)");

  /** Whom the JVM asks for the name of its user, before it reads /etc/passwd. */
  private static final String USERS = "sun_path=\"/var/run/nscd/socket\"";

  /** What engines unpack, each into a folder of its own, where they do not lie unpacked. */
  private static final Pattern NATIVE = Pattern.compile(".*\\.so(\\.\\d+)?");

  /** A line of ldd; the loader alone has no name before its place. */
  private static final Pattern LIBRARY =
      Pattern.compile("\\s+(\\S+ => )?(/\\S+) \\(0x[0-9a-f]+\\)");

  private final List<String> lines;

  private Trace(List<String> lines) {
    this.lines = lines;
  }

  /** Skips the test where nothing can be traced; in CI, which is there for it, the test fails. */
  public static void assumePossible() {
    boolean possible = isPossible();
    assertTrue(possible || !"true".equals(System.getenv("CI")), "strace cannot trace here");
    Assumptions.assumeTrue(possible, "skipped: strace is not installed, or may not trace here");
  }

  private static boolean isPossible() {
    try {
      return new ProcessBuilder("strace", "-qq", "-o", "/dev/null", "true").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The arguments of strace that write the trace of what follows them. */
  static List<String> arguments(String file) {
    List<String> arguments = new ArrayList<>(TRACER);
    arguments.addAll(List.of("-o", file));
    return arguments;
  }

  /**
   * Copies strace and the libraries it needs.
   *
   * @return the name of the file that starts it
   */
  static String copyTracer(Path folder) throws IOException, InterruptedException {
    String place = output("sh", "-c", "command -v strace").strip();
    Files.copy(Path.of(place), folder.resolve("strace"));
    String loader = "";
    for (String line : output("ldd", place).lines().toList()) {
      Matcher library = LIBRARY.matcher(line);
      if (library.matches()) {
        Path file = Path.of(library.group(2));
        String name = String.valueOf(file.getFileName());
        Files.copy(file, folder.resolve(name));
        loader = library.group(1) == null ? name : loader;
      }
    }
    assertFalse(loader.isEmpty(), () -> "what starts " + place + " is not known");
    return loader;
  }

  private static String output(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> String.join(" ", command));
    return output;
  }

  /** Of a process that has ended. */
  public static Trace read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    assertFalse(lines.isEmpty(), "nothing was traced");
    return new Trace(lines);
  }

  /** Fails unless the process asked for no name, connected to nothing and started no program. */
  public Trace assertCallsNobody() {
    // The first line is the start of the process itself.
    assertEquals(List.of(), lines.stream().skip(1).filter(Trace::isCall).toList());
    return this;
  }

  private static boolean isCall(String line) {
    Matcher call = CALL.matcher(line);
    if (!call.matches()) {
      return false;
    }
    String arguments = call.group(2);
    return switch (call.group(1)) {
      case "execve", "execveat" -> true;
      case "open", "openat", "openat2" -> NAMES.matcher(arguments).find();
      case "socket" -> arguments.contains("AF_INET") && arguments.contains("SOCK_DGRAM");
      case "connect" -> !arguments.contains(USERS);
      case "sendto", "sendmsg", "sendmmsg" -> arguments.contains("sa_family=");
      default -> false;
    };
  }

  /**
   * Fails if something was written elsewhere.
   *
   * @param own folders where the process may write
   */
  public Trace assertWritesOnlyTo(Path... own) {
    assertEquals(
        List.of(),
        lines.stream()
            .flatMap(line -> written(line).stream())
            .filter(path -> !isIn(path, own))
            .toList());
    return this;
  }

  /**
   * Fails if something was written anywhere, save libraries unpacked to a folder of temporary
   * files, each directly or in a folder of its own.
   */
  public Trace assertWritesNothingButLibraries(Path temporary) {
    assertEquals(
        List.of(),
        lines.stream()
            .filter(line -> !isOfLibrary(line, temporary))
            .flatMap(line -> written(line).stream())
            .toList());
    return this;
  }

  /** A library, or the folder that is made for it. */
  private static boolean isOfLibrary(String line, Path temporary) {
    boolean isFolder = MAKES_FOLDER.matcher(line).lookingAt();
    return written(line).stream()
        .allMatch(
            path ->
                path.startsWith(temporary)
                    && (isFolder
                        ? temporary.equals(path.getParent())
                        : NATIVE.matcher(path.toString()).matches()));
  }

  private static boolean isIn(Path path, Path... folders) {
    return List.of(folders).stream().anyMatch(path::startsWith);
  }

  private static List<Path> written(String line) {
    Matcher call = CALL.matcher(line);
    if (!call.matches()) {
      return List.of();
    }
    String arguments = call.group(2);
    return switch (call.group(1)) {
      case "open", "openat", "openat2" ->
          TO_WRITE.matcher(arguments).find() ? paths(arguments, 1) : List.of();
      case "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat" ->
          paths(arguments, 2);
      case "creat", "truncate", "mkdir", "mkdirat", "mknod", "mknodat" -> paths(arguments, 1);
      default -> List.of();
    };
  }

  private static List<Path> paths(String arguments, int count) {
    Matcher folder = FOLDER.matcher(arguments);
    Path base = Path.of(folder.find() ? folder.group(1) : "/");
    return TEXT.matcher(arguments)
        .results()
        .limit(count)
        .map(text -> text.group(1))
        .filter(path -> !NO_FILE.matcher(path).matches())
        .map(path -> base.resolve(path).normalize())
        .toList();
  }
}
