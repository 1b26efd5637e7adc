package io.tandem.inferencetestkit;

import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What every part of the contract works on. */
public interface Contract {
  byte[] NOTHING = {};

  ContainerUnderTest container();

  /** Of a server that is ready and serves all tests of the suite. */
  int port();

  /** Where it takes invocations. */
  default String invocations() {
    return "/invocations";
  }

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
    return Connection.exchange(port(), "POST", invocations(), headers, body);
  }
}
