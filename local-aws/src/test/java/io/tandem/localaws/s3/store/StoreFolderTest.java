package io.tandem.localaws.s3.store;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.localsagemaker.s3.PartFile;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreFolderTest {
  @TempDir Path folder;

  @Test
  void emptyFoldersAreDeletedWithTheirFolder() throws IOException {
    Path bucket = folder.resolve("bucket");
    Files.createDirectories(bucket.resolve("a/b"));
    Files.createDirectories(bucket.resolve("c"));

    StoreFolder.deleteFolders(bucket);

    assertTrue(Files.notExists(bucket));
  }

  @Test
  void aFolderInWhichOthersWriteIsNotEmpty() throws IOException {
    Path bucket = Files.createDirectories(folder.resolve("bucket"));
    Files.createFile(bucket.resolve("object"));

    CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> writeObjects(bucket));
    do {
      assertThrows(DirectoryNotEmptyException.class, () -> StoreFolder.deleteFolders(bucket));
    } while (!writing.isDone());
    writing.join();
  }

  private static void writeObjects(Path bucket) {
    for (int i = 0; i < 3000; i++) {
      try (PartFile file = PartFile.create(bucket.resolve("a/b"))) {
        file.commit();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}
