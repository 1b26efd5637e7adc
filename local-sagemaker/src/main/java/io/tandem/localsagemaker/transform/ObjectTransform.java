package io.tandem.localsagemaker.transform;

import io.tandem.localsagemaker.pipeline.RequestBody;
import io.tandem.localsagemaker.record.RecordException;
import io.tandem.localsagemaker.request.TransformJob;
import io.tandem.localsagemaker.s3.PartFile;
import io.tandem.localsagemaker.terminal.Terminal;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;

/**
 * One object on its way: its records out, their answers in. The first fault fails the object; it
 * then gives no more records and leaves nothing behind. An object without records makes an empty
 * output where it is split, and a call without a body where it is not (neither is documented). For
 * one thread.
 */
final class ObjectTransform implements AutoCloseable {
  private final TransformObject object;
  private final TransformJob job;
  private final TransformParameters parameters;
  private final Progress progress;
  private @Nullable InputStream in;
  private @Nullable RecordBatches batches;
  private @Nullable PartFile part;
  private @Nullable String failure;
  private boolean allRead;
  private int underWay;
  private long sent;

  ObjectTransform(
      TransformObject object, TransformJob job, TransformParameters parameters, Terminal terminal) {
    this.object = object;
    this.job = job;
    this.parameters = parameters;
    this.progress = new Progress(object.key(), terminal);
  }

  String key() {
    return object.key();
  }

  /** The records of the next call; null when there are no more. */
  @Nullable RecordBatch next() {
    try {
      RecordBatch batch = allRead ? null : parameters.maxPayloadMb() == 0 ? whole() : cut();
      if (batch != null) {
        underWay++;
        sent += batch.count();
        return batch;
      }
    } catch (RecordException e) {
      fail(e.fault());
    } catch (ZipException | EOFException e) {
      fail("expected gzip, as CompressionType says, found something else or only part of it");
    } catch (IOException e) {
      fail("it cannot be read: " + e);
    }
    allRead = true;
    closeInput();
    return null;
  }

  private @Nullable RecordBatch cut() throws IOException, RecordException {
    if (batches == null) {
      in = open();
      batches = new RecordBatches(in, job, parameters, parameters.maxPayloadMb() << 20);
    }
    return batches.next();
  }

  /** Gzip is read twice, so that the containers never get the first half of a damaged object. */
  private RecordBatch whole() throws IOException {
    allRead = true;
    if (job.input().gzip()) {
      try (InputStream all = open()) {
        all.transferTo(OutputStream.nullOutputStream());
      }
    }
    RequestBody.Chunks body = this::open;
    return new RecordBatch(1, 1, List.of(), body);
  }

  private InputStream open() throws IOException {
    InputStream file = Files.newInputStream(object.input());
    try {
      return job.input().gzip() ? new GZIPInputStream(file, 1 << 16) : file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** To be called for each batch, in their order. */
  void answered(RecordBatch batch, byte[] answer) {
    underWay--;
    if (failure != null) {
      return;
    }
    try {
      batch.assemble(answer, job, output().out());
      progress.records(batch.first() + batch.count() - 1);
    } catch (RecordException e) {
      fail(e.fault());
    } catch (IOException e) {
      fail("its output cannot be written: " + e);
    }
  }

  /** To be called instead, when the call has failed. */
  void refused(RecordBatch batch, String reason) {
    underWay--;
    fail(batch.place() + ": " + reason);
  }

  private PartFile output() throws IOException {
    if (part == null) {
      part = PartFile.create(object.output());
    }
    return part;
  }

  private void fail(String reason) {
    if (failure == null) {
      failure = reason;
      allRead = true;
    }
  }

  boolean isSettled() {
    return allRead && underWay == 0;
  }

  /**
   * To be called once, when all is settled: makes the output appear unless something failed.
   *
   * @return why there is none, or null
   */
  @Nullable String finish() {
    if (failure == null) {
      try {
        output().commit();
        progress.done(sent);
      } catch (IOException e) {
        fail("its output cannot be written: " + e);
      }
    }
    close();
    return failure;
  }

  @Override
  public void close() {
    closeInput();
    IoUtils.safeClose(part);
  }

  private void closeInput() {
    IoUtils.safeClose(in);
  }
}
