package io.tandem.modelcontainer.train;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Fingerprints;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * The columns the feature container makes, as it says itself in {@value #FILE}: the channel {@code
 * features} holds that file, or the feature container's {@code model.tar.gz} with it inside.
 *
 * @param fingerprints both known
 */
public record Schema(Fingerprints fingerprints, List<String> columns) {
  static final String FILE = "schema.json";

  private static final String EXPECTED =
      "channel features, "
          + FILE
          + ": expected {\"fingerprint\": \"<hex>\", \"semantics\": \"<hex>\", \"columns\":"
          + " [\"name\", ...]}";
  private static final int MAX_BYTES = 16 * 1024 * 1024;

  /** A feature set is some megabytes; beside it lies what a tool may have added. */
  private static final long MAX_UNPACKED = 1L << 30;

  private static final int MAX_ENTRIES = 10_000;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  public Schema {
    columns = List.copyOf(columns);
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
      throw new ContainerException("channel features: cannot read " + folder + " (" + e + ")", e);
    }
    throw new ContainerException(
        "channel features: neither %s nor a model.tar.gz that holds it in %s"
            .formatted(FILE, folder));
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
    String fingerprint = "";
    String semantics = "";
    List<String> columns = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw fault();
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("fingerprint") && value == JsonToken.VALUE_STRING) {
          fingerprint = parser.getString();
        } else if (name.equals("semantics") && value == JsonToken.VALUE_STRING) {
          semantics = parser.getString();
        } else if (name.equals("columns") && value == JsonToken.START_ARRAY) {
          readColumns(parser, columns);
        } else {
          parser.skipChildren();
        }
      }
    } catch (JacksonException e) {
      throw new ContainerException(EXPECTED + "; it is not valid JSON", e);
    }
    if (!Fingerprints.isFingerprint(fingerprint)
        || !Fingerprints.isFingerprint(semantics)
        || columns.isEmpty()) {
      throw fault();
    }
    return new Schema(new Fingerprints(fingerprint, semantics), columns);
  }

  private static void readColumns(JsonParser parser, List<String> columns) {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_STRING) {
        throw new ContainerException(
            EXPECTED + "; column " + (columns.size() + 1) + " is not a string");
      }
      columns.add(parser.getString());
    }
  }

  private static ContainerException fault(String file, String found) {
    return new ContainerException("channel features, " + file + ": " + found);
  }

  private static ContainerException fault() {
    return new ContainerException(EXPECTED);
  }
}
