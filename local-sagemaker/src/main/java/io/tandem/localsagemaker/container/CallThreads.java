package io.tandem.localsagemaker.container;

import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/**
 * The I/O threads that call containers, and may serve, and the buffers of their connections. To be
 * closed when all containers have ended: a connection that is left needs both to see its end.
 */
public record CallThreads(XnioWorker worker, ByteBufferPool buffers) implements AutoCloseable {
  /** That are kept; more are freed after use. */
  private static final int MAX_BUFFERS = 1024;

  private static final Duration END_TIMEOUT = Duration.ofSeconds(5);

  public static CallThreads start() {
    return new CallThreads(
        Xnio.getInstance()
            .createWorkerBuilder()
            .setWorkerName("local-sagemaker")
            .setWorkerIoThreads(Math.max(2, Runtime.getRuntime().availableProcessors()))
            .setCoreWorkerPoolSize(1)
            .setMaxWorkerPoolSize(1)
            .setDaemon(true)
            .build(),
        // No buffers of each thread's own: those of a virtual thread would be lost with it.
        new DefaultByteBufferPool(true, 16 * 1024, MAX_BUFFERS, 0));
  }

  @Override
  public void close() {
    worker.shutdownNow();
    try {
      // Its threads use the buffers until they end.
      worker.awaitTermination(END_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    buffers.close();
  }
}
