package io.tandem.inferencetestkit.models;

import io.tandem.inferencetestkit.ContainerUnderTest;
import io.tandem.inferencetestkit.TestProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The container's main as a process of this machine. */
final class ServerProcess implements MultiModelServer {
  private final int port = TestProcess.freePort();
  private final TestProcess process;

  /**
   * @param base holds the folder {@code models}
   */
  ServerProcess(ContainerUnderTest container, Map<String, String> environment, Path base)
      throws IOException {
    Map<String, String> all = new HashMap<>(container.environment());
    all.putAll(environment);
    all.put("SAGEMAKER_MULTI_MODEL", "true");
    all.put("SAGEMAKER_BASE_DIR", base.toString());
    all.put("SAGEMAKER_BIND_TO_PORT", Integer.toString(port));
    process = TestProcess.start(container.main(), all, "serve");
  }

  long id() {
    return process.id();
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String url(Path path) {
    return path.toString();
  }

  @Override
  public void terminate() {
    process.terminate();
  }

  @Override
  public int exitStatus() throws InterruptedException {
    return process.exitStatus();
  }

  @Override
  public List<String> out() {
    return process.out();
  }

  @Override
  public void close() {
    process.close();
  }

  @Override
  public String toString() {
    return process.toString();
  }
}
