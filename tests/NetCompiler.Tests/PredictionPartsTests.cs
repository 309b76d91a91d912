using System.Runtime.CompilerServices;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>How predictions of many samples go in parts, and with what weights they meet a load.</summary>
public class PredictionPartsTests
{
    /// <summary>The workspace is for <see cref="NetworkInfo.InferenceRows"/> samples: no part has more, and together they are all samples.</summary>
    [Fact]
    public void NoPartIsLargerThanTheWorkspace()
    {
        float[] x = [.. Enumerable.Range(1, 2000).Select(i => (float)i)], y = new float[x.Length];
        for (int most = 1; most <= 256; most++)
        {
            PreparedNet net = new(most);
            for (int rows = 1; rows <= x.Length; rows += rows < 300 ? 1 : 7)
            {
                net.MostRows = 0;
                y.AsSpan().Fill(-1);
                net.Predict(x.AsSpan(0, rows), y.AsSpan(0, rows));
                Assert.InRange(net.MostRows, 1, most);
                Assert.True(y.AsSpan(0, rows).IndexOf(-1) < 0 && y.AsSpan(rows).IndexOfAnyExcept(-1) < 0, $"{rows} rows, {most} together");
            }
        }
    }

    /// <summary>Whoever predicts while weights are replaced gets the old net's answer until the new net's is prepared.</summary>
    [Fact]
    public void ReplacedWeightsAreSeenWhenTheyArePrepared()
    {
        PreparedNet net = new(8);
        net.Compiled.SetParameter("dense/bias", 3);
        Assert.Equal(6, net.Answer());
        List<float> answers = [];
        net.BeforePreparing = () => answers.Add(net.Answer());
        net.Compiled.SetParameter("dense/bias", 5);
        Assert.NotEmpty(answers);
        Assert.All(answers, answer => Assert.Equal(6, answer));
        Assert.Equal(10, net.Answer());
    }

    /// <summary>Multiplies by what it prepares from its only weight: twice the weight.</summary>
    private sealed class PreparedNet(int inferenceRows) : CompiledNetwork(Describe(inferenceRows), seed: 1)
    {
        private const int WeightFloats = 16;

        internal int MostRows { get; set; }

        /// <summary>Called once.</summary>
        internal Action? BeforePreparing { get; set; }

        internal CompiledNetwork Compiled => this;

        internal float Answer()
        {
            float[] x = [1], y = [0];
            Predict(x, y);
            return y[0];
        }

        protected override void Forward(ref float weights, ref float x, ref float y, ref float work, int rows)
        {
            MostRows = Math.Max(MostRows, rows);
            for (int row = 0; row < rows; row++)
                Unsafe.Add(ref y, row) = Unsafe.Add(ref x, row) * Unsafe.Add(ref weights, WeightFloats);
        }

        protected override void PrepareCore(ref float weights)
        {
            Action? before = BeforePreparing;
            BeforePreparing = null;
            before?.Invoke();
            Unsafe.Add(ref weights, WeightFloats) = 2 * weights;
        }

        private static NetworkInfo Describe(int inferenceRows) => new()
        {
            Name = nameof(PreparedNet),
            Summary = "",
            InputShape = [1],
            OutputShape = [1],
            InputLength = 1,
            OutputLength = 1,
            Loss = Loss.MeanSquaredError,
            DecisionThreshold = 0.5f,
            Parameters = [new ParameterBlock("dense/bias", [1], 0, 1, 1, 16, Initializer.Zeros, 1, 1)],
            WeightFloats = WeightFloats,
            PreparedFloats = 16,
            InputStride = 16,
            OutputStride = 16,
            InferenceFloatsPerRow = 16,
            InferenceRows = inferenceRows,
            TrainingFloatsPerRow = 16,
            TransposedFloats = 0,
            TransposeParts = [],
            WeightBlocks = [new WeightBlock(0, 16, 16)],
            MultiplyAdds = 1,
        };
    }
}
