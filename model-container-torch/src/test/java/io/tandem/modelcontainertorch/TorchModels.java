package io.tandem.modelcontainertorch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import io.tandem.inferencetestkit.models.ModelsUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Modules that add their number to what they are asked. */
final class TorchModels implements ModelsUnderTest {
  @Override
  public Question good(int number, Path folder) throws IOException {
    ScriptFile.of("return torch.add(torch.sum(x, [1]), %d)".formatted(number))
        .writeTo(folder.resolve("model.pt"));
    Files.writeString(folder.resolve("manifest.json"), "{\"format\":1,\"width\":2}");
    return Question.exactly(new Sample("text/csv", "0.25,0.25\n".getBytes(UTF_8)), number + ".5\n");
  }

  /** The first half of a model. */
  @Override
  public String broken(Path folder) throws IOException {
    byte[] whole = Files.readAllBytes(GoldenModel.newest("mlp").file());
    Files.write(folder.resolve("broken.pt"), Arrays.copyOf(whole, whole.length / 2));
    return "broken.pt";
  }
}
