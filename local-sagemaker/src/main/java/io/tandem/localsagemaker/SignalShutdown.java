package io.tandem.localsagemaker;

import java.util.concurrent.CountDownLatch;

/**
 * Lets the main thread clean up on SIGINT and SIGTERM: interrupts it, and keeps the JVM until this
 * is closed, as the outermost resource of the main thread.
 */
public final class SignalShutdown implements AutoCloseable {
  private final CountDownLatch cleanedUp = new CountDownLatch(1);
  private final Thread hook;

  private SignalShutdown(Thread main) {
    hook =
        Thread.ofPlatform()
            .name("shutdown")
            .unstarted(
                () -> {
                  main.interrupt();
                  try {
                    cleanedUp.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
  }

  public static SignalShutdown interrupting(Thread main) {
    var shutdown = new SignalShutdown(main);
    Runtime.getRuntime().addShutdownHook(shutdown.hook);
    return shutdown;
  }

  @Override
  public void close() {
    cleanedUp.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It is running already, which is why this is closed.
      return;
    }
  }
}
