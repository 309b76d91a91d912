using Xunit;

namespace NetCompiler.Tests;

/// <summary>Steps of a sequence that count what their classes do.</summary>
public partial class SequenceLabelTests
{
    private static readonly Dictionary<int, double> ClassWeights = new() { [1] = 3, [2] = 0, [4] = 0.25 };

    /// <summary>A step with a rate of 1 is the gradient: that of the loss times each step's weight, by central differences in double
    /// precision.</summary>
    [Fact]
    public void A_step_counts_what_its_class_does()
    {
        const int Rows = 6;
        var network = new Reader(1);
        new Samples(3).Fill(network.Compiled);
        ReferenceNetwork reference = ReferenceNetwork.Of(typeof(Reader)).CopyFrom(network.Compiled);
        double[][] inputs = Samples.Rows(Inputs[..(Rows * Steps)], Steps), targets = Samples.Rows(OneHot()[..(Rows * Steps * Classes)],
            Steps * Classes);
        for (int i = 0; i < Rows * Steps; i++)
            targets[i / Steps][i % Steps * Classes + Labels[i]] *= WeightOf(Labels[i]);
        float[] before = network.Compiled.Weights.ToArray();
        Dataset data = Dataset.FromLabels(Inputs[..(Rows * Steps)], Labels[..(Rows * Steps)], Classes, Rows).WithClassWeights(ClassWeights);
        double accuracy = network.Evaluate(data).Accuracy;

        History history = Train(network, data);

        Assert.Equal(reference.LossOf(inputs, targets), history.Loss[0], 1e-5);
        Assert.Equal(accuracy, history.Accuracy[0]);
        var random = new RandomSequence(7);
        foreach ((ReferenceParameter parameter, ParameterBlock block) in reference.Parameters.Zip(network.Compiled.Info.Parameters))
        {
            double[] was = ReferenceNetwork.Unpad(before, block), now = ReferenceNetwork.Unpad(network.Compiled.Weights, block);
            int[] places = [.. Enumerable.Range(0, 10).Select(_ => random.Next(was.Length))];
            foreach ((int place, double difference) in places.Zip(reference.CentralDifferences(parameter, places, inputs, targets)))
                Assert.Equal(difference, was[place] - now[place], 1e-5);
        }
    }

    [Fact]
    public void Class_numbers_and_one_hot_targets_count_alike()
    {
        Reader byLabels = new(1), byTargets = new(1);
        History first = Train(byLabels, Dataset.FromLabels(Inputs, Labels, Classes, Count).WithClassWeights(ClassWeights));
        History second = Train(byTargets, Dataset.FromTargets(Inputs, OneHot(), Count).WithClassWeights(ClassWeights));
        Assert.Equal(byLabels.Compiled.Weights.ToArray(), byTargets.Compiled.Weights.ToArray());
        Assert.Equal(first.Loss, second.Loss);
        Assert.Equal(first.Accuracy, second.Accuracy);
    }

    /// <summary>With label smoothing, too, weighing all classes alike is weighing the samples.</summary>
    [Fact]
    public void What_smoothing_gives_other_classes_counts_as_well()
    {
        Dataset data = Dataset.FromLabels(Inputs, Labels, Classes, Count);
        Smooth byClass = new(1), bySample = new(1);
        float[] samples = new float[Count];
        Array.Fill(samples, 2.5f);
        History first = byClass.Fit(data.WithClassWeights(Enumerable.Range(0, Classes).ToDictionary(i => i, _ => 2.5)), OneStep());
        History second = bySample.Fit(data.WithSampleWeights(samples), OneStep());
        Assert.Equal(second.Loss[0], first.Loss[0], 1e-5);
        foreach ((float expected, float actual) in bySample.Compiled.Weights.ToArray().Zip(byClass.Compiled.Weights.ToArray()))
            Assert.Equal(expected, actual, 1e-5f);
    }

    [Fact]
    public void Class_weights_are_for_training_alone_and_for_losses_with_classes()
    {
        var network = new Reader(1);
        Dataset data = Dataset.FromLabels(Inputs, Labels, Classes, Count);
        Assert.Equal(network.Evaluate(data).Loss, network.Evaluate(data.WithClassWeights(ClassWeights)).Loss);
        Dataset decisions = Dataset.FromLabels(Inputs, new int[Inputs.Length], 2, Count).WithClassWeights(
            new Dictionary<int, double> { [1] = 2 });
        Assert.StartsWith(
            "Class weights need one class a sample, or one at every step and Loss.CategoricalCrossentropy",
            Assert.Throws<ArgumentException>(() => new Decider(1).Fit(decisions, OneStep())).Message, StringComparison.Ordinal);
    }

    private static double WeightOf(int label) => ClassWeights.TryGetValue(label, out double weight) ? weight : 1;

    private static History Train(Reader network, Dataset data) => network.Fit(data, OneStep());

    private static FitOptions OneStep() => new() { BatchSize = Count, Shuffle = false, Optimizer = new SGD { LearningRate = 1 } };

    [Network(Steps, LabelSmoothing = 0.2)]
    [Embedding(Classes, 3), SimpleRNN(4, ReturnSequences = true)]
    [Dense(Classes), Softmax]
    private sealed partial class Smooth;
}
