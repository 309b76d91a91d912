namespace NetCompiler;

/// <summary>
/// A figure that tells people how good a network is: the mean over the samples of a value that each sample has. Derive from it for figures of
/// your own; <see cref="Compute"/> is called by several threads at once.
/// </summary>
public abstract class Metric
{
    /// <summary>Sets the name.</summary>
    /// <param name="name">What history and progress call it, in Keras's manner: <c>mean_squared_error</c>.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    protected Metric(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    /// <summary>The share of right answers. With a single output, and after binary cross-entropy, hinge and the perceptron criterion, each output is
    /// a decision of its own, taken at <see cref="NetworkInfo.DecisionThreshold"/>; else the largest output decides.</summary>
    public static Metric Accuracy { get; } = new AccuracyMetric();

    /// <summary>mean (p - t)².</summary>
    public static Metric MeanSquaredError { get; } = new MeanErrorMetric(squared: true);

    /// <summary>mean |p - t|.</summary>
    public static Metric MeanAbsoluteError { get; } = new MeanErrorMetric(squared: false);

    /// <summary>What history and progress call it.</summary>
    public string Name { get; }

    /// <summary>Whether larger is better; callbacks ask. Default: no.</summary>
    public virtual bool HigherIsBetter => false;

    /// <summary>The share of samples whose class is among the <paramref name="k"/> largest outputs. Named <c>top_k_accuracy</c> with the number.</summary>
    /// <param name="k">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public static Metric TopK(int k) => new TopKMetric(k);

    /// <summary>One sample's value. Must depend on nothing but the arguments: threads call it at once, in no order.</summary>
    /// <param name="output">The network's answer.</param>
    /// <param name="target">The sample's target, as long: for a class, one there and zero elsewhere.</param>
    public abstract float Compute(ReadOnlySpan<float> output, ReadOnlySpan<float> target);

    /// <summary>The metric for one network.</summary>
    internal virtual Metric For(NetworkInfo info) => this;

    private static int Largest(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
            if (values[i] > values[best])
                best = i;
        return best;
    }

    private sealed class AccuracyMetric() : Metric("accuracy")
    {
        public override bool HigherIsBetter => true;

        public override float Compute(ReadOnlySpan<float> output, ReadOnlySpan<float> target) => Largest(output) == Largest(target) ? 1 : 0;

        internal override Metric For(NetworkInfo info) =>
            info.OutputLength == 1 || info.Loss is Loss.BinaryCrossentropy or Loss.Hinge or Loss.Perceptron
                ? new DecisionMetric(info.DecisionThreshold)
                : this;
    }

    private sealed class DecisionMetric(float threshold) : Metric("accuracy")
    {
        public override bool HigherIsBetter => true;

        public override float Compute(ReadOnlySpan<float> output, ReadOnlySpan<float> target)
        {
            int right = 0;
            for (int i = 0; i < output.Length; i++)
                if (output[i] > threshold == target[i] > threshold)
                    right++;
            return right / (float)output.Length;
        }
    }

    private sealed class MeanErrorMetric(bool squared) : Metric(squared ? "mean_squared_error" : "mean_absolute_error")
    {
        public override float Compute(ReadOnlySpan<float> output, ReadOnlySpan<float> target)
        {
            float sum = 0;
            for (int i = 0; i < output.Length; i++)
            {
                float error = output[i] - target[i];
                sum += squared ? error * error : Math.Abs(error);
            }
            return sum / output.Length;
        }
    }

    private sealed class TopKMetric : Metric
    {
        private readonly int _k;

        internal TopKMetric(int k) : base(FormattableString.Invariant($"top_{k}_accuracy"))
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
            _k = k;
        }

        public override bool HigherIsBetter => true;

        public override float Compute(ReadOnlySpan<float> output, ReadOnlySpan<float> target)
        {
            float own = output[Largest(target)];
            int above = 0;
            foreach (float value in output)
                if (!(value <= own))
                    above++;
            return above < _k ? 1 : 0;
        }
    }
}
