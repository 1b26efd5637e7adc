package io.tandem.modelcontainertorch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** An archive of TorchScript whose code is written here, around what PyTorch wrote. */
final class ScriptFile {
  private static final String FOLDER = "spread/";
  private static final String CODE = FOLDER + "code/__torch__.py";

  private static final String CLASS =
      """
      class Spread(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        _is_full_backward_hook : Optional[bool]
        def forward(self: __torch__.Spread,
          x: Tensor) -> TYPE:
      """;

  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  private ScriptFile() {}

  /**
   * A module without weights.
   *
   * @param body the lines of its forward, which takes x and returns a tensor
   */
  static ScriptFile of(String body) throws IOException {
    return of(body, "Tensor");
  }

  static ScriptFile of(String body, String type) throws IOException {
    ScriptFile file = new ScriptFile();
    try (ZipFile zip = new ZipFile(new GoldenModel("1.13.1", "spread").file().toFile())) {
      for (String name : new String[] {"data.pkl", "constants.pkl", "version"}) {
        file.with(name, zip.getInputStream(zip.getEntry(FOLDER + name)).readAllBytes());
      }
    }
    String code = CLASS.replace("TYPE", type) + body.strip().indent(4);
    file.entries.put(CODE, code.getBytes(UTF_8));
    return file;
  }

  /** Beside those that a module needs, or in place of one. */
  ScriptFile with(String name, byte[] content) {
    return withPath(FOLDER + name, content);
  }

  ScriptFile withPath(String path, byte[] content) {
    entries.put(path, content);
    return this;
  }

  ScriptFile without(String name) {
    entries.remove(FOLDER + name);
    return this;
  }

  Path writeTo(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      writeTo(out);
    }
    return file;
  }

  private void writeTo(OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      ZipEntry header = new ZipEntry(entry.getKey());
      // The library reads an archive whose code is packed, and whose pickles are not.
      if (!entry.getKey().endsWith(".py")) {
        CRC32 checksum = new CRC32();
        checksum.update(entry.getValue());
        header.setMethod(ZipEntry.STORED);
        header.setSize(entry.getValue().length);
        header.setCrc(checksum.getValue());
      }
      zip.putNextEntry(header);
      zip.write(entry.getValue());
      zip.closeEntry();
    }
    zip.finish();
  }
}
