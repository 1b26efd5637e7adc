package io.tandem.modelcontainertensorflow;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.SessionFunction;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** A network that TensorFlow for Java makes, saves and asks. */
final class JavaModel {
  private JavaModel() {}

  /** Of all rows, by the binding. */
  static float[] answers(Path folder, float[] values, int width) {
    try (SavedModelBundle bundle = SavedModelBundle.load(folder.toString(), "serve");
        TFloat32 rows =
            TFloat32.tensorOf(
                Shape.of(values.length / width, width), DataBuffers.of(values, true, false));
        Result result = bundle.function("serving_default").call(Map.of("rows", rows))) {
      float[] answers = new float[values.length / width];
      ((TFloat32) result.get("risk").orElseThrow()).asRawTensor().data().asFloats().read(answers);
      return answers;
    }
  }

  /** One hidden layer, and a sigmoid. */
  static void save(int width, int hidden, Random random, Path folder) throws IOException {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> rows =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, width)));
      Variable<TFloat32> first = variable(tf, width, hidden, random);
      Variable<TFloat32> second = variable(tf, hidden, 1, random);
      var risk =
          tf.math.sigmoid(tf.linalg.matMul(tf.nn.relu(tf.linalg.matMul(rows, first)), second));
      Signature signature =
          Signature.builder("serving_default").input("rows", rows).output("risk", risk).build();
      try (Session session = new Session(graph)) {
        session.initialize();
        SavedModelBundle.exporter(folder.toString())
            .withFunction(SessionFunction.create(signature, session))
            .export();
      }
    }
  }

  private static Variable<TFloat32> variable(Ops tf, int rows, int columns, Random random) {
    var values = tf.reshape(tf.constant(floats(rows * columns, random)), tf.array(rows, columns));
    return tf.variable(values);
  }

  static float[] floats(int count, Random random) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) random.nextGaussian();
    }
    return floats;
  }
}
