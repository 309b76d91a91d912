using System.Globalization;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>Ten training losses of whole networks: next to those of the reference, trained in double precision by Keras's formulas, and pinned.</summary>
/// <remarks>The pinned numbers are exact wherever multiply-adds are fused (AVX2, AVX-512, NEON); elsewhere sums round differently, and ten steps
/// may carry that to the fourth digit.</remarks>
[Trait("Category", "Numbers")]
public partial class GoldenTests
{
    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["softmax, Adam"] = new(() => new Classifier(1), () => new Adam { LearningRate = 0.01 }, () => new ReferenceOptimizer.Adam(0.01), [
            2.3302424f, 2.36973882f, 1.65427756f, 1.61629975f, 1.52057076f, 1.37839377f, 1.36818659f, 1.35725284f, 1.35847831f, 1.30593204f]),
        ["sigmoid, SGD with Nesterov"] = new(() => new Binary(2), () => new SGD { LearningRate = 0.1, Momentum = 0.9, Nesterov = true },
            () => new ReferenceOptimizer.SGD(0.1, 0.9, nesterov: true), [
            0.701616585f, 0.707427919f, 0.66709435f, 0.668903172f, 0.636875689f, 0.635198057f, 0.614202738f, 0.563455224f, 0.635406137f, 0.527690709f]),
        ["PReLU, RMSprop"] = new(() => new Regression(3), () => new RMSprop(), () => new ReferenceOptimizer.RMSprop(0.001), [
            1.5284313f, 1.19344175f, 1.54635966f, 1.20827782f, 1.35827816f, 1.43493474f, 1.11103547f, 1.46263838f, 1.16680849f, 1.28243685f]),
        ["GELU, Adadelta"] = new(() => new Smooth(4), () => Adadelta.Classic, () => new ReferenceOptimizer.Adadelta(1), [
            2.5405333f, 2.55750275f, 2.54881096f, 2.49848366f, 2.56176591f, 2.45941186f, 2.4589355f, 2.45903587f, 2.40896654f, 2.46349716f]),
        ["hinge, SGD"] = new(() => new Margin(5), () => new SGD { LearningRate = 0.05, Momentum = 0.5 }, () => new ReferenceOptimizer.SGD(0.05, 0.5), [
            1.0406996f, 1.12442315f, 1.17288864f, 1.01491535f, 1.12205315f, 1.00164533f, 1.09740031f, 1.11077785f, 0.961871982f, 1.02668381f]),
        ["dropout, RMSprop"] = new(() => new Dropped(6), () => new RMSprop(), null, [
            2.52700758f, 2.20145392f, 2.57797647f, 2.41210413f, 2.43565726f, 2.30384612f, 2.12270093f, 2.22609282f, 2.13745975f, 2.10854316f]),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Ten_losses_are_the_pinned_ones(string name)
    {
        Case it = Cases[name];
        float[] losses = [.. Train(it).Select(loss => loss.Compiled)];
        string message = $"{name}: {string.Join(", ", losses.Select(loss => loss.ToString("G9", CultureInfo.InvariantCulture) + "f"))}";
        for (int i = 0; i < 10; i++)
            Assert.True(
                NetworkInfo.IsBitExact ? losses[i] == it.Pinned[i] : Math.Abs(losses[i] - it.Pinned[i]) <= 1e-4 * it.Pinned[i],
                $"{message} - number {i} should be {it.Pinned[i].ToString("G9", CultureInfo.InvariantCulture)}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Ten_losses_are_the_references(string name)
    {
        Case it = Cases[name];
        if (it.ReferenceOptimizer is null)
            return;
        int step = 0;
        foreach ((float compiled, double reference) in Train(it))
            Assert.True(Math.Abs(compiled - reference) <= 1e-4 * reference, $"{name}, step {step++}: {compiled}, the reference has {reference}.");
    }

    /// <summary>Ten steps on batches of 32 of 80 samples, wrapping round.</summary>
    private static List<(float Compiled, double Reference)> Train(Case it)
    {
        const int all = 80, batch = 32;
        INetwork network = it.Network();
        NetworkInfo info = network.Compiled.Info;
        ReferenceNetwork reference = ReferenceNetwork.Of(network.GetType()).CopyFrom(network.Compiled);
        ReferenceOptimizer? referenceOptimizer = it.ReferenceOptimizer?.Invoke();
        Optimizer optimizer = it.Optimizer();
        var samples = new Samples(99);
        float[] inputs = samples.Normal(all * info.InputLength), targets = samples.Targets(info.Loss, all, info.OutputLength);
        var losses = new List<(float, double)>();
        for (int step = 0; step < 10; step++)
        {
            int[] rows = [.. Enumerable.Range(step * batch, batch).Select(i => i % all)];
            float[] x = [.. rows.SelectMany(row => inputs[(row * info.InputLength)..((row + 1) * info.InputLength)])];
            float[] t = [.. rows.SelectMany(row => targets[(row * info.OutputLength)..((row + 1) * info.OutputLength)])];
            double[][] xs = Samples.Rows(x, info.InputLength), ts = Samples.Rows(t, info.OutputLength);
            double expected = reference.LossOf(xs, ts);
            losses.Add((Trainer.TrainOnBatch(network.Compiled, x, t, optimizer), expected));
            if (referenceOptimizer is null)
                continue;
            reference.ComputeGradients(xs, ts);
            referenceOptimizer.Step(reference);
        }
        return losses;
    }

    private sealed record Case(Func<INetwork> Network, Func<Optimizer> Optimizer, Func<ReferenceOptimizer>? ReferenceOptimizer, float[] Pinned);

    [Network(8)]
    [Dense(32, KernelInitializer = Initializer.HeUniform), ReLU]
    [Dense(32, KernelInitializer = Initializer.HeNormal), ReLU]
    [Dense(4), Softmax]
    private sealed partial class Classifier;

    [Network(20)]
    [Dense(33), Tanh]
    [Dense(1), Sigmoid]
    private sealed partial class Binary;

    [Network(13)]
    [Dense(24), PReLU(AlphaInitializer = Initializer.RandomUniform)]
    [Dense(3)]
    private sealed partial class Regression;

    [Network(17, LabelSmoothing = 0.1f)]
    [Dense(64, KernelInitializer = Initializer.LecunNormal), GELU]
    [Dense(10), Softmax]
    private sealed partial class Smooth;

    [Network(6, Loss = Loss.Hinge)]
    [Dense(12), SiLU]
    [Dense(1), Tanh]
    private sealed partial class Margin;

    [Network(5, 5)]
    [Flatten, Dropout(0.1f)]
    [Dense(40), Mish, Dropout(0.5f)]
    [Dense(7), Softmax]
    private sealed partial class Dropped;
}
