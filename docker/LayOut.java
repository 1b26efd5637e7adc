import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
                  "jnilib/linux-x86_64/cpu/",
                  "org/tensorflow/internal/c_api/linux-x86_64/"),
          "aarch64",
              List.of(
                  "lib/linux/aarch64/",
                  "ai/onnxruntime/native/linux-aarch64/",
                  "linux-aarch64/lib/"));

  /** By the top folder in a jar: the folder of libraries whose loader loads all that lies there. */
  private static final Map<String, String> APART = Map.of("pytorch", "torch", "jnilib", "torch");

  // The ELF form of 64 bits, least byte first.
  private static final int ELF = 0x464c457f;
  private static final int ELF_64 = 0x0102;
  private static final int ELF_HEADER = 64;
  private static final int SEGMENTS_AT = 32;
  private static final int SECTIONS_AT = 40;
  private static final int SEGMENT_COUNT_AT = 56;
  private static final int SECTION_COUNT_AT = 60;
  private static final int SECTION_NAMES_AT = 62;
  private static final int SEGMENT_HEADER = 56;
  private static final int WORTH_STRIPPING = 10 << 20;

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
              Path library = Files.createDirectories(folder).resolve(name);
              Files.copy(in, library);
              strip(library);
            }
          }
        }
      }
    }
  }

  /**
   * Cuts off what follows the parts of a library that are loaded: the symbols and lines that only
   * debuggers read, a quarter of TensorFlow's. Of a smaller gain the file is left as it is.
   */
  private static void strip(Path library) throws IOException {
    try (FileChannel file =
        FileChannel.open(library, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer head = ByteBuffer.allocate(ELF_HEADER).order(ByteOrder.LITTLE_ENDIAN);
      if (file.read(head, 0) < ELF_HEADER || head.getInt(0) != ELF || head.getShort(4) != ELF_64) {
        return;
      }
      int count = head.getShort(SEGMENT_COUNT_AT);
      ByteBuffer segments =
          ByteBuffer.allocate(count * SEGMENT_HEADER).order(ByteOrder.LITTLE_ENDIAN);
      long end = head.getLong(SEGMENTS_AT) + segments.capacity();
      file.read(segments, head.getLong(SEGMENTS_AT));
      for (int i = 0; i < count; i++) {
        int at = i * SEGMENT_HEADER;
        end = Math.max(end, segments.getLong(at + 8) + segments.getLong(at + 32));
      }
      if (file.size() - end > WORTH_STRIPPING) {
        // No table of sections any more: it lay at the end.
        head.putLong(SECTIONS_AT, 0).putShort(SECTION_COUNT_AT, (short) 0);
        head.putShort(SECTION_NAMES_AT, (short) 0);
        file.write(head.rewind(), 0);
        file.truncate(end);
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
