using NetCompiler;

namespace Bits;

/// <summary>Every activation by itself, over numbers where machines could disagree: zeros of both signs, subnormal and huge ones, where
/// exponentials end.</summary>
internal static partial class Activations
{
    private static readonly float[] s_special =
    [
        0, -0f, float.Epsilon, -float.Epsilon, 1e-39f, -1e-39f, 1.2e-38f, -1.2e-38f, 1e-20f, -1e-20f, 1e30f, -1e30f, 88, -88, 87.3f, -87.3f,
        86.98f, -86.98f, 100, -100, 0.75f, -0.75f, 3, -3, 20, -20, 9.6f, -9.6f, 12, -12, 4.15f, -4.15f,
    ];

    /// <summary>Over all answers to the special numbers and to 8,160 from -10 to 10.</summary>
    public static ulong Hash()
    {
        float[] x = [.. s_special, .. Inputs.Numbers(8160)], y = new float[x.Length];
        for (int i = s_special.Length; i < x.Length; i++)
            x[i] *= 5;
        var hash = new Fnv();
        foreach (INetwork network in All())
        {
            network.Compiled.Predict(x, y);
            hash.Add(y);
        }
        return hash.Value;
    }

    private static INetwork[] All() =>
    [
        new LinearNet(), new ReLUNet(), new CappedReLUNet(), new LeakyReLUNet(), new ELUNet(),
        new SELUNet(), new GELUNet(), new GELUTanhNet(), new SiLUNet(), new MishNet(),
        new HardSwishNet(), new TanhNet(), new SigmoidNet(), new HardSigmoidNet(), new SoftplusNet(),
        new SoftsignNet(), new ExponentialNet(), new StepNet(), new SignNet(), new SoftmaxNet(),
    ];

    [Network(16, Mode = NetworkMode.InferenceOnly)]
    [Linear]
    private sealed partial class LinearNet;

    [Network(16, Mode = NetworkMode.InferenceOnly)]
    [ReLU]
    private sealed partial class ReLUNet;

    [Network(16, Mode = NetworkMode.InferenceOnly)]
    [ReLU(MaxValue = 0.75)]
    private sealed partial class CappedReLUNet;

    [Network(16, Mode = NetworkMode.InferenceOnly)]
    [LeakyReLU]
    private sealed partial class LeakyReLUNet;

    [Network(16, Mode = NetworkMode.InferenceOnly)]
    [ELU]
    private sealed partial class ELUNet;

    [Network(16, Mode = NetworkMode.InferenceOnly)]
    [SELU]
    private sealed partial class SELUNet;

    [Network(16, Mode = NetworkMode.InferenceOnly)]
    [GELU]
    private sealed partial class GELUNet;

    [Network(16, Mode = NetworkMode.InferenceOnly)]
    [GELU(Approximate = true)]
    private sealed partial class GELUTanhNet;

    [Network(16, Mode = NetworkMode.InferenceOnly)]
    [SiLU]
    private sealed partial class SiLUNet;

    [Network(16, Mode = NetworkMode.InferenceOnly)]
    [Mish]
    private sealed partial class MishNet;

    [Network(16, Mode = NetworkMode.InferenceOnly)]
    [HardSwish]
    private sealed partial class HardSwishNet;

    [Network(16, Mode = NetworkMode.InferenceOnly)]
    [Tanh]
    private sealed partial class TanhNet;

    [Network(16, Mode = NetworkMode.InferenceOnly)]
    [Sigmoid]
    private sealed partial class SigmoidNet;

    [Network(16, Mode = NetworkMode.InferenceOnly)]
    [HardSigmoid]
    private sealed partial class HardSigmoidNet;

    [Network(16, Mode = NetworkMode.InferenceOnly)]
    [Softplus]
    private sealed partial class SoftplusNet;

    [Network(16, Mode = NetworkMode.InferenceOnly)]
    [Softsign]
    private sealed partial class SoftsignNet;

    [Network(16, Mode = NetworkMode.InferenceOnly)]
    [Exponential]
    private sealed partial class ExponentialNet;

    [Network(16, Mode = NetworkMode.InferenceOnly)]
    [Step]
    private sealed partial class StepNet;

    [Network(16, Mode = NetworkMode.InferenceOnly)]
    [Step(Low = -1)]
    private sealed partial class SignNet;

    [Network(16, Mode = NetworkMode.InferenceOnly)]
    [Softmax]
    private sealed partial class SoftmaxNet;
}
