namespace NetCompiler;

/// <summary>An output that training minimises a loss of, and where batches have it.</summary>
/// <param name="port">The output.</param>
/// <param name="targetOffset">Where it begins in a sample's target.</param>
/// <param name="place">What each sample has in a batch in front of it, in floats: outputs lie one behind the other.</param>
internal sealed class TrainedOutput(OutputPort port, int targetOffset, int place)
{
    /// <summary>The output.</summary>
    internal OutputPort Port { get; } = port;

    /// <summary>Where it begins in a sample's target.</summary>
    internal int TargetOffset { get; } = targetOffset;

    /// <summary>What each sample has in a batch in front of it.</summary>
    internal int Place { get; } = place;

    /// <summary>The outputs' names.</summary>
    internal static string[] NamesOf(TrainedOutput[] outputs) => Array.ConvertAll(outputs, output => output.Port.Name);

    /// <summary>A sample's numbers in a batch's outputs or targets.</summary>
    internal Span<float> Of(Span<float> values, int capacity, int row) =>
        values.Slice(capacity * Place + row * Port.Stride, Port.Length);

    /// <summary>Those of a network.</summary>
    internal static TrainedOutput[] Of(IReadOnlyList<OutputPort> outputs)
    {
        var trained = new List<TrainedOutput>();
        int target = 0, place = 0;
        foreach (OutputPort output in outputs)
        {
            if (!output.IsTrained)
                continue;
            trained.Add(new TrainedOutput(output, target, place));
            target += output.Length;
            place += output.Stride;
        }
        return [.. trained];
    }
}
