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
        net.SetParameter(OneWeight.Name, 3);
        Assert.Equal(6, net.Answer());
        List<float> answers = [];
        net.BeforePreparing = () => answers.Add(net.Answer());
        net.SetParameter(OneWeight.Name, 5);
        Assert.NotEmpty(answers);
        Assert.All(answers, answer => Assert.Equal(6, answer));
        Assert.Equal(10, net.Answer());
    }

    /// <summary>Multiplies by what it prepares from its only weight: twice the weight.</summary>
    private sealed class PreparedNet(int inferenceRows) : CompiledNetwork(
        OneWeight.Describe(nameof(PreparedNet), inferenceRows, preparedFloats: OneWeight.Floats), seed: 1)
    {
        internal int MostRows { get; set; }

        /// <summary>Called once.</summary>
        internal Action? BeforePreparing { get; set; }

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
                Unsafe.Add(ref y, row) = Unsafe.Add(ref x, row) * Unsafe.Add(ref weights, OneWeight.Floats);
        }

        protected override void PrepareCore(ref float weights)
        {
            Action? before = BeforePreparing;
            BeforePreparing = null;
            before?.Invoke();
            Unsafe.Add(ref weights, OneWeight.Floats) = 2 * weights;
        }
    }
}
