using Xunit;

namespace NetCompiler.Tests;

/// <summary>Training on windows of longer sequences: each goes on where the one before ended.</summary>
public partial class StatefulTests
{
    private const int Rows = 3, Window = 4, Features = 2;

    /// <summary>Windows of all rows, and the whole sequences.</summary>
    private static (float[][] Inputs, float[][] Targets, float[] Whole) Data()
    {
        var samples = new Samples(9);
        float[] whole = samples.Normal(Rows * 2 * Window * Features), targets = samples.Normal(Rows * 2 * Window);
        return ([Part(whole, 0, Features), Part(whole, 1, Features)], [Part(targets, 0, 1), Part(targets, 1, 1)], whole);

        static float[] Part(float[] all, int window, int length) => [.. Enumerable.Range(0, Rows).SelectMany(row =>
            all.Skip((2 * row + window) * Window * length).Take(Window * length))];
    }

    private static double Loss(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets)
    {
        double sum = 0;
        for (int i = 0; i < targets.Length; i++)
            sum += ((double)outputs[i] - targets[i]) * ((double)outputs[i] - targets[i]);
        return sum / targets.Length;
    }

    /// <summary>Moves nothing.</summary>
    private static SGD Still() => new() { LearningRate = 1e-30f };

    [Fact]
    public void A_window_goes_on_where_the_one_before_ended()
    {
        SGD still = Still();
        (float[][] inputs, float[][] targets, float[] whole) = Data();
        Short network = new(1);
        new Samples(3).Fill(network.Compiled);
        Long reference = new(1);
        reference.CopyWeightsFrom(network);
        float[] outputs = reference.Predict(whole);
        for (int epoch = 0; epoch < 2; epoch++)
        {
            network.Compiled.ResetStates();
            for (int window = 0; window < 2; window++)
            {
                float[] expected = [.. Enumerable.Range(0, Rows).SelectMany(row => outputs.Skip((2 * row + window) * Window).Take(Window))];
                float loss = network.TrainOnBatch(inputs[window], targets[window], still);
                Assert.Equal(Loss(expected, targets[window]), loss, 1e-5);
            }
        }
    }

    /// <summary>The gradient of a later window is that with its first state held still.</summary>
    [Fact]
    public void The_gradient_of_a_window_ends_at_its_beginning()
    {
        (float[][] inputs, float[][] targets, _) = Data();
        Short network = new(1);
        new Samples(3).Fill(network.Compiled);
        network.TrainOnBatch(inputs[0], targets[0], Still());
        Dictionary<string, float[]> before = Parameters();
        // A step of length 1 moves each parameter by its gradient.
        network.TrainOnBatch(inputs[1], targets[1], new SGD { LearningRate = 1 });
        Dictionary<string, float[]> moved = Parameters();
        foreach ((string name, float[] values) in before)
            network.SetParameter(name, values);
        var states = new Short.State[Rows];
        float[] outputs = new float[Rows * Window];
        for (int row = 0; row < Rows; row++)
            network.StepBlock(inputs[0].AsSpan(row * Window * Features, Window * Features), ref states[row], outputs.AsSpan(0, Window));
        foreach (ParameterBlock block in network.Compiled.Info.Parameters)
        {
            float[] values = before[block.Name];
            for (int i = 0; i < values.Length; i += 3)
            {
                const float Change = 1 / 64f;
                double difference = (At(i, Change) - At(i, -Change)) / (2 * Change);
                Assert.Equal(difference, (double)values[i] - moved[block.Name][i], 2e-3);
            }

            double At(int place, float change)
            {
                float value = values[place];
                values[place] = value + change;
                network.SetParameter(block.Name, values);
                values[place] = value;
                for (int row = 0; row < Rows; row++)
                {
                    Short.State state = states[row];
                    network.StepBlock(
                        inputs[1].AsSpan(row * Window * Features, Window * Features), ref state, outputs.AsSpan(row * Window, Window));
                }
                network.SetParameter(block.Name, values);
                return Loss(outputs, targets[1]);
            }
        }

        Dictionary<string, float[]> Parameters() =>
            network.Compiled.Info.Parameters.ToDictionary(block => block.Name, block => network.GetParameter(block.Name));
    }

    [Fact]
    public void Fit_begins_anew_with_every_epoch_and_measures_from_the_beginning()
    {
        (float[][] inputs, float[][] targets, _) = Data();
        Dataset data = Dataset.FromTargets([.. inputs[0], .. inputs[1]], [.. targets[0], .. targets[1]], 2 * Rows);
        Short network = new(1);
        var options = new FitOptions
        {
            Epochs = 2,
            BatchSize = Rows,
            Shuffle = false,
            Optimizer = new SGD { LearningRate = 1e-30f },
            Validation = data,
        };
        History history = network.Fit(data, options);
        Assert.Equal(history.Loss[0], history.Loss[1]);
        Assert.Equal(network.Evaluate(data).Loss, history.ValidationLoss[1]);
        Assert.NotEqual(history.ValidationLoss[1], history.Loss[1]);

        string message = Assert.Throws<ArgumentException>(() => network.Fit(data, new FitOptions { BatchSize = Rows })).Message;
        Assert.Contains("Short has stateful layers", message, StringComparison.Ordinal);
        Assert.Contains("write Shuffle = false", message, StringComparison.Ordinal);
        message = Assert.Throws<ArgumentException>(() => network.Fit(data, new FitOptions { BatchSize = 4, Shuffle = false })).Message;
        Assert.Contains("6 samples are no whole number of batches of 4", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Batches_of_another_size_are_refused_until_states_are_reset()
    {
        SGD still = Still();
        (float[][] inputs, float[][] targets, _) = Data();
        Short network = new(1);
        float first = network.TrainOnBatch(inputs[0], targets[0], still);
        string message = Assert.Throws<ArgumentException>(() =>
            network.TrainOnBatch(inputs[0].AsSpan(0, Window * Features), targets[0].AsSpan(0, Window), still)).Message;
        Assert.Contains("there were 3; this batch has 1. ResetStates begins anew", message, StringComparison.Ordinal);
        network.Compiled.ResetStates();
        Assert.True(float.IsFinite(network.TrainOnBatch(inputs[0].AsSpan(0, Window * Features), targets[0].AsSpan(0, Window), still)));
        network.Compiled.ResetStates();
        Assert.Equal(first, network.TrainOnBatch(inputs[0], targets[0], still));
        Assert.NotEqual(first, network.TrainOnBatch(inputs[0], targets[0], still));
    }

    [Network(Window, Features)]
    [LSTM(5, ReturnSequences = true, Stateful = true)]
    [GRU(3, ReturnSequences = true, Stateful = true), Dense(1)]
    private sealed partial class Short;

#pragma warning disable NETC1085 // an answer at every step is meant
    [Network(2 * Window, Features)]
    [LSTM(5, ReturnSequences = true), GRU(3, ReturnSequences = true), Dense(1)]
    private sealed partial class Long;
#pragma warning restore NETC1085
}
