package io.tandem.inferencetestkit.models;

import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Models that answer with their number. */
final class EchoModels implements ModelsUnderTest {
  @Override
  public Question good(int number, Path folder) throws IOException {
    String answer = "model " + number + "\n";
    Files.writeString(folder.resolve("echo"), "echo");
    Files.writeString(folder.resolve("answer"), answer);
    byte[] body = "1,2,3\n".getBytes(StandardCharsets.US_ASCII);
    return Question.exactly(new Sample("text/csv", body), answer);
  }

  @Override
  public String broken(Path folder) throws IOException {
    Files.writeString(folder.resolve("something.else"), "?");
    return "no file echo";
  }
}
