package io.tandem.inferencetestkit.models;

import io.tandem.inferencetestkit.ImageContainer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The container's image, run by a Docker engine. */
final class ServerImage implements MultiModelServer {
  /** Where the platform puts the archives. */
  private static final String MODELS = "/opt/ml/models";

  private final Path models;
  private final ImageContainer container;

  ServerImage(String image, Map<String, String> environment, Path models) {
    this.models = models;
    container = ImageContainer.servingMany(image, models).withEnv(environment);
    container.start();
  }

  @Override
  public int port() {
    return container.port();
  }

  @Override
  public String url(Path path) {
    return MODELS + "/" + models.relativize(path);
  }

  @Override
  public void terminate() {
    container.terminate();
  }

  @Override
  public int exitStatus() {
    return container.exitStatus();
  }

  @Override
  public List<String> out() {
    return container.out();
  }

  @Override
  public void close() {
    container.close();
  }

  @Override
  public String toString() {
    return container.getLogs();
  }
}
