package io.tandem.inferencetestkit;

import io.tandem.inferenceserver.container.ContainerProgram;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the contract has to know of a container.
 *
 * @param program as its main runs it
 * @param main the class with the main method
 * @param environment settings it needs; SageMaker's own are added
 * @param model a directory that holds a model artifact
 * @param samples a good body for every content type it reads, the one assumed by default first
 * @param accepts every media type it answers with, the default first
 * @param faults bodies that must be refused
 */
public record ContainerUnderTest(
    ContainerProgram program,
    Class<?> main,
    Map<String, String> environment,
    Path model,
    List<Sample> samples,
    List<String> accepts,
    List<Fault> faults) {

  public ContainerUnderTest {
    environment = Map.copyOf(environment);
    samples = List.copyOf(samples);
    accepts = List.copyOf(accepts);
    faults = List.copyOf(faults);
  }

  /** A body that is answered with 200 under every media type the container offers. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Sample(String contentType, byte[] body) {
    @Override
    public String toString() {
      return contentType;
    }
  }

  /**
   * A body that is refused.
   *
   * @param name what is wrong, as the name of the test
   * @param detail what the answer must say, the place or the expectation
   * @param secret a part of the body that must not come back; may be empty
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Fault(
      String name, String contentType, byte[] body, int status, String detail, String secret) {
    @Override
    public String toString() {
      return name;
    }
  }
}
