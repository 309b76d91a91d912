using Xunit;
using static NetCompiler.Tests.TrainingTests;

namespace NetCompiler.Tests;

public partial class MetricTests
{
    [Fact]
    public void MetricsAreExact()
    {
        float[] output = [0.1f, 0.5f, 0.4f], target = [0, 0, 1];
        Assert.Equal(0, Metric.Accuracy.Compute(output, target));
        Assert.Equal(0, Metric.TopK(1).Compute(output, target));
        Assert.Equal(1, Metric.TopK(2).Compute(output, target));
        Assert.Equal("top_2_accuracy", Metric.TopK(2).Name);
        Assert.Equal((0.01 + 0.25 + 0.36) / 3, Metric.MeanSquaredError.Compute(output, target), 1e-6);
        Assert.Equal((0.1 + 0.5 + 0.6) / 3, Metric.MeanAbsoluteError.Compute(output, target), 1e-6);
        Metric each = Metric.Accuracy.For(new SingleLayer(1, 3, Loss.BinaryCrossentropy).Info.Outputs[0], hasLabels: false);
        Assert.Equal(2 / 3f, each.Compute([0.4f, 0.6f, 0.7f], [0, 0, 1]), 1e-6);
        Assert.Equal(0, Metric.TopK(1).Compute([float.NaN, 0], [1, 0]));
    }

    /// <summary>A decision of each of five outputs would be right four times of five where the class is never found.</summary>
    [Fact]
    public void AccuracyOnLabelsIsTheShareThatClassifyAnswersRight()
    {
        var net = new SingleLayer(Inputs, Classes, Loss.BinaryCrossentropy);
        Dataset labelled = Samples(200);
        float[] inputs = [.. Enumerable.Range(0, 200).SelectMany(i => labelled.Input(i).ToArray())];
        Dataset targets = Dataset.FromTargets(inputs, [.. Enumerable.Range(0, 200).SelectMany(i => OneHot(labelled.Label(i)))], 200);
        double right = Enumerable.Range(0, 200).Count(i => net.Classify(labelled.Input(i)) == labelled.Label(i)) / 200.0;
        var outputs = new float[200 * Classes];
        net.Predict(inputs, outputs);
        double decisions = outputs.Where((y, i) => y > 0.5f == (i % Classes == labelled.Label(i / Classes))).Count() / (200.0 * Classes);
        Assert.NotEqual(right, decisions);
        Assert.Equal(right, Trainer.Evaluate(net, labelled).Accuracy, 1e-6);
        Assert.Equal(decisions, Trainer.Evaluate(net, targets).Accuracy, 1e-6);
        FitOptions still = new() { Optimizer = new SGD { LearningRate = 0 }, Validation = targets };
        History history = Trainer.Fit(net, labelled, still);
        Assert.Equal((right, right), (Math.Round(history.Accuracy[0], 6), Math.Round(history.ValidationAccuracy[0], 6)));
    }

    /// <summary>Keras's accuracies over the last axis, and then the mean.</summary>
    [Fact]
    public void EachPixelIsAnAnswerWhereThereAreTargetsForEach()
    {
        OutputPort image = new SquaredPixels(1).Compiled.Info.Outputs[0], mask = new SquaredMask(1).Compiled.Info.Outputs[0];
        float[] output = [0.1f, 0.7f, 0.2f, 5, 4, 3, 0, 0, 1, 0.3f, 0.4f, 0.2f], target = [0, 1, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0];
        Assert.Equal(2 / 4f, Metric.Accuracy.For(image, hasLabels: false).Compute(output, target), 1e-6);
        Assert.Equal(3 / 4f, Metric.TopK(2).For(image, hasLabels: false).Compute(output, target), 1e-6);
        Assert.Equal(0, Metric.Accuracy.For(image, hasLabels: true).Compute(output, [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Equal(1, Metric.TopK(2).For(image, hasLabels: true).Compute(output, [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Equal(3 / 4f, Metric.Accuracy.For(mask, hasLabels: false).Compute([0.6f, 0.4f, 0.9f, 0.1f], [1, 1, 1, 0]), 1e-6);
    }

    [Network(2, 2, 3)]
    [Conv2D(3, 1)]
    private sealed partial class SquaredPixels;

    [Network(2, 2, 3)]
    [Conv2D(1, 1)]
    private sealed partial class SquaredMask;
}
