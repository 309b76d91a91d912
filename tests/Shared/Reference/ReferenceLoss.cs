namespace NetCompiler.Tests;

/// <summary>One sample's loss and its derivative, with the formulas of Keras 3: each pixel's loss over the last axis, then the mean over
/// pixels.</summary>
/// <param name="loss">The loss.</param>
/// <param name="labelSmoothing">The share of a target that all classes get.</param>
/// <param name="fromLogits">Whether the loss takes what enters the network's last activation.</param>
/// <param name="channels">The length of the last axis; 0 for vectors.</param>
internal sealed class ReferenceLoss(Loss loss, double labelSmoothing, bool fromLogits, int channels = 0)
{
    private const double Epsilon = 1e-7;

    /// <summary>Whether the loss takes what enters the network's last activation rather than what leaves it.</summary>
    public bool FromLogits => fromLogits;

    /// <summary>The loss of one sample. <paramref name="p"/> is the network's answer, or with <see cref="FromLogits"/> what the last
    /// activation got.</summary>
    public double Value(double[] p, double[] t) => Pixels(p).Zip(Pixels(t), ValueOfPixel).Average();

    /// <summary>The derivative of <see cref="Value"/> by <paramref name="p"/>.</summary>
    public double[] Derivative(double[] p, double[] t)
    {
        double[][] pixels = Pixels(p);
        return [.. pixels.Zip(Pixels(t), DerivativeOfPixel).SelectMany(values => values).Select(value => value / pixels.Length)];
    }

    private double[][] Pixels(double[] values) => [.. values.Chunk(channels == 0 ? values.Length : channels)];

    private double ValueOfPixel(double[] p, double[] t)
    {
        t = Smooth(t);
        double n = p.Length, sum = 0;
        double[] q = Probabilities(p);
        for (int i = 0; i < p.Length; i++)
        {
            double e = p[i] - t[i];
            sum += loss switch
            {
                Loss.MeanSquaredError => e * e / n,
                Loss.MeanAbsoluteError => Math.Abs(e) / n,
                Loss.Huber => (Math.Abs(e) <= 1 ? e * e / 2 : Math.Abs(e) - 0.5) / n,
                Loss.LogCosh => (e + ReferenceMath.Softplus(-2 * e) - Math.Log(2)) / n,
                Loss.BinaryCrossentropy when fromLogits => (ReferenceMath.Softplus(p[i]) - t[i] * p[i]) / n,
                Loss.BinaryCrossentropy => -(t[i] * Math.Log(q[i]) + (1 - t[i]) * Math.Log(1 - q[i])) / n,
                Loss.CategoricalCrossentropy when fromLogits => t[i] * (LogSumExp(p) - p[i]),
                Loss.CategoricalCrossentropy => -t[i] * Math.Log(q[i]),
                Loss.Hinge => Math.Max(0, 1 - Sign(t[i]) * p[i]) / n,
                Loss.KullbackLeiblerDivergence =>
                    Math.Clamp(t[i], Epsilon, 1) * Math.Log(Math.Clamp(t[i], Epsilon, 1) / Math.Clamp(p[i], Epsilon, 1)),
                Loss.Poisson => (p[i] - t[i] * Math.Log(p[i] + Epsilon)) / n,
                Loss.Perceptron => ((p[i] > 0 ? High : Low) - t[i]) * p[i],
                Loss.OfType => OwnFunctions.Loss(Own!).Value(p[i], t[i]) / n,
                _ => throw new NotSupportedException($"{loss}"),
            };
        }
        return sum;
    }

    private double[] DerivativeOfPixel(double[] p, double[] t)
    {
        t = Smooth(t);
        double n = p.Length;
        double[] q = Probabilities(p), dp = new double[p.Length];
        double[] softmax = fromLogits && loss == Loss.CategoricalCrossentropy ? ReferenceSoftmax.Of(p) : [];
        for (int i = 0; i < p.Length; i++)
        {
            double e = p[i] - t[i];
            dp[i] = loss switch
            {
                Loss.MeanSquaredError => 2 * e / n,
                Loss.MeanAbsoluteError => Math.Sign(e) / n,
                Loss.Huber => Math.Clamp(e, -1, 1) / n,
                Loss.LogCosh => Math.Tanh(e) / n,
                Loss.BinaryCrossentropy when fromLogits => (ReferenceMath.Sigmoid(p[i]) - t[i]) / n,
                Loss.BinaryCrossentropy => p[i] == q[i] ? -(t[i] / q[i] - (1 - t[i]) / (1 - q[i])) / n : 0,
                Loss.CategoricalCrossentropy when fromLogits => softmax[i] * t.Sum() - t[i],
                Loss.CategoricalCrossentropy => NormalisedCrossentropyDerivative(p, q, t, i),
                Loss.Hinge => Sign(t[i]) * p[i] < 1 ? -Sign(t[i]) / n : 0,
                Loss.KullbackLeiblerDivergence => p[i] is > Epsilon and < 1 ? -Math.Clamp(t[i], Epsilon, 1) / p[i] : 0,
                Loss.Poisson => (1 - t[i] / (p[i] + Epsilon)) / n,
                Loss.Perceptron => (p[i] > 0 ? High : Low) - t[i],
                Loss.OfType => OwnFunctions.Loss(Own!).Derivative(p[i], t[i]) / n,
                _ => throw new NotSupportedException($"{loss}"),
            };
        }
        return dp;
    }

    /// <summary>The two outputs of the threshold unit that a perceptron loss follows.</summary>
    public double Low { get; init; }

    /// <summary>The type that computes <see cref="NetCompiler.Loss.OfType"/>; null for other losses.</summary>
    public Type? Own { get; init; }

    private static double High => 1;

    /// <summary>-Σ t log clip(p / Σp) by pᵢ: every clipped quotient depends on every p through the sum.</summary>
    private static double NormalisedCrossentropyDerivative(double[] p, double[] q, double[] t, int i)
    {
        double sum = p.Sum(), derivative = 0;
        for (int j = 0; j < p.Length; j++)
            if (q[j] == p[j] / sum)
                derivative -= t[j] / q[j] * ((i == j ? 1 : 0) / sum - p[j] / (sum * sum));
        return derivative;
    }

    /// <summary>What the logarithms of an unfused cross-entropy see.</summary>
    private double[] Probabilities(double[] p)
    {
        double divisor = loss == Loss.CategoricalCrossentropy ? p.Sum() : 1;
        return Array.ConvertAll(p, value => Math.Clamp(value / divisor, Epsilon, 1 - Epsilon));
    }

    private double[] Smooth(double[] t) => loss switch
    {
        Loss.CategoricalCrossentropy => Array.ConvertAll(t, value => value * (1 - labelSmoothing) + labelSmoothing / t.Length),
        Loss.BinaryCrossentropy => Array.ConvertAll(t, value => value * (1 - labelSmoothing) + labelSmoothing / 2),
        _ => t,
    };

    private static double Sign(double t) => t == 0 ? -1 : t;

    private static double LogSumExp(double[] z)
    {
        double largest = z.Max();
        return largest + Math.Log(z.Sum(value => Math.Exp(value - largest)));
    }
}
