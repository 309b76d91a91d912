using System.Globalization;
using System.Text;

namespace NetCompiler.Generator.Tests.Emission;

/// <summary>A network that nobody thought of, made by <paramref name="make"/>, next to one for inference only: alone and among
/// others, guarded, its gradients next to
/// the slopes of its loss. What is wrong is told to <paramref name="wrong"/>.</summary>
internal sealed class NetworkComparison(
    string network, Func<CompiledNetwork> make, CompiledNetwork only, Random random, StringBuilder wrong)
{
    private const int Rows = RandomNetworkTests.Rows, Parameters = RandomNetworkTests.Parameters;

    /// <summary>Half the distance of central differences.</summary>
    private const float Distance = 5e-3f;

    private readonly CompiledNetwork _network = make(), _above = make(), _below = make();
    private readonly float[] _inputs =
        [.. Enumerable.Range(0, Rows * only.Info.InputLength).Select(_ => (float)(2 * random.NextDouble() - 1))];
    private readonly float[] _targets = new float[Rows * make().Info.TargetLength];

    private static string Training(bool training) => training ? "in training" : "";

    private NetworkInfo Info => _network.Info;

    /// <summary>Compares all there is, of gradients those by some parameters.</summary>
    /// <returns>The number of gradients compared.</returns>
    public int Compare()
    {
        for (int row = 0; row < Rows; row++)
            _targets[row * Info.TargetLength + random.Next(Info.TargetLength)] = 1;
        CompareAnswers();
        // Away from first values such as 0, where activations have corners.
        foreach (ParameterBlock parameter in Info.Parameters.Where(parameter => !parameter.IsStatistic))
            _network.SetParameter(
                parameter.Name,
                Array.ConvertAll(_network.GetParameter(parameter.Name), value => value + (float)(0.2 * random.NextDouble() - 0.1)));
        double loss = _network.ComputeGradients(_inputs, _targets);
        if (!double.IsFinite(loss))
            return 0;
        foreach (CompiledNetwork copy in new[] { only, _above, _below })
            foreach (ParameterBlock parameter in Info.Parameters)
                copy.SetParameter(parameter.Name, _network.GetParameter(parameter.Name));
        CompareAnswers();
        ComparePredictionWithTraining(loss);
        return CompareGradients();
    }

    private void CompareAnswers()
    {
        float[] together = PredictBetweenGuards(_network, 0, Rows);
        if (!PredictBetweenGuards(only, 0, Rows).AsSpan().SequenceEqual(together))
            wrong.AppendLine(FormattableString.Invariant($"{network}: {Rows} samples have other answers where it is for inference only"));
        for (int row = 0; row < Rows; row++)
            if (!PredictBetweenGuards(_network, row, 1).AsSpan().SequenceEqual(together.AsSpan(row * Info.OutputLength, Info.OutputLength)))
                wrong.AppendLine(FormattableString.Invariant($"{network}: sample {row} has another answer alone than among {Rows}"));
    }

    private float[] PredictBetweenGuards(CompiledNetwork asked, int first, int rows)
    {
        const int Guard = 64;
        int length = rows * Info.OutputLength;
        float[] guarded = new float[length + 2 * Guard];
        guarded.AsSpan().Fill(float.NaN);
        asked.Predict(_inputs.AsSpan(first * Info.InputLength, rows * Info.InputLength), guarded.AsSpan(Guard, length));
        if (guarded.AsSpan(0, Guard).ContainsAnyExcept(float.NaN) || guarded.AsSpan(Guard + length).ContainsAnyExcept(float.NaN))
            wrong.AppendLine(FormattableString.Invariant($"{network}: wrote outside of the {length} floats for {rows} answers"));
        return guarded[Guard..^Guard];
    }

    /// <summary>Predictions fold, fuse and transform what training computes step by step.</summary>
    private void ComparePredictionWithTraining(double loss)
    {
        if (Info.Loss != Loss.MeanSquaredError || Info.Outputs.Count > 1)
            return;
        float[] answers = new float[_targets.Length];
        _network.Predict(_inputs, answers);
        double predicted = answers.Zip(_targets, (answer, target) => Math.Pow((double)answer - target, 2)).Average();
        if (Math.Abs(predicted - loss) > 1e-4 * (1 + loss))
            wrong.AppendLine(FormattableString.Invariant($"{network}: predictions have the loss {predicted:G6}, training {loss:G6}"));
    }

    /// <summary>Compares some parameters' gradients, in turns as the network predicts and as it trains. Copies from one seed draw the
    /// same masks in the same training step. A gradient is wrong only where
    /// the slopes to both sides agree with each other and not with it.</summary>
    private int CompareGradients()
    {
        ParameterBlock[] learned = [.. Info.Parameters.Where(parameter => !parameter.IsStatistic)];
        int compared = 0;
        for (int i = 0; i < Parameters && learned.Length > 0; i++)
        {
            bool training = i % 2 == 1;
            ParameterBlock block = learned[random.Next(learned.Length)];
            int place = block.Offset + random.Next(block.Rows) * block.RowStride + random.Next(block.Columns);
            double loss = _network.ComputeGradients(_inputs, _targets, training);
            double gradient = _network.Gradients[place], largest = _network.Gradients.ToArray().Max(Math.Abs);
            double above = Slope(_above, Distance), below = Slope(_below, -Distance);
            double slope = (above + below) / 2, tolerance = 1e-3 + 0.05 * Math.Max(largest, Math.Abs(slope));
            if (!(Math.Abs(above - below) < tolerance / 2))
                continue;
            compared++;
            if (Math.Abs(slope - gradient) > tolerance)
                wrong.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"{network}: {block.Name}[{place - block.Offset}] has the gradient {gradient:G5} {Training(training)}, not {slope:G5}");

            double Slope(CompiledNetwork copy, float distance)
            {
                float value = copy.Weights[place];
                using (WeightEdit edit = copy.EditWeights())
                    edit.Values[place] = value + distance;
                double moved = copy.ComputeGradients(_inputs, _targets, training), by = (double)copy.Weights[place] - value;
                using (WeightEdit edit = copy.EditWeights())
                    edit.Values[place] = value;
                return (moved - loss) / by;
            }
        }
        return compared;
    }
}
