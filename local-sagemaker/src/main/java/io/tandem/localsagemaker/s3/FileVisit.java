package io.tandem.localsagemaker.s3;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Visits files below a folder in which others write: what goes meanwhile is passed over. */
final class FileVisit extends SimpleFileVisitor<Path> {
  private final Visitor visitor;

  /** What is done with a file, or anything else that is no folder. */
  interface Visitor {
    void visit(Path file) throws IOException;
  }

  FileVisit(Visitor visitor) {
    this.visitor = visitor;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    visitor.visit(file);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
    if (failure instanceof NoSuchFileException) {
      return FileVisitResult.CONTINUE;
    }
    throw failure;
  }
}
