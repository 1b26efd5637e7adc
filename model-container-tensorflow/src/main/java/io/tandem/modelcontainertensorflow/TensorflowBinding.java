package io.tandem.modelcontainertensorflow;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.tandem.modelcontainer.engine.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The calls of TensorFlow's C interface that are needed, one method each; {@code c_api.h} describes
 * them. The first use of this class loads the library.
 */
final class TensorflowBinding {
  private static final SymbolLookup LIBRARY = TensorflowLibrary.load();

  private static final MethodHandle VERSION = call("TF_Version", ADDRESS);
  private static final MethodHandle NEW_STATUS = call("TF_NewStatus", ADDRESS);
  private static final MethodHandle DELETE_STATUS = callVoid("TF_DeleteStatus", ADDRESS);
  private static final MethodHandle CODE = call("TF_GetCode", JAVA_INT, ADDRESS);
  private static final MethodHandle MESSAGE = call("TF_Message", ADDRESS, ADDRESS);
  private static final MethodHandle NEW_OPTIONS = call("TF_NewSessionOptions", ADDRESS);
  private static final MethodHandle DELETE_OPTIONS = callVoid("TF_DeleteSessionOptions", ADDRESS);
  private static final MethodHandle SET_CONFIG =
      callVoid("TF_SetConfig", ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
  private static final MethodHandle NEW_GRAPH = call("TF_NewGraph", ADDRESS);
  private static final MethodHandle DELETE_GRAPH = callVoid("TF_DeleteGraph", ADDRESS);
  private static final MethodHandle LOAD =
      call(
          "TF_LoadSessionFromSavedModel",
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          ADDRESS);
  private static final MethodHandle CLOSE_SESSION = callVoid("TF_CloseSession", ADDRESS, ADDRESS);
  private static final MethodHandle DELETE_SESSION = callVoid("TF_DeleteSession", ADDRESS, ADDRESS);
  private static final MethodHandle OPERATION =
      call("TF_GraphOperationByName", ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle OUTPUTS = call("TF_OperationNumOutputs", JAVA_INT, ADDRESS);
  private static final MethodHandle RUN =
      callVoid(
          "TF_SessionRun",
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS);
  private static final MethodHandle NEW_SESSION =
      call("TF_NewSession", ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle NEW_OPERATION =
      call("TF_NewOperation", ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle FINISH_OPERATION =
      call("TF_FinishOperation", ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle ALLOCATE =
      call("TF_AllocateTensor", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG);
  private static final MethodHandle DELETE_TENSOR = callVoid("TF_DeleteTensor", ADDRESS);
  private static final MethodHandle DATA = call("TF_TensorData", ADDRESS, ADDRESS);
  private static final MethodHandle BYTES = call("TF_TensorByteSize", JAVA_LONG, ADDRESS);
  private static final MethodHandle TYPE = call("TF_TensorType", JAVA_INT, ADDRESS);
  private static final MethodHandle RANK = call("TF_NumDims", JAVA_INT, ADDRESS);
  private static final MethodHandle DIMENSION = call("TF_Dim", JAVA_LONG, ADDRESS, JAVA_INT);

  /**
   * TensorFlow's ConfigProto: {@code intra_op_parallelism_threads} (2) is 1, {@code
   * inter_op_parallelism_threads} (5) is -1, which means the thread of the caller.
   */
  private static final byte[] CALLERS_THREAD = {
    2 << 3, 1, 5 << 3, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1
  };

  /** What is said of an error is cut off there. */
  private static final int MAX_MESSAGE = 1 << 16;

  static {
    // Two lines that no log level keeps back come with the first run of a process.
    StandardError.silently(TensorflowBinding::runNothing);
  }

  private TensorflowBinding() {}

  private static void runNothing() {
    MemorySegment status = newStatus();
    MemorySegment options = newOptions();
    MemorySegment graph = newGraph();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment description =
          (MemorySegment)
              NEW_OPERATION.invokeExact(
                  graph, arena.allocateFrom("NoOp"), arena.allocateFrom("nothing"));
      MemorySegment operation = (MemorySegment) FINISH_OPERATION.invokeExact(description, status);
      MemorySegment session = (MemorySegment) NEW_SESSION.invokeExact(graph, options, status);
      RUN.invokeExact(
          session,
          MemorySegment.NULL,
          MemorySegment.NULL,
          MemorySegment.NULL,
          0,
          MemorySegment.NULL,
          MemorySegment.NULL,
          0,
          arena.allocateFrom(ADDRESS, operation),
          1,
          MemorySegment.NULL,
          status);
      deleteSession(session, status);
    } catch (Throwable e) {
      throw NativeLibrary.failed("TensorFlow", e);
    } finally {
      deleteGraph(graph);
      deleteOptions(options);
      deleteStatus(status);
    }
  }

  private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... arguments) {
    return handle(name, FunctionDescriptor.of(result, arguments));
  }

  private static MethodHandle callVoid(String name, MemoryLayout... arguments) {
    return handle(name, FunctionDescriptor.ofVoid(arguments));
  }

  @SuppressWarnings("restricted") // Native access is what this is for; the manifest allows it.
  private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
    MemorySegment symbol =
        LIBRARY
            .find(name)
            .orElseThrow(() -> new UnsatisfiedLinkError("the library has no " + name));
    return Linker.nativeLinker().downcallHandle(symbol, descriptor);
  }

  @SuppressWarnings("restricted") // The C interface ends its texts with a zero.
  private static String text(MemorySegment text) {
    return text.reinterpret(MAX_MESSAGE).getString(0);
  }

  static String version() {
    try {
      return text((MemorySegment) VERSION.invokeExact());
    } catch (Throwable e) {
      throw NativeLibrary.failed("TensorFlow", e);
    }
  }

  static MemorySegment newStatus() {
    return make(NEW_STATUS);
  }

  /** All that runs runs in the thread of the caller. */
  static MemorySegment newOptions() {
    MemorySegment options = make(NEW_OPTIONS);
    MemorySegment status = newStatus();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment config = arena.allocateFrom(JAVA_BYTE, CALLERS_THREAD);
      SET_CONFIG.invokeExact(options, config, config.byteSize(), status);
      return options;
    } catch (Throwable e) {
      throw NativeLibrary.failed("TensorFlow", e);
    } finally {
      deleteStatus(status);
    }
  }

  static MemorySegment newGraph() {
    return make(NEW_GRAPH);
  }

  private static MemorySegment make(MethodHandle handle) {
    try {
      return (MemorySegment) handle.invokeExact();
    } catch (Throwable e) {
      throw NativeLibrary.failed("TensorFlow", e);
    }
  }

  static void deleteStatus(MemorySegment status) {
    delete(DELETE_STATUS, status);
  }

  static void deleteOptions(MemorySegment options) {
    delete(DELETE_OPTIONS, options);
  }

  static void deleteGraph(MemorySegment graph) {
    delete(DELETE_GRAPH, graph);
  }

  static void deleteTensor(MemorySegment tensor) {
    delete(DELETE_TENSOR, tensor);
  }

  private static void delete(MethodHandle handle, MemorySegment thing) {
    try {
      handle.invokeExact(thing);
    } catch (Throwable e) {
      throw NativeLibrary.failed("TensorFlow", e);
    }
  }

  /** 0 when all is well. */
  static int code(MemorySegment status) {
    return number(CODE, status);
  }

  static String message(MemorySegment status) {
    try {
      return text((MemorySegment) MESSAGE.invokeExact(status));
    } catch (Throwable e) {
      throw NativeLibrary.failed("TensorFlow", e);
    }
  }

  /** Null's address when the status tells an error. */
  static MemorySegment load(
      MemorySegment options,
      MemorySegment folder,
      MemorySegment tags,
      int tagCount,
      MemorySegment graph,
      MemorySegment status) {
    try {
      return (MemorySegment)
          LOAD.invokeExact(
              options,
              MemorySegment.NULL,
              folder,
              tags,
              tagCount,
              graph,
              MemorySegment.NULL,
              status);
    } catch (Throwable e) {
      throw NativeLibrary.failed("TensorFlow", e);
    }
  }

  static void deleteSession(MemorySegment session, MemorySegment status) {
    try {
      CLOSE_SESSION.invokeExact(session, status);
      DELETE_SESSION.invokeExact(session, status);
    } catch (Throwable e) {
      throw NativeLibrary.failed("TensorFlow", e);
    }
  }

  /** Null's address when there is none of that name. */
  static MemorySegment operation(MemorySegment graph, MemorySegment name) {
    try {
      return (MemorySegment) OPERATION.invokeExact(graph, name);
    } catch (Throwable e) {
      throw NativeLibrary.failed("TensorFlow", e);
    }
  }

  /** The outputs that an operation has. */
  static int outputs(MemorySegment operation) {
    return number(OUTPUTS, operation);
  }

  /**
   * Runs a session for one output.
   *
   * @param inputs places, each an operation and an index
   * @param values a tensor for each
   * @param value gets the tensor, to be deleted
   */
  static void run(
      MemorySegment session,
      MemorySegment inputs,
      MemorySegment values,
      int inputCount,
      MemorySegment output,
      MemorySegment value,
      MemorySegment status) {
    try {
      RUN.invokeExact(
          session,
          MemorySegment.NULL,
          inputs,
          values,
          inputCount,
          output,
          value,
          1,
          MemorySegment.NULL,
          0,
          MemorySegment.NULL,
          status);
    } catch (Throwable e) {
      throw NativeLibrary.failed("TensorFlow", e);
    }
  }

  static MemorySegment allocate(int type, MemorySegment shape, int rank, long bytes) {
    try {
      return (MemorySegment) ALLOCATE.invokeExact(type, shape, rank, bytes);
    } catch (Throwable e) {
      throw NativeLibrary.failed("TensorFlow", e);
    }
  }

  /** All bytes of a tensor, until it is deleted. */
  @SuppressWarnings("restricted") // The library says how many there are.
  static MemorySegment data(MemorySegment tensor) {
    try {
      long bytes = (long) BYTES.invokeExact(tensor);
      return ((MemorySegment) DATA.invokeExact(tensor)).reinterpret(bytes);
    } catch (Throwable e) {
      throw NativeLibrary.failed("TensorFlow", e);
    }
  }

  static int type(MemorySegment tensor) {
    return number(TYPE, tensor);
  }

  static int rank(MemorySegment tensor) {
    return number(RANK, tensor);
  }

  static long dimension(MemorySegment tensor, int index) {
    try {
      return (long) DIMENSION.invokeExact(tensor, index);
    } catch (Throwable e) {
      throw NativeLibrary.failed("TensorFlow", e);
    }
  }

  private static int number(MethodHandle handle, MemorySegment of) {
    try {
      return (int) handle.invokeExact(of);
    } catch (Throwable e) {
      throw NativeLibrary.failed("TensorFlow", e);
    }
  }
}
