package io.tandem.inferenceserver.container;

import io.tandem.inferenceserver.ContainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches over the AOT cache of an image. The JVM starts without a word, only slower, when the
 * cache does not fit it or its options; and it takes classes out of the cache without asking
 * whether their jars are still those that the cache was made with (seen with 25.0.3).
 */
final class AotCache {
  /** Where the cache lies; set by the image. */
  private static final String PROPERTY = "tandem.aot.cache";

  private static final Logger LOG = LoggerFactory.getLogger(AotCache.class);

  private AotCache() {}

  /**
   * Warns once when the cache is not used; says nothing where there is no cache to use, or no way
   * to know.
   *
   * @throws ContainerException when it is used, and a jar was replaced since it was made
   */
  static void check() {
    String cache = System.getProperty(PROPERTY);
    if (cache == null) {
      return;
    }
    if (!isMapped(cache)) {
      LOG.warn(
          "the AOT cache {} is not used, so the start takes longer: it was made with another JVM,"
              + " other options or other jars; build the image anew",
          cache);
      return;
    }
    try {
      checkJars(cache, Files.readAllLines(Path.of(cache + ".jars")));
    } catch (IOException e) {
      throw new ContainerException(
          "the jars that the AOT cache was made with cannot be compared: " + e, e);
    }
  }

  /**
   * @param jars lines of size, time in milliseconds and path, as the making of the cache left them
   */
  private static void checkJars(String cache, List<String> jars) throws IOException {
    for (String line : jars) {
      String[] parts = line.split(" ", 3);
      Path jar = Path.of(parts[2]);
      if (Files.size(jar) != Long.parseLong(parts[0])
          || Files.getLastModifiedTime(jar).toMillis() != Long.parseLong(parts[1])) {
        throw new ContainerException(
            jar
                + " is not the jar that the AOT cache "
                + cache
                + " was made with, whose classes would run instead; build the image anew, or start"
                + " without the cache (JDK_JAVA_OPTIONS=-XX:AOTMode=off)");
      }
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
