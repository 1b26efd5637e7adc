package io.tandem.featurecontainer.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option of commands that work on several threads. */
final class Threads {
  private static final int MAX = 256;

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = Count.class,
      description = "How many threads work (default: as many as there are cores).")
  private int count = Math.min(MAX, Runtime.getRuntime().availableProcessors());

  int count() {
    return count;
  }

  /** At least one. */
  static final class Count implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      try {
        int number = Integer.parseInt(value);
        if (number >= 1 && number <= MAX) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Told below, as what is out of range.
      }
      throw new TypeConversionException(
          "'%s' is not a whole number from 1 to %d".formatted(value, MAX));
    }
  }
}
