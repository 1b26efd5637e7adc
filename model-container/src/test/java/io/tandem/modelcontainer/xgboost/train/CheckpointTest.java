package io.tandem.modelcontainer.xgboost.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.training.TrainingJob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckpointTest {
  private static final Duration EVERY_ROUND = Duration.ZERO;
  private static final Duration AT_THE_END = Duration.ofDays(1);

  private static final Pattern SETTING = Pattern.compile("(\\w+)=(\\S+)");

  @TempDir Path base;
  private final Map<String, String> parameters = new HashMap<>();
  private Path checkpoints;
  private Path file;

  @BeforeEach
  void createJob() throws IOException {
    parameters.putAll(
        Map.of("objective", "binary:logistic", "num_round", "20", "max_depth", "3", "seed", "4"));
    checkpoints = Files.createDirectory(base.resolve("checkpoints"));
    file = checkpoints.resolve("xgboost-checkpoint");
    channel("train", XgboostTrainerTest.rows(500, 1));
    channel("validation", XgboostTrainerTest.rows(200, 2));
  }

  /**
   * Interrupted twice; most of these jobs draw something by chance: rows, columns, trees to drop.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "subsample=0.6 colsample_bytree=0.7 colsample_bynode=0.7",
        "subsample=0.6 tree_method=exact num_parallel_tree=3",
        "booster=dart rate_drop=0.3 subsample=0.8",
        "objective=multi:softprob num_class=2 subsample=0.8",
        "eval_metric=auc,logloss subsample=0.5",
        "early_stopping_rounds=9 eta=1 num_round=200 subsample=0.8",
      })
  void anInterruptedTrainingEndsAsIfItHadNotBeen(String more) throws Exception {
    put(more);
    Training whole = new Training(Optional.empty(), EVERY_ROUND);
    whole.run();
    assertTrue(whole.lines().size() > 8, () -> "ended after " + whole.lines());
    Training first = new Training(Optional.of(checkpoints), AT_THE_END);
    Training second = new Training(Optional.of(checkpoints), AT_THE_END);
    Training last = new Training(Optional.of(checkpoints), AT_THE_END);

    first.interruptAt(2).run();
    second.interruptAt(7).run();
    last.run();

    assertEquals(whole.lines().subList(0, 3), first.lines());
    assertEquals(whole.lines().subList(3, 8), second.lines());
    assertEquals(whole.lines().subList(8, whole.lines().size()), last.lines());
    assertArrayEquals(whole.model(), last.model());
    assertEquals(List.of(file.getFileName()), files(checkpoints));
  }

  @Test
  void aKilledTrainingGoesOnFromTheLastCheckpoint() throws Exception {
    put("subsample=0.6");
    Training whole = new Training(Optional.empty(), EVERY_ROUND);
    whole.run();

    Training killed = new Training(Optional.of(checkpoints), EVERY_ROUND).dieAt(5);
    assertThrows(Killed.class, killed::run);
    Training resumed = new Training(Optional.of(checkpoints), EVERY_ROUND);
    resumed.run();

    // The round it died in was not complete.
    assertEquals(whole.lines().subList(5, 20), resumed.lines());
    assertArrayEquals(whole.model(), resumed.model());
  }

  @Test
  void quickRoundsAreNotSavedOneByOne() throws Exception {
    Training killed = new Training(Optional.of(checkpoints), AT_THE_END).dieAt(5);
    assertThrows(Killed.class, killed::run);
    assertEquals(List.of(), files(checkpoints));
  }

  @Test
  void anInterruptedTrainingThatSavesNoModelSavesTheCheckpoint() throws Exception {
    put("save_model_on_termination=false");
    Training whole = new Training(Optional.empty(), EVERY_ROUND);
    whole.run();
    Training stopped = new Training(Optional.of(checkpoints), AT_THE_END).interruptAt(6);
    assertThrows(InterruptedException.class, stopped::run);
    Training resumed = new Training(Optional.of(checkpoints), AT_THE_END);
    resumed.run();

    assertEquals(whole.lines().subList(7, 20), resumed.lines());
    assertArrayEquals(whole.model(), resumed.model());
  }

  @Test
  void aFinishedTrainingCanGoOnForMoreRounds() throws Exception {
    put("subsample=0.6 num_round=30");
    Training whole = new Training(Optional.empty(), EVERY_ROUND);
    whole.run();
    put("num_round=20 nthread=1");
    new Training(Optional.of(checkpoints), AT_THE_END).run();
    Training again = new Training(Optional.of(checkpoints), AT_THE_END);
    again.run();
    assertEquals(List.of(), again.lines());

    put("num_round=30 nthread=2");
    Training more = new Training(Optional.of(checkpoints), AT_THE_END);
    more.run();
    assertEquals(whole.lines().subList(20, 30), more.lines());
    assertArrayEquals(whole.model(), more.model());

    put("num_round=29");
    assertRefused("it has 30 rounds, more than num_round, 29");
  }

  @ParameterizedTest
  @CsvSource({
    "max_depth=4,",
    "eval_metric=auc,",
    "early_stopping_rounds=3,",
    ",train",
    ",validation",
  })
  void theCheckpointOfAnotherTrainingIsRefusedAndKept(String setting, String channel)
      throws Exception {
    new Training(Optional.of(checkpoints), AT_THE_END).run();
    byte[] kept = Files.readAllBytes(file);
    if (setting != null) {
      put(setting);
    }
    if (channel != null) {
      Path rows = base.resolve(channel).resolve("data.csv");
      Files.writeString(rows, Files.readString(rows) + "1,2,3,4\n");
    }

    assertRefused("of a training with other rows, hyperparameters or version of XGBoost");

    assertArrayEquals(kept, Files.readAllBytes(file));
  }

  @Test
  void aDamagedCheckpointIsRefused() throws Exception {
    new Training(Optional.of(checkpoints), AT_THE_END).run();
    byte[] whole = Files.readAllBytes(file);
    byte[] flipped = whole.clone();
    flipped[flipped.length / 2] ^= 1;
    String line = new String(whole, StandardCharsets.ISO_8859_1).lines().findFirst().orElseThrow();
    byte[] another = new byte[1 << 20];
    Arrays.fill(another, (byte) '1');
    for (byte[] damaged :
        List.of(
            new byte[0],
            Arrays.copyOf(whole, 100),
            Arrays.copyOf(whole, whole.length - 1),
            flipped,
            another,
            line.getBytes(StandardCharsets.US_ASCII))) {
      Files.write(file, damaged);
      assertRefused("it is damaged");
    }
  }

  /** Whoever can write there can state a checksum as well. */
  @Test
  void aCheckpointThatHoldsNoModelIsRefused() throws Exception {
    new Training(Optional.of(checkpoints), AT_THE_END).run();
    String line =
        Files.readString(file, StandardCharsets.ISO_8859_1).lines().findFirst().orElse("");
    byte[] model = "{\"learner\":{}}".getBytes(StandardCharsets.US_ASCII);
    String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(model));
    Files.writeString(
        file,
        line.substring(0, line.lastIndexOf(' ') + 1) + sum + "\n{\"learner\":{}}",
        StandardCharsets.US_ASCII);

    assertRefused("it holds no model of XGBoost: learner.learner_model_param ");
  }

  @Test
  void aLinkOrAFolderInItsPlaceIsRefused() throws Exception {
    Files.createSymbolicLink(file, base.resolve("train").resolve("data.csv"));
    assertRefused("it is no file");
    Files.delete(file);
    Files.createDirectory(file);
    assertRefused("it is no file");
  }

  @Test
  void aFolderThatCannotBeWrittenToIsToldBeforeTheFirstRound() throws Exception {
    Path taken = Files.writeString(base.resolve("taken"), "");
    Training training = new Training(Optional.of(taken), AT_THE_END);
    String message = assertThrows(ContainerException.class, training::run).getMessage();
    assertTrue(message.startsWith("cannot write checkpoints to " + taken + " ("), message);
    assertEquals(List.of(), training.lines());
  }

  @Test
  void aTrainingOutlivesACheckpointThatCannotBeWritten() throws Exception {
    Training training = new Training(Optional.of(checkpoints), EVERY_ROUND);
    training.at(
        3,
        () -> {
          try {
            Files.delete(file);
            Files.delete(checkpoints);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
    training.run();

    assertEquals(20, training.lines().size());
    assertFalse(Files.exists(checkpoints));
  }

  private void assertRefused(String found) {
    Training training = new Training(Optional.of(checkpoints), AT_THE_END);
    String message = assertThrows(ContainerException.class, training::run).getMessage();
    assertTrue(message.startsWith("cannot go on from " + file + ": "), message);
    assertTrue(message.contains(found), () -> found + " is not in " + message);
    assertEquals(1, message.lines().count(), message);
    assertEquals(List.of(), training.lines());
  }

  /** Like {@code eta=1 num_round=200}. */
  private void put(String settings) {
    Matcher setting = SETTING.matcher(settings);
    while (setting.find()) {
      parameters.put(setting.group(1), setting.group(2));
    }
  }

  private void channel(String name, String rows) throws IOException {
    Files.writeString(Files.createDirectory(base.resolve(name)).resolve("data.csv"), rows);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(Path::getFileName).toList();
    }
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** One start of the job. */
  private final class Training {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final TrainingJob job;
    private final Duration interval;
    private int round = -1;
    private Runnable event = () -> {};

    Training(Optional<Path> folder, Duration interval) {
      this.interval = interval;
      Map<String, Path> channels =
          Map.of("train", base.resolve("train"), "validation", base.resolve("validation"));
      job = new TrainingJob(parameters, channels, base.resolve("model"), folder);
    }

    /** Something happens when the line of a round is printed. */
    @SuppressWarnings("HidingField")
    void at(int round, Runnable event) {
      this.round = round;
      this.event = event;
    }

    Training interruptAt(int interrupted) {
      at(interrupted, Thread.currentThread()::interrupt);
      return this;
    }

    Training dieAt(int last) {
      at(
          last,
          () -> {
            throw new Killed();
          });
      return this;
    }

    void run() throws InterruptedException {
      PrintStream out =
          new PrintStream(printed, true, StandardCharsets.UTF_8) {
            @Override
            public void println(Object line) {
              super.println(line);
              if (line.toString().startsWith("[" + round + "]")) {
                event.run();
              }
            }
          };
      new XgboostTrainer(out, interval).train(job);
    }

    List<String> lines() {
      return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    byte[] model() throws IOException {
      return Files.readAllBytes(base.resolve("model").resolve("xgboost-model"));
    }
  }
}
