package io.tandem.workbench;

import io.tandem.inferenceserver.resources.ServingResources;
import io.tandem.workbench.pair.OrderFile;
import io.tandem.workbench.pair.Pair;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The workbench in the process of the test, on a free port. */
record OpenWorkbench(ServingResources resources, List<Pair> pairs, WorkbenchServer server)
    implements AutoCloseable {
  /**
   * @param orders to pick from; null for none
   */
  static OpenWorkbench start(List<Path> folders, @Nullable Path orders, double threshold) {
    ServingResources resources = ServingResources.ofProcess();
    List<Pair> pairs = folders.stream().map(folder -> Pair.open(folder, resources)).toList();
    OrderFile file = orders == null ? null : OrderFile.read(orders, pairs.getFirst().definition());
    WorkbenchApi api = new WorkbenchApi(pairs, file, threshold);
    return new OpenWorkbench(resources, pairs, WorkbenchServer.start(0, api));
  }

  String address() {
    return server.address();
  }

  @Override
  public void close() {
    server.close();
    pairs.forEach(Pair::close);
    resources.close();
  }
}
