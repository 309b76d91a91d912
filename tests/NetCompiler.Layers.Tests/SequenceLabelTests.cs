using Xunit;

namespace NetCompiler.Tests;

/// <summary>A class number at every step as target.</summary>
public partial class SequenceLabelTests
{
    private const int Steps = 6, Classes = 5, Count = 96;

    private static readonly float[] Inputs = MakeInputs();

    /// <summary>The letter before the present one; at first, 0.</summary>
    private static readonly int[] Labels =
        [.. Inputs.Select((_, i) => i % Steps == 0 ? 0 : (int)Inputs[i - 1])];

    [Fact]
    public void Labels_are_one_hot_targets_and_the_loss_is_the_mean_over_steps()
    {
        var network = new Reader(1);
        new Samples(2).Fill(network.Compiled);
        Dataset byLabels = Dataset.FromLabels(Inputs, Labels, Classes, Count),
            byTargets = Dataset.FromTargets(Inputs, OneHot(), Count);
        Evaluation evaluation = network.Evaluate(byLabels), same = network.Evaluate(byTargets);
        float[] answers = network.Predict(Inputs);
        double loss = 0, right = 0;
        for (int i = 0; i < Labels.Length; i++)
        {
            float[] step = answers[(i * Classes)..((i + 1) * Classes)];
            loss -= Math.Log(step[Labels[i]]);
            right += step.AsSpan().IndexOf(step.Max()) == Labels[i] ? 1 : 0;
        }
        Assert.Equal(loss / Labels.Length, evaluation.Loss, 1e-5);
        Assert.Equal(right / Labels.Length, evaluation.Accuracy, 1e-6);
        Assert.Equal(evaluation.Loss, same.Loss);
        Assert.Equal(evaluation.Accuracy, same.Accuracy);
        Assert.Equal(Labels[^Steps..], byLabels.Labels(Count - 1).ToArray());
        float[] target = new float[Steps * Classes];
        byLabels.CopyTarget(3, target);
        Assert.Equal(OneHot()[(3 * target.Length)..(4 * target.Length)], target);
    }

    [Fact]
    public void Batches_of_labels_train_as_their_targets_do()
    {
        Reader byLabels = new(1), byTargets = new(1);
        float[] inputs = Inputs[..(8 * Steps)];
        for (int i = 0; i < 3; i++)
        {
            float loss = byLabels.TrainOnBatch(inputs, Labels.AsSpan(0, 8 * Steps), new SGD());
            Assert.Equal(loss, byTargets.TrainOnBatch(inputs, OneHot().AsSpan(0, 8 * Steps * Classes), new SGD()));
        }
        Assert.Equal(byLabels.Compiled.Weights.ToArray(), byTargets.Compiled.Weights.ToArray());
    }

    [Fact]
    public void A_memory_of_one_step_is_learned_and_streamed()
    {
        var network = new Reader(1);
        Dataset data = Dataset.Create(Count).Input("input", Inputs).Labels("output", Labels, Classes).Build();
        network.Fit(data, new FitOptions { Epochs = 60, BatchSize = 16, Optimizer = new Adam { LearningRate = 0.03 } });
        Assert.InRange(network.Evaluate(data).Accuracy, 0.98, 1);
        Reader.State state = default;
        float[] outputs = new float[Steps * Classes];
        for (int step = 0; step < Steps; step++)
            network.Step(Inputs.AsSpan(step, 1), ref state, outputs.AsSpan(step * Classes, Classes));
        Assert.Equal(network.Predict(Inputs.AsSpan(0, Steps)), outputs);
    }

    [Fact]
    public void Yes_or_no_at_every_step()
    {
        var network = new Decider(1);
        int[] labels = [.. Inputs.Select(number => number > 1 ? 1 : 0)];
        Dataset data = Dataset.FromLabels(Inputs, labels, 2, Count);
        network.Fit(data, new FitOptions { Epochs = 40, Optimizer = new Adam { LearningRate = 0.05 } });
        Assert.Equal(1, network.Evaluate(data).Accuracy);
        Assert.True(network.TrainOnBatch(Inputs, labels, new SGD()) < 0.2);
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_numbers()
    {
        var network = new Reader(1);
        Refuse("There are 2 samples of 6 steps but 11 labels.", () =>
            network.TrainOnBatch(Inputs.AsSpan(0, 2 * Steps), Labels.AsSpan(0, 11), new SGD()));
        Refuse("There are 2 samples of 6 steps but 2 labels.", () =>
            network.TrainOnBatch(Inputs.AsSpan(0, 2 * Steps), Labels.AsSpan(0, 2), new SGD()));
        Refuse("The label of sample 1 at step 2 is 5; for Reader labels are 0 to 4.", () =>
            network.TrainOnBatch(Inputs.AsSpan(0, 2 * Steps), [0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0], new SGD()));
        Refuse("The label of sample 1 at step 0 is -1; with 5 classes labels are 0 to 4.", () =>
            Dataset.FromLabels(Inputs[..12], [0, 0, 0, -1, 0, 0], Classes, 2));
        Refuse("There are 96 samples but 97 labels.", () => Dataset.FromLabels(Inputs, new int[97], Classes, Count));
        Refuse("Reader has 6 steps, for 6 labels of 5 classes a sample; the data has 1 of 5 classes.", () =>
            network.Evaluate(Dataset.FromLabels(Inputs, new int[Count], Classes)));
        Refuse("Reader has 6 steps, for 6 labels of 5 classes a sample; the data has 6 of 4 classes.", () =>
            network.Evaluate(Dataset.FromLabels(Inputs, new int[Count * Steps], 4, Count)));
        string message = Assert.Throws<InvalidOperationException>(() =>
            Dataset.FromLabels(Inputs, Labels, Classes, Count).Label(0)).Message;
        Assert.StartsWith("These samples have 6 labels each, one for each step", message, StringComparison.Ordinal);

        static void Refuse(string start, Action action) =>
            Assert.StartsWith(start, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
    }

    private static float[] MakeInputs()
    {
        var random = new RandomSequence(1);
        float[] inputs = new float[Count * Steps];
        foreach (ref float number in inputs.AsSpan())
            number = random.Next(Classes);
        return inputs;
    }

    private static float[] OneHot()
    {
        float[] targets = new float[Labels.Length * Classes];
        for (int i = 0; i < Labels.Length; i++)
            targets[i * Classes + Labels[i]] = 1;
        return targets;
    }

    [Network(Steps)]
    [Embedding(Classes, 8), GRU(16, ReturnSequences = true)]
    [Dense(Classes), Softmax]
    private sealed partial class Reader;

#pragma warning disable NETC1085 // an answer at every step is meant
    [Network(Steps)]
    [Embedding(Classes, 2), LSTM(3, ReturnSequences = true)]
    [Dense(1), Sigmoid]
    private sealed partial class Decider;
#pragma warning restore NETC1085
}
