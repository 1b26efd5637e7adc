package io.tandem.modelcontainer.xgboost;

import io.tandem.modelcontainer.engine.NativeLibrary;
import java.lang.reflect.Field;

/**
 * XGBoost's native library where it lies unpacked, as in our images: below {@code
 * java.library.path}. The binding itself only knows how to copy it out of its jar into a temporary
 * file, at every start, which takes time, and memory where that folder is one.
 */
public final class XgboostLibrary {
  private static final String NAME = "xgboost4j";

  private XgboostLibrary() {}

  /**
   * To be called before the binding's first use. Does nothing when the library lies nowhere on the
   * path: the binding then helps itself.
   *
   * @throws LinkageError when it, or a library that it needs, cannot be loaded, or when the binding
   *     is not the version this was written for
   */
  public static void load() {
    if (!NativeLibrary.isUnpacked(NAME)) {
      return;
    }
    NativeLibrary.loadUnpacked(NAME);
    try {
      // By name, as it is not public: the binding's own mark that there is nothing left to load.
      Field loaded =
          Class.forName("ml.dmlc.xgboost4j.java.NativeLibLoader").getDeclaredField("initialized");
      loaded.setAccessible(true);
      loaded.setBoolean(null, true);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("this version of xgboost4j loads its library in another way", e);
    }
  }
}
