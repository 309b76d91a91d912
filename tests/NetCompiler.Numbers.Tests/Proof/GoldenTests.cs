using System.Globalization;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>Ten training losses of whole networks: next to those of the reference, trained in double precision by Keras's formulas, and
/// pinned.</summary>
/// <remarks>The pinned numbers are exact wherever multiply-adds are fused (AVX2, AVX-512, NEON); elsewhere sums round differently, and ten
/// steps may carry that to the fourth digit.</remarks>
[Trait("Category", "Numbers")]
public partial class GoldenTests
{
    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["softmax, Adam"] = new(() => new Classifier(1), () => new Adam { LearningRate = 0.01 }, () => new ReferenceOptimizer.Adam(0.01), [
            1.55191004f, 1.43813825f, 1.55822551f, 1.27810907f, 1.35774624f, 1.27121711f, 1.18544567f, 1.33487093f, 1.16055346f,
            1.19371319f]),
        ["sigmoid, SGD with Nesterov"] = new(() => new Binary(2), () => new SGD { LearningRate = 0.1, Momentum = 0.9, Nesterov = true },
            () => new ReferenceOptimizer.SGD(0.1, 0.9, nesterov: true), [
            0.731946766f, 0.733971179f, 0.66506201f, 0.711223125f, 0.643841028f, 0.649687886f, 0.610610068f, 0.590084732f, 0.642393112f,
            0.556898296f]),
        ["PReLU, RMSprop"] = new(() => new Regression(3), () => new RMSprop(), () => new ReferenceOptimizer.RMSprop(0.001), [
            1.91578436f, 1.48638654f, 1.52628207f, 1.60903084f, 1.35368097f, 1.73290122f, 1.35807812f, 1.42535579f, 1.51167619f,
            1.26678979f]),
        ["GELU, Adadelta"] = new(() => new Smooth(4), () => Adadelta.Classic, () => new ReferenceOptimizer.Adadelta(1), [
            2.49482036f, 2.63735938f, 2.58017159f, 2.44589448f, 2.52079105f, 2.42047262f, 2.53602076f, 2.48669529f, 2.36764431f,
            2.42972732f]),
        ["hinge, SGD"] =
            new(() => new Margin(5), () => new SGD { LearningRate = 0.05, Momentum = 0.5 }, () => new ReferenceOptimizer.SGD(0.05, 0.5), [
            0.975128472f, 0.967436075f, 1.06843877f, 0.859594047f, 1.02712595f, 0.929364204f, 0.952696383f, 1.00634921f, 0.823070228f,
            0.963158607f]),
        ["dropout, RMSprop"] = new(() => new Dropped(6), () => new RMSprop(), null, [
            2.12580585f, 2.47778177f, 2.23871636f, 2.43217659f, 2.29753399f, 2.16662312f, 2.26779413f, 2.03625202f, 2.24095345f,
            2.05768609f]),
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
            Claim.True(
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
            Claim.True(
                Math.Abs(compiled - reference) <= 1e-4 * reference, $"{name}, step {step++}: {compiled}, the reference has {reference}.");
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

    private sealed record Case(
        Func<INetwork> Network, Func<Optimizer> Optimizer, Func<ReferenceOptimizer>? ReferenceOptimizer, float[] Pinned);

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
