package io.tandem.sparkfeatures;

import org.apache.hadoop.fs.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A path as the file systems of a cluster take it. */
final class PathText implements ITypeConverter<String> {
  @Override
  public String convert(String value) {
    if (value.isBlank()) {
      throw new TypeConversionException("it is empty; expected a path");
    }
    try {
      return new Path(value).toString();
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "'%s' is no path; expected one such as s3://bucket/folder".formatted(value));
    }
  }
}
