import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks that every Java source below a folder is formatted as google-java-format would ("check"),
 * or formats it ("write"). The build runs it on the JDK that knows the sources' language level;
 * Maven plugins for the formatter run on Maven's own JDK, which may be older.
 */
final class Format {
  public static void main(String[] args) throws Exception {
    boolean write = args[0].equals("write");
    Formatter formatter = new Formatter(JavaFormatterOptions.defaultOptions());
    List<Path> wrong = new ArrayList<>();
    List<Path> sources;
    try (var files = Files.walk(Path.of(args[1]))) {
      sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.toString().contains("/target/"))
              .sorted()
              .toList();
    }
    for (Path source : sources) {
      String text = Files.readString(source);
      String imports = RemoveUnusedImports.removeUnusedImports(text);
      imports = ImportOrderer.reorderImports(imports, JavaFormatterOptions.Style.GOOGLE);
      String formatted = formatter.formatSource(imports);
      if (!formatted.equals(text)) {
        wrong.add(source);
        if (write) {
          Files.writeString(source, formatted);
        }
      }
    }
    if (!write && !wrong.isEmpty()) {
      wrong.forEach(source -> System.err.println("not formatted: " + source));
      System.err.println("mvn -N validate -Dformat=write formats all sources");
      System.exit(1);
    }
  }
}
