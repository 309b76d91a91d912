using Xunit;

namespace NetCompiler.Tests;

/// <summary>Dropout of the state in front of its product: masks are the same at all steps, and gradients are exact for them.</summary>
public partial class RecurrentDropoutTests
{
    /// <summary>h = x + k h: the first step's 1 is multiplied by the same factor at each of the five steps behind it.</summary>
    [Fact]
    public void A_mask_is_one_for_all_steps_of_a_sample_and_keeps_the_mean()
    {
        const int Rows = 4000;
        var network = new Powers(1);
        network.SetParameter("simple_rnn_1/kernel", [1]);
        network.SetParameter("simple_rnn_1/recurrent_kernel", [1]);
        float[] inputs = new float[Rows * 6];
        for (int row = 0; row < Rows; row++)
            inputs[row * 6] = 1;
        Assert.All(network.Predict(inputs), value => Assert.Equal(1, value));
        var step = new GradientStep(network.Compiled, Rows);
        step.Run(inputs, new float[Rows], randomKey: 7);
        float[] outputs = step.Outputs(Rows);
        Assert.All(outputs, value => Claim.True(value is 0 or 4 * 4 * 4 * 4 * 4, $"{value}"));
        Assert.InRange(outputs.Average() / (4 * 4 * 4 * 4), 0.9, 1.1);
        step.Run(inputs, new float[Rows], randomKey: 7);
        Assert.Equal(outputs, step.Outputs(Rows));
        step.Run(inputs, new float[Rows], randomKey: 8);
        Assert.NotEqual(outputs, step.Outputs(Rows));
        step.Run(inputs, new float[Rows], training: false);
        Assert.All(step.Outputs(Rows), value => Assert.Equal(1, value));
    }

    /// <summary>Of the compiled network itself, whose masks depend on the key alone.</summary>
    [Fact]
    public void Gradients_are_the_central_differences_with_the_same_masks()
    {
        foreach (INetwork network in new INetwork[] { new Lstm(1), new Gru(1), new Before(1), new Lengths(1) })
        {
            CompiledNetwork compiled = network.Compiled;
            var samples = new Samples(3);
            samples.Fill(compiled);
            float[] inputs = samples.Inputs(compiled.Info, 6), targets = samples.Targets(compiled.Info, 6);
            var step = new GradientStep(compiled, 6);
            step.Run(inputs, targets, randomKey: 5);
            float[] gradients = step.Batch.Gradients.Span.ToArray(), weights = compiled.Weights.ToArray();
            float largest = gradients.Max(Math.Abs);
            foreach (ParameterBlock block in compiled.Info.Parameters)
                for (int i = 0; i < block.Columns; i += 2)
                {
                    double difference = (LossAt(block.Offset + i, 1e-2f) - LossAt(block.Offset + i, -1e-2f)) / 2e-2;
                    Claim.True(
                        Math.Abs(difference - gradients[block.Offset + i]) < 2e-3 * largest,
                        $"{compiled.Info.Name}, {block.Name}, {i}: {gradients[block.Offset + i]}, the difference is {difference}.");
                }

            double LossAt(int place, float change)
            {
                using (WeightEdit edit = compiled.EditWeights())
                {
                    weights.CopyTo(edit.Values);
                    edit.Values[place] += change;
                }
                return step.Run(inputs, targets, randomKey: 5);
            }
        }
    }

    [Network(6, 1)]
    [SimpleRNN(1, Activation = Activation.Linear, UseBias = false, RecurrentDropout = 0.75)]
    private sealed partial class Powers;

    [Network(5, 3)]
    [LSTM(6, RecurrentDropout = 0.4, InitialState = true, Bidirectional = true, ReturnSequences = true)]
    [LSTM(5, RecurrentDropout = 0.3), Dense(2)]
    private sealed partial class Lstm;

    [Network(5, 3)]
    [GRU(6, RecurrentDropout = 0.4, GoBackwards = true, ReturnSequences = true)]
    [SimpleRNN(5, RecurrentDropout = 0.3, InitialState = true), Dense(2)]
    private sealed partial class Gru;

    [Network(5, 3)]
    [GRU(6, RecurrentDropout = 0.4, ResetAfter = false, ReturnSequences = true)]
    [GRU(5, RecurrentDropout = 0.3, ResetAfter = false, GoBackwards = true), Dense(2)]
    private sealed partial class Before;

    [Network(5, 3, Lengths = true)]
    [GRU(6, RecurrentDropout = 0.4, Bidirectional = true, ReturnSequences = true)]
    [GRU(5, RecurrentDropout = 0.3, ResetAfter = false), Dense(2)]
    private sealed partial class Lengths;
}
