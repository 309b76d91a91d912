using System.Runtime.CompilerServices;
using NetCompiler.CompilerServices;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>How predictions of many samples go in parts, and with what weights they meet a load.</summary>
public class PredictionPartsTests
{
    /// <summary>The workspace is for <see cref="NetworkInfo.InferenceRows"/> samples: no part has more, and together they are all
    /// samples.</summary>
    [Fact]
    public void NoPartIsLargerThanTheWorkspace()
    {
        float[] x = [.. Enumerable.Range(1, 2000).Select(i => (float)i)], y = new float[x.Length];
        for (int most = 1; most <= 256; most++)
        {
            PreparedCode code = new(most);
            CompiledNetwork net = new(code, seed: 1);
            for (int rows = 1; rows <= x.Length; rows += rows < 300 ? 1 : 7)
            {
                code.MostRows = 0;
                y.AsSpan().Fill(-1);
                net.Predict(x.AsSpan(0, rows), y.AsSpan(0, rows));
                Assert.InRange(code.MostRows, 1, most);
                Assert.True(y.AsSpan(0, rows).IndexOf(-1) < 0 && y.AsSpan(rows).IndexOfAnyExcept(-1) < 0, $"{rows} rows, {most} together");
            }
        }
    }

    /// <summary>Whoever predicts while weights are replaced gets the old net's answer until the new net's is prepared.</summary>
    [Fact]
    public void ReplacedWeightsAreSeenWhenTheyArePrepared()
    {
        PreparedCode code = new(8);
        CompiledNetwork net = new(code, seed: 1);
        net.SetParameter(OneWeight.Name, 3);
        Assert.Equal(6, Answer(net));
        List<float> answers = [];
        code.BeforePreparing = () => answers.Add(Answer(net));
        net.SetParameter(OneWeight.Name, 5);
        Assert.NotEmpty(answers);
        Assert.All(answers, answer => Assert.Equal(6, answer));
        Assert.Equal(10, Answer(net));
    }

    private static float Answer(CompiledNetwork net)
    {
        float[] x = [1], y = [0];
        net.Predict(x, y);
        return y[0];
    }

    /// <summary>Multiplies by what it prepares from its only weight: twice the weight.</summary>
    private sealed class PreparedCode(int inferenceRows) : NetworkCode(
        OneWeight.Describe("PreparedNet", inferenceRows, preparedFloats: OneWeight.Floats))
    {
        internal int MostRows { get; set; }

        /// <summary>Called once.</summary>
        internal Action? BeforePreparing { get; set; }

        public override void Forward(ref float weights, ref float prepared, ref float x, ref float y, ref float work, int rows)
        {
            MostRows = Math.Max(MostRows, rows);
            for (int row = 0; row < rows; row++)
                Unsafe.Add(ref y, row) = Unsafe.Add(ref x, row) * prepared;
        }

        public override void Prepare(ref float weights, ref float prepared)
        {
            Action? before = BeforePreparing;
            BeforePreparing = null;
            before?.Invoke();
            prepared = 2 * weights;
        }
    }
}
