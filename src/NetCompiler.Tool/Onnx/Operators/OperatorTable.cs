using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Onnx.Operators;

/// <summary>What operators compute, in 64-bit floats and as plainly as possible: constants are folded by it, shapes follow from it, and it
/// is the second opinion on what is imported.</summary>
internal static class OperatorTable
{
    private static readonly Dictionary<string, Func<NodeReader, Tensor[]>> All = new(
        ElementwiseOperators.All.Concat(ShapeOperators.All).Concat(SelectionOperators.All).Concat(ContractionOperators.All)
            .Concat(PoolOperators.All)
            .Concat(NormOperators.All).Concat(ReduceOperators.All).Concat(RecurrentOperators.All)
            .Concat(EinsumOperators.All), StringComparer.Ordinal);

    /// <summary>A node's outputs.</summary>
    /// <exception cref="UnsupportedException">The operator is not known, or not in this form.</exception>
    public static Tensor[] Compute(NodeReader reader)
    {
        OnnxNode node = reader.Node;
        if (node.Attributes.TryGetValue(OnnxRuntimeOperators.Reason, out global::Onnx.AttributeProto? reason))
            throw new UnsupportedException(reason.S.ToStringUtf8(), "take the file from before ONNX Runtime optimised it");
        if (node.Domain.Length > 0)
            throw new UnsupportedException(
                $"operators of {node.Domain} are not read", node.Domain.StartsWith(OnnxRuntimeOperators.Domain, StringComparison.Ordinal)
                    ? "take the file from before ONNX Runtime optimised it"
                    : "export the model without them");
        if (!All.TryGetValue(node.Kind, out Func<NodeReader, Tensor[]>? compute))
            throw new UnsupportedException("this operator is not read", WayOut(node));
        Tensor[] outputs = compute(reader);
        reader.End(outputs.Length);
        return outputs;
    }

    private static string WayOut(OnnxNode node) => node.Kind switch
    {
        "If" or "Loop" or "Scan" => "export with fixed shapes, so that control flow is resolved, or unroll it",
        "NonMaxSuppression" or "TopK" or "ArgMax" or "ArgMin" =>
            $"end the net before it, --outputs {node.Inputs[0]}, and do this step in C#",
        string kind when kind.StartsWith("Random", StringComparison.Ordinal) => "choose outputs that do not depend on it with --outputs",
        _ => "end the net before it with --outputs, or replace it where the model is made",
    };
}
