using NetCompiler.CompilerServices;

namespace NetCompiler.Tests;

/// <summary>A network of nothing but parameters: dense/kernel (5, 3), dense/bias (3), dense_1/kernel (3, 20), dense_1/bias (20), rows
/// padded to 16 or 32.</summary>
internal sealed class StoredNet(int seed) : CompiledNetwork(new NoCode(), seed), INetwork
{
    internal static readonly NetworkInfo Layout = new()
    {
        Name = "Store",
        Summary = "",
        InputShape = [5],
        OutputShape = [20],
        InputLength = 5,
        OutputLength = 20,
        Loss = Loss.MeanSquaredError,
        DecisionThreshold = 0.5f,
        Parameters =
        [
            new ParameterBlock("dense/kernel", [5, 3], 0, 5, 3, 16, Initializer.GlorotUniform, 5, 3),
            new ParameterBlock("dense/bias", [3], 80, 1, 3, 16, Initializer.RandomUniform, 5, 3),
            new ParameterBlock("dense_1/kernel", [3, 20], 96, 3, 20, 32, Initializer.GlorotUniform, 3, 20),
            new ParameterBlock("dense_1/bias", [20], 192, 1, 20, 32, Initializer.RandomUniform, 3, 20),
        ],
        WeightFloats = 224,
        InputStride = 16,
        OutputStride = 32,
        InferenceFloatsPerRow = 32,
        InferenceRows = 1,
        TrainingFloatsPerRow = 32,
        TransposedFloats = 0,
        TransposeParts = [],
        WeightBlocks = [new WeightBlock(0, 224, 224)],
        MultiplyAdds = 75,
    };

    public CompiledNetwork Compiled => this;

    /// <summary>Every float of the flat buffer, padding included.</summary>
    internal float[] Snapshot() => Weights.ToArray();

    internal static byte[] File(int seed, WeightFormat format = WeightFormat.Float32)
    {
        using MemoryStream stream = new();
        NetworkFile.Save(new StoredNet(seed), stream, format);
        return stream.ToArray();
    }

    private sealed class NoCode() : NetworkCode(Layout)
    {
        public override void Forward(ref float weights, ref float prepared, ref float x, ref float y, ref float work, int rows) =>
            throw new NotSupportedException();
    }
}
