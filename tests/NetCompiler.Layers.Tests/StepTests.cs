using Xunit;

namespace NetCompiler.Tests;

[Trait("Category", "Numbers")]
public partial class StepTests
{
    [Fact]
    public void Predictions_are_the_references()
    {
        NetworkProof.ForwardAgrees(new Zero(1));
        NetworkProof.ForwardAgrees(new MinusOne(1));
    }

    [Fact]
    public void The_threshold_itself_is_low()
    {
        var network = new Zero(1);
        using (WeightEdit edit = network.Compiled.EditWeights())
            edit.Values.Clear();
        float[] output = new float[17];
        network.Predict(new float[5], output);
        Assert.All(output, value => Assert.Equal(0, value));
    }

    [Fact]
    public void The_perceptron_rule_is_its_gradient()
    {
        NetworkProof.GradientsAgree(new Zero(1));
        NetworkProof.GradientsAgree(new AfterLeakyReLU(1));
        CompiledNetwork compiled = new MinusOne(1).Compiled;
        var samples = new Samples(4);
        samples.Fill(compiled);
        float[] inputs = samples.Normal(6 * 5), targets = samples.Targets(Loss.Perceptron, 6, 17, low: -1);
        var step = new GradientStep(compiled, 6);
        double loss = step.Run(inputs, targets);
        ReferenceNetwork reference = ReferenceNetwork.Of(typeof(MinusOne)).CopyFrom(compiled);
        NetworkProof.AssertAgrees(reference, step, Samples.Rows(inputs, 5), Samples.Rows(targets, 17), loss, compiled.Info);
    }

    [Network(5)]
    [Dense(17), LeakyReLU, Step]
    private sealed partial class AfterLeakyReLU;

    [Network(5)]
    [Dense(17), Step]
    private sealed partial class Zero;

    [Network(5)]
    [Dense(17), Step(Low = -1)]
    private sealed partial class MinusOne;
}
