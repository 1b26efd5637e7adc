package io.tandem.modelcontainertensorflow;

import io.tandem.modelcontainer.engine.UnfitModelException;
import io.tandem.modelcontainertensorflow.MetaGraph.Node;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The operations that the library runs when it loads a model and when it predicts. A graph is a
 * program: those that reach out of it, to files, to other machines, to Python or to the log, and
 * those that wait for other calls, are refused. Every graph has operations that save it; nothing
 * that runs leads there.
 */
final class ReachedOperations {
  /** By the names of the types. A test holds it to all operations of the library. */
  private static final Pattern OUTSIDE =
      Pattern.compile(
          ".*(File|Dataset|Iterator|Reader|Checkpoint|Restore|Save|Summary|Remote|Rpc|Debug|Dump"
              + "|PyFunc|Print|TPU|Tpu|Recv|Send|feed|Feed|Collective|Nccl|Session|Xla|DTensor"
              + "|Heartbeat|ImportEvent|ImmutableConst|FixedUnigram|Vocab|LoadAndRemap|RecordInput"
              + "|CustomCall|Queue|Barrier|Stage|Accumulator|Mutex|StatsAggregator"
              + "|ThreadPool|MemoryCache|CrossReplica|AllToAll|SyncDevice|WriteAudio|ProtoV2"
              + "|EncodeProto|SparseToTensorsMap|SparseFromTensorsMap|GlobalIterId|TaskId"
              + "|SparseCore|Minibatch|DedupData|CooTensor).*"
              + "|_.*|Batch|BatchFunction|Unbatch|UnbatchGrad|Copy|CopyHost|Skipgram|NegTrain"
              + "|(Ordered)?Map(Clear|IncompleteSize|Peek|Size|Unstage.*)|Unstage");

  /** Those with which variables are loaded, from the files that the library was given. */
  private static final Set<String> RESTORING = Set.of("RestoreV2", "Restore", "RestoreSlice");

  private static final Set<String> VARIABLES =
      Set.of("VarHandleOp", "VariableV2", "Variable", "HashTableV2", "MutableHashTableV2");

  private final MetaGraph graph;
  private final Set<String> types = new HashSet<>();
  private final Set<String> functions = new HashSet<>();
  private final Set<String> nodes = new HashSet<>();
  private final Deque<Node> waiting = new ArrayDeque<>();

  private ReachedOperations(MetaGraph graph) {
    this.graph = graph;
  }

  /**
   * @return whether there are variables that have to be loaded
   * @throws UnfitModelException when an operation reaches out of the model
   */
  static boolean check(MetaGraph graph, Signature signature) {
    Set<String> predicting =
        of(
            graph,
            Stream.concat(
                    signature.outputs().stream().map(Signature.Tensor::place),
                    graph.initial.stream())
                .toList());
    Set<String> loading = new HashSet<>(of(graph, List.of(graph.restore)));
    loading.removeAll(RESTORING);
    refuse(predicting, "signature " + signature.name());
    refuse(loading, "what loads its variables");
    return predicting.stream().anyMatch(VARIABLES::contains);
  }

  private static void refuse(Collection<String> types, String where) {
    List<String> outside = types.stream().filter(ReachedOperations::isOutside).sorted().toList();
    if (!outside.isEmpty()) {
      throw new UnfitModelException(
          "%s runs %s, which reaches out of the model, to files, other programs or the log: expected operations that compute; save the model without"
              .formatted(where, Signature.listed(outside)));
    }
  }

  static boolean isOutside(String type) {
    return OUTSIDE.matcher(type).matches();
  }

  /** The types of the operations that some places lead to. */
  private static Set<String> of(MetaGraph graph, List<String> places) {
    ReachedOperations reached = new ReachedOperations(graph);
    places.forEach(reached::enterNode);
    graph.alternatives.forEach(reached::enterFunction);
    reached.walk();
    return reached.types;
  }

  private void walk() {
    for (Node node = waiting.poll(); node != null; node = waiting.poll()) {
      types.add(node.type());
      enterFunction(node.type());
      node.functions().forEach(this::enterFunction);
    }
  }

  /** Of a function all operations count: what they take lies in the same function. */
  private void enterFunction(String name) {
    if (functions.add(name)) {
      waiting.addAll(graph.functions.getOrDefault(name, List.of()));
    }
  }

  /** An operation of the graph itself, and all that it takes. */
  private void enterNode(String place) {
    Deque<String> places = new ArrayDeque<>(List.of(place));
    for (String next = places.poll(); next != null; next = places.poll()) {
      String name = name(next);
      @Nullable Node node = graph.nodes.get(name);
      if (node != null && nodes.add(name)) {
        waiting.add(node);
        places.addAll(node.inputs());
      }
    }
  }

  /** Of {@code name}, {@code name:1} and {@code ^name}. */
  private static String name(String place) {
    String name = place.startsWith("^") ? place.substring(1) : place;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }
}
