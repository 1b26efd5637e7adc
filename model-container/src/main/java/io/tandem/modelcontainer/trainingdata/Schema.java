package io.tandem.modelcontainer.trainingdata;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.reasons.Reasons;
import io.tandem.modelcontainer.reasons.ReasonsReader;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonField;
import io.tandem.strictjson.JsonLimits;
import io.tandem.strictjson.JsonObject;
import io.tandem.strictjson.Problems;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The columns the feature container makes, as it says itself in {@value #FILE}: the channel {@code
 * features} holds that file, or the feature container's {@code model.tar.gz} with it inside.
 *
 * @param fingerprints both known
 * @param features by column: what makes it; empty when the file does not say, as older ones do
 * @param reasons of features; or none
 */
public record Schema(
    Fingerprints fingerprints, List<String> columns, List<String> features, Reasons reasons) {
  static final String FILE = "schema.json";

  private static final String EXPECTED =
      "{\"fingerprint\": \"<hex>\", \"semantics\": \"<hex>\", \"columns\": [\"name\", ...]}";
  private static final Pattern ANY = Pattern.compile(".*", Pattern.DOTALL);

  private static final int MAX_BYTES = 16 * 1024 * 1024;

  /** A feature set is some megabytes; beside it lies what a tool may have added. */
  private static final long MAX_UNPACKED = 1L << 30;

  private static final int MAX_ENTRIES = 10_000;

  public Schema {
    columns = List.copyOf(columns);
    features = List.copyOf(features);
  }

  /**
   * @throws ContainerException when the folder holds no schema
   */
  public static Schema read(Path folder) {
    try {
      Path file = folder.resolve(FILE);
      if (Files.isRegularFile(file)) {
        try (InputStream in = Files.newInputStream(file)) {
          return parse(bounded(in));
        }
      }
      for (Path archive : archives(folder)) {
        byte[] packed = fromArchive(archive);
        if (packed.length > 0) {
          return parse(packed);
        }
      }
    } catch (IOException e) {
      throw new ContainerException("features: cannot read " + folder + " (" + e + ")", e);
    }
    throw new ContainerException(
        "features: neither %s nor a model.tar.gz that holds it in %s".formatted(FILE, folder));
  }

  private static byte[] bounded(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw fault(FILE, "longer than " + MAX_BYTES + " bytes");
    }
    return bytes;
  }

  private static List<Path> archives(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(".tar.gz"))
          .sorted()
          .toList();
    }
  }

  /**
   * Empty when it holds none. Only read, never unpacked: names and links inside cannot lead
   * anywhere.
   */
  private static byte[] fromArchive(Path archive) throws IOException {
    String name = String.valueOf(archive.getFileName());
    try (InputStream file = Files.newInputStream(archive);
        TarArchiveInputStream tar = new TarArchiveInputStream(new Unpacked(file, name))) {
      for (int i = 0; i < MAX_ENTRIES; i++) {
        TarArchiveEntry entry = tar.getNextEntry();
        if (entry == null) {
          return new byte[0];
        }
        if (entry.isFile() && entry.getName().replaceFirst("^\\./", "").equals(FILE)) {
          return bounded(tar);
        }
      }
    } catch (EOFException | ZipException e) {
      throw fault(name, "not a whole gzip file");
    }
    throw fault(name, "more than " + MAX_ENTRIES + " entries");
  }

  /** Ends with a fault where little unpacks to very much, also in what is skipped. */
  private static final class Unpacked extends FilterInputStream {
    private final String name;
    private long left = MAX_UNPACKED;

    Unpacked(InputStream file, String name) throws IOException {
      super(new GZIPInputStream(file));
      this.name = name;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      count(Math.max(read, 0));
      return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
      long skipped = super.skip(Math.min(bytes, left + 1));
      count(skipped);
      return skipped;
    }

    private void count(long bytes) {
      left -= bytes;
      if (left < 0) {
        throw fault(name, "unpacks to more than " + MAX_UNPACKED + " bytes");
      }
    }
  }

  private static Schema parse(byte[] json) {
    Problems problems = new Problems();
    JsonObject schema = JsonObject.read(json, JsonLimits.ofBytes(MAX_BYTES), problems);
    String fingerprint = fingerprint(schema.required("fingerprint"));
    String semantics = fingerprint(schema.required("semantics"));
    List<String> columns = names(schema.required("columns"), 1, RowMatrix.MAX_WIDTH);
    List<String> features = names(schema.optional("features"), columns.size(), columns.size());
    Optional<Json> reasons = schema.optional(ReasonsReader.REASONS).json();
    if (!problems.isEmpty()) {
      throw fault(FILE, String.join("; ", problems.all()) + "; expected " + EXPECTED);
    }
    return new Schema(
        new Fingerprints(fingerprint, semantics),
        columns,
        features,
        reasons.map(found -> reasons(found, features)).orElse(Reasons.NONE));
  }

  private static Reasons reasons(Json found, List<String> features) {
    String place = found.place();
    byte[] json = found.compact().getBytes(StandardCharsets.UTF_8);
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      Reasons reasons = ReasonsReader.read(parser, "features, " + FILE, place);
      reasons
          .firstOutside(features)
          .ifPresent(
              other -> {
                throw fault(FILE, place + "." + other + ": expected a feature of a column");
              });
      return reasons;
    }
  }

  private static List<String> names(JsonField field, int least, int most) {
    return field.elements(least, most, "a list of names").stream()
        .map(name -> name.text(MAX_BYTES, ANY, "a text").orElse(""))
        .toList();
  }

  private static String fingerprint(JsonField field) {
    return field.text(MAX_BYTES, Fingerprints.FORM, Fingerprints.EXPECTED).orElse("");
  }

  private static ContainerException fault(String file, String found) {
    return new ContainerException("features, " + file + ": " + found);
  }
}
