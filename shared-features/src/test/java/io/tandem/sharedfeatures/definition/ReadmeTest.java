package io.tandem.sharedfeatures.definition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README says what the code does. */
class ReadmeTest {
  private static final Path README = Path.of("README.md");

  @Test
  void itsDefinitionIsOne() throws IOException {
    Matcher example =
        Pattern.compile("```json\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(README));

    assertTrue(example.find());
    FeatureDefinition definition = FeatureDefinition.read(Sample.bytes(example.group(1)));

    assertEquals("deferred-payment", definition.name());
  }
}
