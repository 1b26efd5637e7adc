package io.tandem.inferencetestkit;

import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.InferenceServer;
import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What every part of the contract works on. */
interface Contract {
  byte[] NOTHING = {};

  ContainerUnderTest container();

  /** Of a server that is ready and serves all tests of the suite. */
  int port();

  /** A server that is not ready, to be closed by the test. */
  InferenceServer listening(Map<String, String> environment);

  Inference load();

  default Sample firstSample() {
    return container().samples().getFirst();
  }

  /** The first sample with further headers. */
  default Answer invoke(String... headers) throws IOException {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Content-Type: " + firstSample().contentType());
    return post(all, firstSample().body());
  }

  default Answer post(List<String> headers, byte[] body) throws IOException {
    return Connection.exchange(port(), "POST", "/invocations", headers, body);
  }
}
