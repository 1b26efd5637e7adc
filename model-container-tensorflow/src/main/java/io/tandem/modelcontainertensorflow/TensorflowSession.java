package io.tandem.modelcontainertensorflow;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.UnfitModelException;
import io.tandem.modelcontainertensorflow.TensorflowInputs.Input;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A SavedModel in TensorFlow's library, and the places where numbers go in and come out. It may be
 * run by many threads at once; each computes in its own, and the library's threads have nothing to
 * do.
 */
final class TensorflowSession implements AutoCloseable {
  private static final String SERVE = "serve";

  /** An operation, an index, and what C aligns with. */
  private static final long PLACE_BYTES = 16;

  private static final long INDEX_AT = 8;

  private final Arena arena = Arena.ofShared();
  private final List<Input> inputs;
  private final Signature.Type outputType;
  private final MemorySegment graph;
  private final MemorySegment session;
  private final MemorySegment inputPlaces;
  private final MemorySegment outputPlace;

  private TensorflowSession(
      List<Input> inputs, Signature.Tensor output, MemorySegment graph, MemorySegment session) {
    this.inputs = inputs;
    this.outputType = Objects.requireNonNull(Signature.Type.of(output.type()));
    this.graph = graph;
    this.session = session;
    this.inputPlaces = arena.allocate(PLACE_BYTES * inputs.size(), Long.BYTES);
    this.outputPlace = arena.allocate(PLACE_BYTES, Long.BYTES);
  }

  /**
   * Loads a SavedModel and its variables.
   *
   * @param output of float or double
   * @throws UnfitModelException with what the library says
   */
  static TensorflowSession load(Path folder, List<Input> inputs, Signature.Tensor output) {
    MemorySegment graph = TensorflowBinding.newGraph();
    MemorySegment loaded;
    try {
      loaded = load(folder, graph);
    } catch (RuntimeException e) {
      TensorflowBinding.deleteGraph(graph);
      throw e;
    }
    TensorflowSession session = new TensorflowSession(inputs, output, graph, loaded);
    try {
      for (int i = 0; i < inputs.size(); i++) {
        session.setPlace(session.inputPlaces, i, inputs.get(i).tensor());
      }
      session.setPlace(session.outputPlace, 0, output);
      return session;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static MemorySegment load(Path folder, MemorySegment graph) {
    MemorySegment options = TensorflowBinding.newOptions();
    MemorySegment status = TensorflowBinding.newStatus();
    try (Arena local = Arena.ofConfined()) {
      MemorySegment tags = local.allocate(ADDRESS);
      tags.set(ADDRESS, 0, local.allocateFrom(SERVE));
      MemorySegment session =
          TensorflowBinding.load(
              options, local.allocateFrom(folder.toString()), tags, 1, graph, status);
      check(status);
      return session;
    } finally {
      TensorflowBinding.deleteStatus(status);
      TensorflowBinding.deleteOptions(options);
    }
  }

  private void setPlace(MemorySegment places, int index, Signature.Tensor tensor) {
    MemorySegment operation =
        TensorflowBinding.operation(graph, arena.allocateFrom(tensor.operation()));
    if (operation.address() == 0
        || tensor.index() < 0
        || tensor.index() >= TensorflowBinding.outputs(operation)) {
      throw new UnfitModelException(
          "its signature names a tensor that is not in its graph: %s".formatted(tensor.name()));
    }
    places.set(ADDRESS, index * PLACE_BYTES, operation);
    places.set(JAVA_INT, index * PLACE_BYTES + INDEX_AT, tensor.index());
  }

  private static void check(MemorySegment status) {
    if (TensorflowBinding.code(status) != 0) {
      String said = TensorflowBinding.message(status).lines().findFirst().orElse("no reason");
      throw new UnfitModelException(
          "TensorFlow %s says: %s".formatted(TensorflowBinding.version(), said.strip()));
    }
  }

  /**
   * The numbers of some rows, as many for each.
   *
   * @throws UnfitModelException with what the library says, or when the numbers are not one row for
   *     each row
   */
  Predictions run(RowMatrix rows) {
    MemorySegment status = TensorflowBinding.newStatus();
    try (Arena local = Arena.ofConfined()) {
      MemorySegment values = local.allocate(ADDRESS, inputs.size());
      MemorySegment value = local.allocate(ADDRESS);
      try {
        for (int i = 0; i < inputs.size(); i++) {
          values.setAtIndex(ADDRESS, i, tensor(local, inputs.get(i), rows));
        }
        TensorflowBinding.run(
            session, inputPlaces, values, inputs.size(), outputPlace, value, status);
        check(status);
        return numbers(value.get(ADDRESS, 0), rows.count());
      } finally {
        delete(value.get(ADDRESS, 0));
        for (int i = 0; i < inputs.size(); i++) {
          delete(values.getAtIndex(ADDRESS, i));
        }
      }
    } finally {
      TensorflowBinding.deleteStatus(status);
    }
  }

  private static void delete(MemorySegment tensor) {
    if (tensor.address() != 0) {
      TensorflowBinding.deleteTensor(tensor);
    }
  }

  private static MemorySegment tensor(Arena arena, Input input, RowMatrix rows) {
    int count = rows.count();
    int width = input.width();
    MemorySegment shape = arena.allocateFrom(JAVA_LONG, count, width);
    Signature.Type type = input.type();
    MemorySegment tensor =
        TensorflowBinding.allocate(
            type.number, shape, input.rank(), (long) count * width * type.bytes);
    MemorySegment data = TensorflowBinding.data(tensor);
    if (type == Signature.Type.FLOAT && width == rows.width()) {
      MemorySegment.copy(rows.values(), 0, data, JAVA_FLOAT, 0, count * width);
      return tensor;
    }
    for (int i = 0; i < count * width; i++) {
      float number = rows.value(i / width, input.first() + i % width);
      if (type == Signature.Type.FLOAT) {
        data.setAtIndex(JAVA_FLOAT, i, number);
      } else {
        data.setAtIndex(JAVA_DOUBLE, i, number);
      }
    }
    return tensor;
  }

  private Predictions numbers(MemorySegment tensor, int rows) {
    if (TensorflowBinding.type(tensor) != outputType.number
        || TensorflowBinding.rank(tensor) < 1
        || TensorflowBinding.dimension(tensor, 0) != rows) {
      throw new UnfitModelException(
          "its output has not one row of numbers for each of %d rows".formatted(rows));
    }
    MemorySegment data = TensorflowBinding.data(tensor);
    int width = Math.toIntExact(data.byteSize() / outputType.bytes / rows);
    if (width == 0) {
      throw new UnfitModelException("its output has no number for a row");
    }
    return outputType == Signature.Type.FLOAT
        ? new Predictions.OfFloats(data.toArray(JAVA_FLOAT), width)
        : new Predictions.OfDoubles(data.toArray(JAVA_DOUBLE), width);
  }

  /** When no {@link #run} is under way any more. */
  @Override
  public void close() {
    MemorySegment status = TensorflowBinding.newStatus();
    TensorflowBinding.deleteSession(session, status);
    TensorflowBinding.deleteStatus(status);
    TensorflowBinding.deleteGraph(graph);
    arena.close();
  }
}
