package io.tandem.inferenceserver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when the JVM does not use the AOT cache that its image has: it then starts without a word,
 * only slower, since the cache fits just the JVM, options and jars it was made with.
 */
final class AotCache {
  /** Where the cache lies; set by the image. */
  private static final String PROPERTY = "tandem.aot.cache";

  private static final Logger LOG = LoggerFactory.getLogger(AotCache.class);

  private AotCache() {}

  /** Warns once; says nothing where there is no cache to use, or no way to know. */
  static void check() {
    String cache = System.getProperty(PROPERTY);
    if (cache != null && !isMapped(cache)) {
      LOG.warn(
          "the AOT cache {} is not used, so the start takes longer: it was made with another JVM,"
              + " other options or other jars; build the image anew",
          cache);
    }
  }

  private static boolean isMapped(String file) {
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      return maps.anyMatch(line -> line.endsWith(file));
    } catch (IOException e) {
      return true;
    }
  }
}
