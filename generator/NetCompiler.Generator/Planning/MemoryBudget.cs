using NetCompiler.Generator.Diagnostics;

namespace NetCompiler.Generator.Planning;

/// <summary>Whether a network keeps within the memory that its user allows for predicting one sample.</summary>
internal static class MemoryBudget
{
    /// <summary>A complaint, or null where everything fits into <see cref="Model.Network.MaxMemory"/>.</summary>
    public static DiagnosticInfo? Check(Plan plan)
    {
        long bytes = plan.Network.MaxMemory;
        long weights = Bytes(plan.Network.WeightFloats), prepared = Bytes(plan.Floats.Prepared),
            workspace = Bytes(plan.Floats.Shared + (long)plan.Floats.PerRow);
        long all = weights + prepared + workspace;
        if (all <= bytes)
            return null;
        (long Size, string What) largest = Weights(plan).Concat(Buffers(plan)).OrderByDescending(part => part.Size).First();
        return DiagnosticInfo.Create(
            Descriptors.TooMuchMemory.Id, DiagnosticTarget.OfNetwork("MaxMemory"), plan.Network.Class.PlainName, all, weights,
                prepared, workspace, all - bytes, bytes, largest.Size, largest.What);
    }

    private static IEnumerable<(long Size, string What)> Weights(Plan plan) =>
        plan.Network.Nodes.Select(node =>
            (Bytes(node.Parameters.Sum(parameter => (long)parameter.Floats)), $"the weights of {node.Layer.Title}, {node.Layer.Name}"));

    private static IEnumerable<(long Size, string What)> Buffers(Plan plan) =>
        plan.Stages.Where(stage => stage.Predicted != Buffer.None).SelectMany(stage => new[]
    {
        (Bytes(stage.Stride), $"the output of {stage.Title}"),
        (Bytes(stage.Contraction?.WorkFloats ?? 0), $"the workspace of {stage.Title}"),
    });

    private static long Bytes(long floats) => floats * sizeof(float);
}
