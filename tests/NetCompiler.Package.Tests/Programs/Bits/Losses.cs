using NetCompiler;

namespace Bits;

/// <summary>Every loss, with every optimizer and clipping among them.</summary>
internal static partial class Losses
{
    /// <summary>Over the losses of 20 steps each and the weights after them.</summary>
    public static ulong Hash()
    {
        var hash = new Fnv();
        Learn(new MeanSquaredErrorNet(seed: 8), new SGD { Momentum = 0.9, Nesterov = true }, ref hash);
        Learn(new MeanAbsoluteErrorNet(seed: 8), new RMSprop { Momentum = 0.5 }, ref hash);
        Learn(new HuberNet(seed: 8), new Adam { GlobalClipNorm = 0.5 }, ref hash);
        Learn(new LogCoshNet(seed: 8), new AdamW(), ref hash);
        Learn(new BinaryCrossentropyNet(seed: 8), new Adadelta { LearningRate = 1 }, ref hash);
        Learn(new CategoricalCrossentropyNet(seed: 8), new Adagrad { ClipNorm = 0.1 }, ref hash);
        Learn(new HingeNet(seed: 8), new Adam { ClipValue = 0.01, WeightDecay = 0.01 }, ref hash);
        Learn(new KullbackLeiblerDivergenceNet(seed: 8), new RMSprop { Centered = true }, ref hash);
        Learn(new PoissonNet(seed: 8), new SGD { Momentum = 0.5 }, ref hash);
        Learn(new PerceptronNet(seed: 8), new SGD(), ref hash);
        return hash.Value;
    }

    private static void Learn(INetwork network, Optimizer optimizer, ref Fnv hash)
    {
        const int Steps = 20, Rows = 33;
        CompiledNetwork net = network.Compiled;
        int inputs = net.Info.InputLength, outputs = net.Info.OutputLength;
        float[] x = Inputs.Numbers(Steps * Rows * inputs), targets = new float[Rows * outputs];
        for (int step = 0; step < Steps; step++)
        {
            for (int i = 0; i < targets.Length; i++)
                targets[i] = Target(net.Info.Loss, i / outputs, i % outputs, step);
            hash.Add([net.TrainOnBatch(x.AsSpan(step * Rows * inputs, Rows * inputs), targets, optimizer)]);
        }
        foreach (ParameterBlock block in net.Info.Parameters)
            hash.Add(net.GetParameter(block.Name));
    }

    /// <summary>What suits the loss: a distribution, a yes or no, or any number.</summary>
    private static float Target(Loss loss, int row, int output, int step) => loss switch
    {
        Loss.CategoricalCrossentropy or Loss.KullbackLeiblerDivergence => ((output + row) % 5) switch { 0 => 0.75f, 1 => 0.25f, _ => 0 },
        Loss.Hinge => (row + output + step) % 2 * 2 - 1,
        Loss.BinaryCrossentropy or Loss.Poisson or Loss.Perceptron => (row + output + step) % 2,
        _ => ((row * 5 + output) % 11 - 5) / 4f,
    };

    [Network(12, Loss = Loss.MeanSquaredError)]
    [Dense(20), ELU]
    [Dense(40, KernelInitializer = Initializer.GlorotNormal), PReLU(AlphaInitializer = Initializer.TruncatedNormal)]
    [Dense(5)]
    private sealed partial class MeanSquaredErrorNet;

    [Network(12, Loss = Loss.MeanAbsoluteError)]
    [Dense(20), ELU]
    [Dense(40, KernelInitializer = Initializer.GlorotNormal), PReLU(AlphaInitializer = Initializer.TruncatedNormal)]
    [Dense(5)]
    private sealed partial class MeanAbsoluteErrorNet;

    [Network(12, Loss = Loss.Huber)]
    [Dense(20), ELU]
    [Dense(40, KernelInitializer = Initializer.GlorotNormal), PReLU(AlphaInitializer = Initializer.TruncatedNormal)]
    [Dense(5)]
    private sealed partial class HuberNet;

    [Network(12, Loss = Loss.LogCosh)]
    [Dense(20), ELU]
    [Dense(40, KernelInitializer = Initializer.GlorotNormal), PReLU(AlphaInitializer = Initializer.TruncatedNormal)]
    [Dense(5)]
    private sealed partial class LogCoshNet;

    [Network(12, Loss = Loss.BinaryCrossentropy)]
    [Dense(20), ELU]
    [Dense(40, KernelInitializer = Initializer.GlorotNormal), PReLU(AlphaInitializer = Initializer.TruncatedNormal)]
    [Dense(5), Sigmoid]
    private sealed partial class BinaryCrossentropyNet;

    [Network(12, Loss = Loss.CategoricalCrossentropy)]
    [Dense(20), ELU]
    [Dense(40, KernelInitializer = Initializer.GlorotNormal), PReLU(AlphaInitializer = Initializer.TruncatedNormal)]
    [Dense(5), Softmax]
    private sealed partial class CategoricalCrossentropyNet;

    [Network(12, Loss = Loss.Hinge)]
    [Dense(20), ELU]
    [Dense(40, KernelInitializer = Initializer.GlorotNormal), PReLU(AlphaInitializer = Initializer.TruncatedNormal)]
    [Dense(5), Tanh]
    private sealed partial class HingeNet;

    [Network(12, Loss = Loss.KullbackLeiblerDivergence)]
    [Dense(20), ELU]
    [Dense(40, KernelInitializer = Initializer.GlorotNormal), PReLU(AlphaInitializer = Initializer.TruncatedNormal)]
    [Dense(5), Softmax]
    private sealed partial class KullbackLeiblerDivergenceNet;

    [Network(12, Loss = Loss.Poisson)]
    [Dense(20), ELU]
    [Dense(40, KernelInitializer = Initializer.GlorotNormal), PReLU(AlphaInitializer = Initializer.TruncatedNormal)]
    [Dense(5), Softplus]
    private sealed partial class PoissonNet;

    [Network(12, Loss = Loss.Perceptron)]
    [Dense(5), Step]
    private sealed partial class PerceptronNet;
}
