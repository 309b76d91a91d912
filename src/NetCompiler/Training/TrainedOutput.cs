namespace NetCompiler;

/// <summary>An output that training minimises a loss of, and where batches have it.</summary>
/// <param name="Port">The output.</param>
/// <param name="TargetOffset">Where it begins in a sample's target.</param>
/// <param name="Place">What each sample has in a batch in front of it, in floats: outputs lie one behind the other.</param>
internal sealed record TrainedOutput(OutputPort Port, int TargetOffset, int Place)
{
    /// <summary>A sample's numbers in a batch's outputs or targets.</summary>
    internal Span<float> Of(Span<float> values, int capacity, int row) =>
        values.Slice(capacity * Place + row * Port.Stride, Port.Length);

    /// <summary>Those of a network.</summary>
    internal static TrainedOutput[] Of(IReadOnlyList<OutputPort> outputs)
    {
        var trained = new List<TrainedOutput>();
        int target = 0, place = 0;
        foreach (OutputPort output in outputs.Where(output => output.IsTrained))
        {
            trained.Add(new TrainedOutput(output, target, place));
            target += output.Length;
            place += output.Stride;
        }
        return [.. trained];
    }
}
