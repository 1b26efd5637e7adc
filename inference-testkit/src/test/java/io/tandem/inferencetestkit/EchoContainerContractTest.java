package io.tandem.inferencetestkit;

import io.tandem.inferencetestkit.ContainerUnderTest.Fault;
import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** The server fulfils the contract under the smallest container there can be. */
public final class EchoContainerContractTest extends ContainerContract {
  @TempDir static Path model;

  @Override
  protected ContainerUnderTest describe() {
    return describe(model);
  }

  /**
   * @param model an empty folder for the artifact
   */
  public static ContainerUnderTest describe(Path model) {
    try {
      Files.writeString(model.resolve("echo"), "echo");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ContainerUnderTest(
        EchoContainer.program(),
        EchoContainer.class,
        Map.of(),
        model,
        List.of(
            new Sample("text/csv", utf8("1,2,3\n")), new Sample("application/json", utf8("[1]"))),
        List.of("text/csv", "application/json", "application/x-npy"),
        List.of(
            new Fault("a refusal", "text/csv", utf8("no secret"), 400, "no refusal", "secret")));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
