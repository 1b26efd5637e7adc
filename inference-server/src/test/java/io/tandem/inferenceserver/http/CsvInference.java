package io.tandem.inferenceserver.http;

import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.MediaType;
import java.util.List;

/** What tests serve: CSV in, CSV out, nothing to close. */
interface CsvInference extends Inference {
  @Override
  default List<String> contentTypes() {
    return List.of(MediaType.CSV);
  }

  @Override
  default List<MediaType> accepts() {
    return List.of(MediaType.of(MediaType.CSV));
  }

  @Override
  default void close() {}
}
