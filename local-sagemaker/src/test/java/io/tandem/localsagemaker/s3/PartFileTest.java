package io.tandem.localsagemaker.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PartFileTest {
  @TempDir Path folder;

  @Test
  void leftoversAreDeletedInAllFoldersAndWhatIsUnderWayIsNot() throws IOException {
    Path deep = Files.createDirectories(folder.resolve("a/b"));
    Path left = Files.createFile(deep.resolve(".transform-0.part"));
    Path object = Files.createFile(deep.resolve("object"));

    try (PartFile underWay = PartFile.create(deep.resolve("c"))) {
      PartFile.deleteLeftoversBelow(folder);
      PartFile.deleteLeftoversBelow(folder.resolve("none"));

      underWay.commit();
    }

    assertTrue(Files.notExists(left));
    assertTrue(Files.exists(object));
    assertTrue(Files.exists(deep.resolve("c")));
  }

  @Test
  void aFileIsBegunWhileItsFoldersAreDeleted() throws IOException {
    var done = new AtomicBoolean();
    Path target = folder.resolve("a/b/c");
    CompletableFuture<Void> deleting =
        CompletableFuture.runAsync(
            () -> {
              while (!done.get()) {
                deleteEmpty(folder.resolve("a/b"));
                deleteEmpty(folder.resolve("a"));
              }
            });
    try {
      for (int i = 0; i < 3000; i++) {
        PartFile.create(target).close();
      }
    } finally {
      done.set(true);
    }
    deleting.join();

    assertEquals(false, Files.exists(target));
  }

  private static void deleteEmpty(Path folder) {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      return;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
