import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Lays the jars of a program out for an image: native libraries of this platform unpacked beside
 * the jars, none left in them. All files get one time, so that two builds give the same layers.
 */
final class LayOut {
  /** As the parent pom has it for what lies within the jars. */
  private static final FileTime TIME = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

  private static final Pattern NATIVE =
      Pattern.compile(".*\\.(so|dll|dylib)(\\.\\d+)?|.*\\.dylib\\.dSYM/.*");

  /** By os.arch: the folders in which jars keep this platform's libraries. */
  private static final Map<String, List<String>> FOLDERS =
      Map.of(
          "amd64",
              List.of(
                  "lib/linux/x86_64/",
                  "ai/onnxruntime/native/linux-x64/",
                  "linux-x86_64/lib/",
                  "pytorch/cpu/linux-x86_64/",
                  "jnilib/linux-x86_64/cpu/"),
          "aarch64",
              List.of(
                  "lib/linux/aarch64/",
                  "ai/onnxruntime/native/linux-aarch64/",
                  "linux-aarch64/lib/"));

  /** By the top folder in a jar: the folder of libraries whose loader loads all that lies there. */
  private static final Map<String, String> APART = Map.of("pytorch", "torch", "jnilib", "torch");

  private LayOut() {}

  /**
   * @param args the folder of the jars; the folder that becomes the root of the image
   */
  public static void main(String[] args) throws IOException {
    Path image = Path.of(args[1]);
    Path tandem = image.resolve("opt/tandem");
    Path app = Files.createDirectories(tandem.resolve("app"));
    Path natives = Files.createDirectories(tandem.resolve("native"));
    try (Stream<Path> jars = Files.list(Path.of(args[0]))) {
      for (Path jar : jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
        copy(jar, app.resolve(jar.getFileName()), natives);
      }
    }
    try (Stream<Path> all = Files.walk(image)) {
      for (Path file : all.toList()) {
        // Also of a link itself: jlink makes some.
        Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .setTimes(TIME, null, null);
      }
    }
  }

  private static void copy(Path from, Path to, Path natives) throws IOException {
    try (var jar = new JarFile(from.toFile())) {
      if (jar.stream().noneMatch(entry -> NATIVE.matcher(entry.getName()).matches())) {
        Files.copy(from, to);
        return;
      }
      try (var out = new ZipOutputStream(Files.newOutputStream(to))) {
        for (ZipEntry entry : jar.stream().toList()) {
          try (InputStream in = jar.getInputStream(entry)) {
            if (!NATIVE.matcher(entry.getName()).matches()) {
              put(entry, in, out);
            } else if (ofThisPlatform(entry.getName())) {
              String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
              String top = entry.getName().substring(0, entry.getName().indexOf('/'));
              Path folder = natives.resolve(APART.getOrDefault(top, ""));
              Files.copy(in, Files.createDirectories(folder).resolve(name));
            }
          }
        }
      }
    }
  }

  private static void put(ZipEntry entry, InputStream in, ZipOutputStream out) throws IOException {
    var kept = new ZipEntry(entry.getName());
    kept.setTimeLocal(entry.getTimeLocal());
    out.putNextEntry(kept);
    in.transferTo((OutputStream) out);
    out.closeEntry();
  }

  private static boolean ofThisPlatform(String entry) {
    List<String> folders = FOLDERS.get(System.getProperty("os.arch"));
    if (folders == null) {
      throw new IllegalStateException(
          "no native libraries for "
              + System.getProperty("os.arch")
              + ", only for "
              + FOLDERS.keySet());
    }
    return folders.stream().anyMatch(entry::startsWith);
  }
}
