package io.tandem.localsagemaker.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class S3FolderTest {
  @TempDir Path folder;

  @Test
  void objectsAreThoseOfAPrefixInOrder() throws IOException {
    for (String key : List.of("orders-2/b", "orders-2/a", "orders-2025", "orders-1", "other")) {
      Path file = folder.resolve("bucket").resolve(key);
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
    var s3 = new S3Folder(folder);

    assertEquals(
        List.of("s3://bucket/orders-2/a", "s3://bucket/orders-2/b", "s3://bucket/orders-2025"),
        s3.objects("s3://bucket/orders-2").stream().map(s3::uri).toList());
    assertEquals(List.of(), s3.objects("s3://none/orders"));
  }

  @Test
  void objectsAreListedWhileOthersAreWritten() throws IOException {
    var s3 = new S3Folder(folder);
    Path input = Files.createDirectories(folder.resolve("bucket")).resolve("a");
    Files.createFile(input);

    CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> writeObjects(3000));
    do {
      assertEquals(List.of(input), s3.objects("s3://bucket/a"));
    } while (!writing.isDone());
    writing.join();
  }

  /** Of one key. */
  private void writeObjects(int count) {
    for (int i = 0; i < count; i++) {
      try (PartFile file = PartFile.create(folder.resolve("bucket/z"))) {
        file.commit();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}
