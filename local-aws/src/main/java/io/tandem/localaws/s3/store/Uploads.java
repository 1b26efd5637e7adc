package io.tandem.localaws.s3.store;

import io.tandem.localaws.s3.refusal.ErrorCode;
import io.tandem.localaws.s3.refusal.S3Exception;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Multipart uploads: a folder for each, in it {@code upload.json}, and for each part its bytes and,
 * once they are complete, {@code <number>.json}. They outlive the process. Safe for several
 * threads.
 */
public final class Uploads {
  public static final int MAX_PARTS = 10_000;

  private static final String UPLOAD = "upload.json";

  /** The name of the file with the bytes of a part, among the headers of the part. */
  private static final String FILE = "file";

  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern PART = Pattern.compile("([0-9]{1,5})\\.json");

  private final StoreFolder store;
  private final Set<String> ending = ConcurrentHashMap.newKeySet();

  public Uploads(StoreFolder store) {
    this.store = store;
  }

  public static String freeId() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  public void begin(Upload upload) throws IOException {
    // Complete before it has its name.
    Path folder = Files.createDirectory(store.freeName());
    upload.write(folder.resolve(UPLOAD));
    Files.move(folder, folder(upload.id()), StandardCopyOption.ATOMIC_MOVE);
  }

  private Path folder(String id) {
    return store.uploads().resolve(id);
  }

  /**
   * @throws S3Exception when there is none of that id for that key
   */
  public Upload find(String id, BucketName bucket, ObjectKey key) throws S3Exception {
    return (ID.matcher(id).matches() ? Upload.read(id, folder(id).resolve(UPLOAD)) : none())
        .filter(found -> found.bucket().equals(bucket))
        .filter(found -> found.key().equals(key))
        .orElseThrow(Uploads::noSuchUpload);
  }

  private static Optional<Upload> none() {
    return Optional.empty();
  }

  private static S3Exception noSuchUpload() {
    return new S3Exception(
        ErrorCode.NO_SUCH_UPLOAD,
        "The specified multipart upload does not exist. The upload ID might be invalid, or the"
            + " multipart upload might have been aborted or completed.");
  }

  /** Those of a bucket, by key and by time. */
  public List<Upload> list(BucketName bucket) throws IOException {
    List<Upload> found = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(store.uploads())) {
      for (Path folder : folders) {
        Upload.read(folder.getFileName().toString(), folder.resolve(UPLOAD))
            .filter(upload -> upload.bucket().equals(bucket))
            .ifPresent(found::add);
      }
    }
    found.sort(
        Comparator.<Upload, String>comparing(upload -> upload.key().value(), KeyOrder.UTF_8)
            .thenComparing(Upload::begun)
            .thenComparing(Upload::id));
    return found;
  }

  /**
   * Takes over a complete part, in place of an earlier one of its number.
   *
   * @throws S3Exception when the upload has ended meanwhile
   */
  public void put(Upload upload, int number, StoreFolder.UnderWay part, ObjectAttributes attributes)
      throws IOException {
    Path folder = folder(upload.id());
    String file = number + "-" + UUID.randomUUID();
    Path memory = folder.resolve(number + ".json");
    Optional<ObjectAttributes> earlier = ObjectAttributes.read(memory);
    var written =
        new ObjectAttributes(
            attributes.size(),
            attributes.modified(),
            attributes.etag(),
            Map.of(FILE, file),
            attributes.checksum());
    Path next = store.freeName();
    try {
      written.write(next);
      part.moveTo(folder.resolve(file));
      Files.move(next, memory, StandardCopyOption.ATOMIC_MOVE);
      if (earlier.isPresent()) {
        Files.deleteIfExists(bytes(upload, earlier.get()));
      }
    } catch (NoSuchFileException e) {
      throw noSuchUpload();
    } finally {
      Files.deleteIfExists(next);
    }
  }

  /** The complete ones, by number. */
  public SortedMap<Integer, ObjectAttributes> parts(Upload upload) throws IOException {
    SortedMap<Integer, ObjectAttributes> parts = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder(upload.id()), "*.json")) {
      for (Path file : files) {
        var name = PART.matcher(file.getFileName().toString());
        if (name.matches()) {
          int number = Integer.parseInt(name.group(1));
          ObjectAttributes.read(file).ifPresent(part -> parts.put(number, part));
        }
      }
    } catch (NoSuchFileException e) {
      throw noSuchUpload();
    }
    return parts;
  }

  /** The file with the bytes of a part. */
  public Path bytes(Upload upload, ObjectAttributes part) {
    return folder(upload.id())
        .resolve(Path.of(part.headers().getOrDefault(FILE, "")).getFileName());
  }

  /** What is done with an upload that ends. */
  public interface End {
    void run() throws IOException;
  }

  /**
   * Deletes an upload, after something else has been done with it.
   *
   * @throws S3Exception when another request ends it at the moment
   */
  public void end(Upload upload, End end) throws IOException {
    if (!ending.add(upload.id())) {
      throw new S3Exception(
          ErrorCode.OPERATION_ABORTED,
          "A conflicting operation is currently in progress against this upload. Try again.");
    }
    try {
      end.run();
      Path gone = store.freeName();
      Files.move(folder(upload.id()), gone, StandardCopyOption.ATOMIC_MOVE);
      StoreFolder.deleteTree(gone);
    } catch (NoSuchFileException e) {
      throw noSuchUpload();
    } finally {
      ending.remove(upload.id());
    }
  }
}
