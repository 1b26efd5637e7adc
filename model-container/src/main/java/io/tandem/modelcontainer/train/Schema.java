package io.tandem.modelcontainer.train;

import io.tandem.inferenceserver.ContainerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
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
 * @param fingerprint lower-case hexadecimal
 */
record Schema(String fingerprint, List<String> columns) {
  static final String FILE = "schema.json";

  private static final String EXPECTED =
      "channel features, "
          + FILE
          + ": expected {\"fingerprint\": \"<hex>\", \"columns\": [\"name\", ...]}";
  private static final int MAX_BYTES = 16 * 1024 * 1024;
  private static final int MAX_ENTRIES = 10_000;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  Schema {
    columns = List.copyOf(columns);
  }

  /**
   * @throws ContainerException when the folder holds no schema
   */
  static Schema read(Path folder) {
    try {
      Path file = folder.resolve(FILE);
      if (Files.isRegularFile(file)) {
        try (InputStream in = Files.newInputStream(file)) {
          return parse(in.readNBytes(MAX_BYTES));
        }
      }
      for (Path archive : archives(folder)) {
        byte[] packed = fromArchive(archive);
        if (packed.length > 0) {
          return parse(packed);
        }
      }
    } catch (IOException e) {
      throw new ContainerException(
          "channel features: no readable " + FILE + " or model.tar.gz in " + folder, e);
    }
    throw new ContainerException(
        "channel features: neither %s nor a model.tar.gz that holds it in %s"
            .formatted(FILE, folder));
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

  /** Only read, never unpacked: names and links inside cannot lead anywhere. */
  private static byte[] fromArchive(Path archive) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(archive)))) {
      for (int i = 0; i < MAX_ENTRIES; i++) {
        TarArchiveEntry entry = tar.getNextEntry();
        if (entry == null) {
          break;
        }
        String name = entry.getName();
        if (entry.isFile() && (name.equals(FILE) || name.equals("./" + FILE))) {
          return tar.readNBytes(MAX_BYTES);
        }
      }
    }
    return new byte[0];
  }

  private static Schema parse(byte[] json) {
    String fingerprint = "";
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
        } else if (name.equals("columns") && value == JsonToken.START_ARRAY) {
          while (parser.nextToken() == JsonToken.VALUE_STRING) {
            columns.add(parser.getString());
          }
        } else {
          parser.skipChildren();
        }
      }
    } catch (JacksonException e) {
      throw new ContainerException(EXPECTED, e);
    }
    if (!fingerprint.matches("[0-9a-f]{1,128}") || columns.isEmpty()) {
      throw fault();
    }
    return new Schema(fingerprint, columns);
  }

  private static ContainerException fault() {
    return new ContainerException(EXPECTED);
  }
}
