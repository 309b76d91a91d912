using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>How much memory predicting one sample takes, and which part most of it.</summary>
internal static class PredictionMemory
{
    public static MemoryUse Of(Plan plan)
    {
        (long size, string what) = Weights(plan).Concat(Buffers(plan)).OrderByDescending(part => part.Size).First();
        return new MemoryUse(
            Bytes(plan.Network.WeightFloats), Bytes(plan.Floats.Prepared), Bytes(plan.Floats.Shared + (long)plan.Floats.PerRow), size,
            what);
    }

    private static IEnumerable<(long Size, string What)> Weights(Plan plan) =>
        plan.Network.Nodes.Select(node =>
            (Bytes(node.Parameters.Sum(parameter => (long)parameter.Floats)), $"the weights of {node.Layer.Title}, {node.Layer.Name}"));

    private static IEnumerable<(long Size, string What)> Buffers(Plan plan) =>
        plan.Stages.Where(stage => stage.Predicted != Buffer.None).SelectMany(stage => new[]
        {
            (Bytes(stage.Predicted.Floats), $"the output of {stage.Title}"),
            (Bytes(stage.Contraction?.WorkFloats ?? 0), $"the workspace of {stage.Title}"),
        });

    private static long Bytes(long floats) => floats * sizeof(float);
}
