package io.tandem.inferencetestkit.models;

import java.nio.file.Path;
import java.util.List;

/** A running container in multi-model mode. Closing ends what still runs of it. */
public interface MultiModelServer extends AutoCloseable {
  /** 128 and the number of SIGTERM: the JVM's own status after a signal. */
  int STOPPED_BY_SIGTERM = 143;

  int port();

  /** How the container sees a path below its folder {@code models}. */
  String url(Path path);

  /** SIGTERM. */
  void terminate();

  /** Waits for the end. */
  int exitStatus() throws InterruptedException;

  /** Lines of its log. */
  List<String> out();

  @Override
  void close();
}
