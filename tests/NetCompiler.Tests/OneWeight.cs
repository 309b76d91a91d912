namespace NetCompiler.Tests;

/// <summary>Networks of one input, one output and one parameter, written by hand: for what the runtime does around their
/// arithmetic.</summary>
internal static class OneWeight
{
    /// <summary>The length of the parameters with padding; what is prepared from them stands behind.</summary>
    public const int Floats = 16;

    public const string Name = "dense/bias";

    public static NetworkInfo Describe(string name, int inferenceRows = 8, int preparedFloats = 0, params int[] reductions) => new()
    {
        Name = name,
        Summary = "",
        InputShape = [1],
        OutputShape = [1],
        InputLength = 1,
        OutputLength = 1,
        Loss = Loss.MeanSquaredError,
        DecisionThreshold = 0.5f,
        Parameters = [new ParameterBlock(Name, [1], 0, 1, 1, Floats, Initializer.Zeros, 1, 1)],
        WeightFloats = Floats,
        PreparedFloats = preparedFloats,
        InputStride = Floats,
        OutputStride = Floats,
        InferenceFloatsPerRow = Floats,
        InferenceRows = inferenceRows,
        TrainingFloatsPerRow = Floats,
        TransposedFloats = 0,
        TransposeParts = [],
        WeightBlocks = [new WeightBlock(0, Floats, Floats)],
        Reductions = reductions,
        ForwardReductions = Math.Min(1, reductions.Length),
        MultiplyAdds = 1,
    };
}
