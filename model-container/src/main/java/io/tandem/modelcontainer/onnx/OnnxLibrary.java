package io.tandem.modelcontainer.onnx;

import io.tandem.modelcontainer.engine.NativeLibrary;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * ONNX Runtime's native libraries where they lie unpacked, as in our images. The binding itself
 * makes a temporary folder even when there is nothing to unpack, so it cannot start where nothing
 * may be written.
 */
final class OnnxLibrary {
  private OnnxLibrary() {}

  /**
   * To be called before the binding's first use. Does nothing when the binding's own library lies
   * nowhere on {@code java.library.path}: the binding then helps itself. The runtime's library
   * alone may be there as a package of the system, of any version.
   *
   * @throws LinkageError when a library, or one that it needs, cannot be loaded, or when the
   *     binding is not the version this was written for
   */
  static void load() {
    if (!NativeLibrary.isUnpacked("onnxruntime4j_jni")) {
      return;
    }
    NativeLibrary.loadUnpacked("onnxruntime");
    NativeLibrary.loadUnpacked("onnxruntime4j_jni");
    try {
      startBinding(Class.forName("ai.onnxruntime.OnnxRuntime"));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("this version of onnxruntime loads its library in another way", e);
    }
  }

  /** Does what the binding does once its libraries are loaded; by name, as nothing is public. */
  private static void startBinding(Class<?> binding) throws ReflectiveOperationException {
    synchronized (binding) {
      int version = field(binding, "ORT_API_VERSION_23").getInt(null);
      long api = (long) call(binding, "initialiseAPIBase", version);
      if (api == 0) {
        throw new LinkageError("the library of onnxruntime is of another version than its classes");
      }
      field(binding, "ortApiHandle").setLong(null, api);
      long compile = (long) call(binding, "initialiseCompileAPIBase", api);
      field(binding, "ortCompileApiHandle").setLong(null, compile);
      field(binding, "providers").set(null, call(binding, "initialiseProviders", api));
      field(binding, "version").set(null, call(binding, "initialiseVersion"));
      field(binding, "loaded").setBoolean(null, true);
    }
  }

  private static Field field(Class<?> binding, String name) throws ReflectiveOperationException {
    Field field = binding.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  private static Object call(Class<?> binding, String name, Object... arguments)
      throws ReflectiveOperationException {
    for (Method method : binding.getDeclaredMethods()) {
      if (method.getName().equals(name) && method.getParameterCount() == arguments.length) {
        method.setAccessible(true);
        return method.invoke(null, arguments);
      }
    }
    throw new NoSuchMethodException(name);
  }
}
