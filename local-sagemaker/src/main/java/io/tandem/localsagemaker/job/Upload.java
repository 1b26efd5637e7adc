package io.tandem.localsagemaker.job;

import io.tandem.localsagemaker.s3.PartFile;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A container's files as objects of S3. Links are left out, as the platform leaves them. */
final class Upload {
  private Upload() {}

  /** Each file as an object below a folder. */
  static void files(Path folder, Path target) throws IOException {
    PartFile.deleteLeftoversBelow(target);
    for (Path file : regularFiles(folder)) {
      try (PartFile part = PartFile.create(target.resolve(folder.relativize(file).toString()));
          InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        in.transferTo(part.out());
        part.commit();
      }
    }
  }

  /** All files as one {@code .tar.gz}; the names in it are relative to the folder. */
  static void archive(Path folder, Path target) throws IOException {
    PartFile.deleteLeftovers(target.resolveSibling(""));
    try (PartFile part = PartFile.create(target)) {
      try (var gzip = new GZIPOutputStream(new Unclosed(part.out()), 1 << 16);
          var tar = new TarArchiveOutputStream(gzip, "UTF-8")) {
        write(folder, tar);
      }
      part.commit();
    }
  }

  /** Closing it leaves the stream beneath open. */
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      out.flush();
    }
  }

  private static void write(Path folder, TarArchiveOutputStream tar) throws IOException {
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    for (Path file : regularFiles(folder)) {
      String name = folder.relativize(file).toString().replace('\\', '/');
      // Of the file itself it would take on this machine's users, and times that tar warns of.
      var entry = new TarArchiveEntry(name);
      entry.setSize(Files.size(file));
      entry.setModTime(Files.getLastModifiedTime(file));
      tar.putArchiveEntry(entry);
      try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        in.transferTo(tar);
      }
      tar.closeArchiveEntry();
    }
  }

  /** Whether no part of a path is a link; the work folder's own path has none. */
  static boolean isReal(Path path) throws IOException {
    return path.toRealPath().equals(path.toAbsolutePath().normalize());
  }

  static boolean isEmpty(Path folder) throws IOException {
    return regularFiles(folder).isEmpty();
  }

  private static List<Path> regularFiles(Path folder) throws IOException {
    // A container may have put a link in the place of a folder.
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || !isReal(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    }
  }
}
