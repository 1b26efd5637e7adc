package io.tandem.modelcontainer.catboost;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A process that loads damaged models: whatever crashes takes it down, and not the tests. It says
 * how many it served and refused.
 */
final class HostileFiles {
  private static final int MOST_PLACES = 4;

  private HostileFiles() {}

  /**
   * @param args a model file, a folder to write to, the first number of the generator, how many
   */
  public static void main(String[] args) throws IOException {
    byte[] whole = Files.readAllBytes(Path.of(args[0]));
    Path file = Path.of(args[1]).resolve("hostile");
    int first = Integer.parseInt(args[2]);
    int served = 0;
    int refused = 0;
    for (int seed = first; seed < first + Integer.parseInt(args[3]); seed++) {
      Files.write(file, damaged(whole, new Random(seed)));
      System.out.println("file " + seed);
      try (Model model = CatboostModel.load(file, List.of())) {
        float[] values = new float[40 * model.width()];
        Random random = new Random(seed);
        for (int i = 0; i < values.length; i++) {
          values[i] = random.nextInt(9) == 0 ? Float.NaN : (float) random.nextGaussian() * 3;
        }
        RowMatrix rows = new RowMatrix(values, 40, model.width());
        model.predict(rows);
        model.predict(rows.slice(7, 8));
        served++;
      } catch (ContainerException e) {
        if (e.getMessage().lines().count() != 1) {
          throw new AssertionError(e.getMessage(), e);
        }
        refused++;
      }
    }
    System.out.println(served + " served, " + refused + " refused");
  }

  /** Some bytes or words replaced, exchanged, or the end cut off. */
  private static byte[] damaged(byte[] whole, Random random) {
    byte[] file = whole.clone();
    for (int i = random.nextInt(MOST_PLACES); i >= 0; i--) {
      int place = random.nextInt(file.length);
      // JSON with any other byte is mostly no JSON any more.
      boolean digits = file[0] == '{' && random.nextInt(20) != 0;
      switch (digits ? 4 : random.nextInt(5)) {
        case 0 -> file[place] = (byte) random.nextInt();
        case 1 -> file[place] ^= (byte) (1 << random.nextInt(8));
        case 2 -> {
          int word = place / 4 * 4;
          int value = random.nextBoolean() ? random.nextInt() : random.nextInt(1000) - 100;
          for (int j = 0; j < 4 && word + j < file.length; j++) {
            file[word + j] = (byte) (value >> (8 * j));
          }
        }
        case 3 -> {
          int other = random.nextInt(file.length);
          byte kept = file[place];
          file[place] = file[other];
          file[other] = kept;
        }
        default -> {
          for (int j = place; j < file.length; j++) {
            if (Character.isDigit(file[j])) {
              file[j] = (byte) ('0' + random.nextInt(10));
              break;
            }
          }
        }
      }
    }
    return random.nextInt(20) == 0 ? Arrays.copyOf(file, random.nextInt(file.length)) : file;
  }
}
