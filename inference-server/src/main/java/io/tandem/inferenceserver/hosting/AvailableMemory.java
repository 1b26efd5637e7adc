package io.tandem.inferenceserver.hosting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the machine, or the control group that the process runs in, has left. Linux only; elsewhere
 * it is not known.
 */
final class AvailableMemory {
  private static final Path MACHINE = Path.of("/proc/meminfo");
  private static final Path GROUP = Path.of("/sys/fs/cgroup");
  private static final long KIB = 1 << 10;

  private AvailableMemory() {}

  /** In bytes, the lesser of the two; empty when neither is known. */
  static OptionalLong bytes() {
    OptionalLong machine = value(MACHINE, "MemAvailable:");
    OptionalLong group = groupBytes();
    if (machine.isEmpty()) {
      return group;
    }
    long bytes = machine.getAsLong() * KIB;
    return OptionalLong.of(group.isEmpty() ? bytes : Math.min(bytes, group.getAsLong()));
  }

  /** Of version 2, else of version 1. */
  private static OptionalLong groupBytes() {
    OptionalLong rest = groupBytes(GROUP, "memory.max", "memory.current", "inactive_file");
    return rest.isPresent()
        ? rest
        : groupBytes(
            GROUP.resolve("memory"),
            "memory.limit_in_bytes",
            "memory.usage_in_bytes",
            "total_inactive_file");
  }

  /** Pages of files that nobody has touched lately can be had at once. */
  private static OptionalLong groupBytes(
      Path group, String limit, String usage, String reclaimable) {
    OptionalLong most = number(group.resolve(limit));
    OptionalLong used = number(group.resolve(usage));
    if (most.isEmpty() || used.isEmpty()) {
      return OptionalLong.empty();
    }
    long cached = value(group.resolve("memory.stat"), reclaimable).orElse(0);
    return OptionalLong.of(Math.max(0, most.getAsLong() - used.getAsLong() + cached));
  }

  private static OptionalLong number(Path file) {
    List<String> lines = lines(file);
    return lines.isEmpty() ? OptionalLong.empty() : parsed(lines.getFirst());
  }

  private static OptionalLong value(Path file, String name) {
    for (String line : lines(file)) {
      String[] parts = line.split("\\s+", 3);
      if (parts[0].equals(name) && parts.length > 1) {
        return parsed(parts[1]);
      }
    }
    return OptionalLong.empty();
  }

  /** {@code max} is no number. */
  private static OptionalLong parsed(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
