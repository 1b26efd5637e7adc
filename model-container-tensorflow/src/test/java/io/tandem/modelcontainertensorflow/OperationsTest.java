package io.tandem.modelcontainertensorflow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.OpDef;

/** Which operations a model may have, held to all that the library has, as it describes them. */
final class OperationsTest {
  /** Looked through: they keep or make numbers of their own, and touch nothing outside. */
  private static final Pattern WITHIN =
      Pattern.compile(
          "(Stateful)?PartitionedCall|If|(Risc)?While|Case|Assert|CheckNumerics(V2)?|GuaranteeConst"
              + "|VarHandleOp|VarIsInitializedOp|Variable(V2|Shape)?|(TemporaryV|DestroyTemporaryV)ariable"
              + "|ReadVariableOp|Assign(Add|Sub)?VariableOp|DisableCopyOnRead|DestroyResourceOp"
              + "|Resource(Gather|Scatter|StridedSlice|Apply|SparseApply|CountUpTo).*"
              + "|(Anonymous)?(Mutable)?(Dense)?HashTable(OfTensors)?(V2)?"
              + "|LookupTable\\w+V2|InitializeTableV2|TensorArray.*|Stack.*"
              + "|(Stateless)?Random.*|Stateful.*|.*TruncatedNormal|Multinomial|NonDeterministicInts|Rng.*"
              + "|SampleDistortedBoundingBox(V2)?|.*CandidateSampler|(Anonymous|Dummy|Delete)(Random)?SeedGenerator"
              + "|CudnnRNN.*|Empty|DeepCopy|Timestamp|DeviceIndex|DummyIterationCounter"
              + "|Boosted.*|Decode(Wav|Image)|KMC2.*|IsBoosted.*|Merge|Bias.*");

  private static final Pattern NAMES_A_PLACE =
      Pattern.compile(".*(file|path|directory|dir\\b|url|address|host_?name|pattern).*");

  /** They make or compare text, or ways through numbers, and touch nothing. */
  private static final Set<String> NAMES_ONLY =
      Set.of(
          "ShardedFilename",
          "ShardedFilespec",
          "StringSplitV2",
          "RegexReplace",
          "RegexFullMatch",
          "StaticRegexReplace",
          "StaticRegexFullMatch",
          "CTCBeamSearchDecoder",
          "_HostCast");

  private final List<OpDef> operations = TensorFlow.registeredOpList().getOpList();

  @Test
  void whateverKeepsAStateIsKnownToStayWithinOrRefused() {
    assertEquals(
        List.of(),
        operations.stream()
            .filter(OpDef::getIsStateful)
            .map(OpDef::getName)
            .filter(name -> !ReachedOperations.isOutside(name) && !WITHIN.matcher(name).matches())
            .sorted()
            .toList());
  }

  @Test
  void whateverTakesAPlaceOfAFileIsRefused() {
    assertEquals(
        List.of(),
        operations.stream()
            .filter(OperationsTest::takesAPlace)
            .map(OpDef::getName)
            .filter(name -> !ReachedOperations.isOutside(name) && !NAMES_ONLY.contains(name))
            .sorted()
            .toList());
  }

  private static boolean takesAPlace(OpDef operation) {
    return Stream.concat(
            operation.getInputArgList().stream().map(OpDef.ArgDef::getName),
            operation.getAttrList().stream().map(OpDef.AttrDef::getName))
        .anyMatch(name -> NAMES_A_PLACE.matcher(name).matches());
  }

  @Test
  void whatNetworksAreMadeOfIsNotRefused() {
    assertEquals(
        List.of(),
        Stream.of(
                "MatMul",
                "BiasAdd",
                "FusedBatchNormV3",
                "Conv2D",
                "Relu",
                "Softmax",
                "Sigmoid",
                "ReadVariableOp",
                "StatefulPartitionedCall",
                "Identity",
                "NoOp",
                "ConcatV2",
                "GatherV2",
                "ResourceGather",
                "TensorListReserve",
                "LookupTableFindV2",
                "Einsum",
                "Bucketize",
                "StridedSlice",
                "BatchMatMulV2",
                "SparseToDense",
                "StringToNumber",
                "RandomUniform",
                "Erf",
                "ParseExampleV2",
                "UnsortedSegmentSum",
                "CumSum")
            .filter(ReachedOperations::isOutside)
            .toList());
  }
}
