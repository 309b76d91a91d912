namespace NetCompiler;

/// <summary>
/// A figure that tells people how good a network is: the mean over the samples of a value that each sample has. Derive from it for figures
/// of your own; <see cref="Compute"/> is called by several threads at once.
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

    /// <summary>The share of right answers. Where samples have labels, the answer is the class that
    /// <see cref="CompiledNetwork.Classify(ReadOnlySpan{float})"/> gives. Where they have targets, each output is a decision of its own
    /// after binary cross-entropy, hinge and the perceptron criterion, and where the last axis has a single output, taken at
    /// <see cref="NetworkInfo.DecisionThreshold"/>; else the largest output decides, of each pixel or step for itself, and the share is
    /// that of pixels or steps. In Fit the training samples tell which it is, for validation too.</summary>
    public static Metric Accuracy { get; } = new AccuracyMetric(0);

    /// <summary>mean (p - t)².</summary>
    public static Metric MeanSquaredError { get; } = new MeanErrorMetric(squared: true);

    /// <summary>mean |p - t|.</summary>
    public static Metric MeanAbsoluteError { get; } = new MeanErrorMetric(squared: false);

    /// <summary>What history and progress call it.</summary>
    public string Name { get; }

    /// <summary>Whether larger is better; callbacks ask. Default: no.</summary>
    public virtual bool HigherIsBetter => false;

    /// <summary>The output that it is of; null for each.</summary>
    internal virtual string? Output => null;

    /// <summary>The same for one output of a network with several; without it a metric is measured on each that has a loss.</summary>
    /// <param name="output">The output's name.</param>
    public Metric On(string output)
    {
        ArgumentException.ThrowIfNullOrEmpty(output);
        return new MetricOfOutput(this, output);
    }

    /// <summary>The share of samples, or of pixels or steps where samples have targets for each, whose class is among the
    /// <paramref name="k"/> largest outputs. Named <c>top_k_accuracy</c> with the number.</summary>
    /// <param name="k">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public static Metric TopK(int k) => new TopKMetric(k, 0);

    /// <summary>One sample's value. Must depend on nothing but the arguments: threads call it at once, in no order.</summary>
    /// <param name="output">The network's answer.</param>
    /// <param name="target">The sample's target, as long: for a class, one there and zero elsewhere.</param>
    public abstract float Compute(ReadOnlySpan<float> output, ReadOnlySpan<float> target);

    /// <summary>The metric for one output, and samples with class labels or with targets of their own.</summary>
    internal virtual Metric For(OutputPort output, bool hasLabels) => this;

    /// <summary>The length of an answer by the largest output: a label's are all outputs, a target's those of a pixel or a step.</summary>
    private static int AnswerLength(OutputPort output, bool hasLabels) => hasLabels ? output.Length : output.Shape[^1];

    private static int Largest(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
            if (values[i] > values[best])
                best = i;
        return best;
    }

    /// <param name="length">The length of an answer; 0: all outputs are one.</param>
    private sealed class AccuracyMetric(int length) : Metric("accuracy")
    {
        public override bool HigherIsBetter => true;

        public override float Compute(ReadOnlySpan<float> output, ReadOnlySpan<float> target)
        {
            int step = length == 0 ? output.Length : length, right = 0;
            for (int i = 0; i < output.Length; i += step)
                if (Largest(output.Slice(i, step)) == Largest(target.Slice(i, step)))
                    right++;
            return right / (float)(output.Length / step);
        }

        internal override Metric For(OutputPort output, bool hasLabels)
        {
            int answer = AnswerLength(output, hasLabels);
            return answer == 1 || !hasLabels && output.Loss is Loss.BinaryCrossentropy or Loss.Hinge or Loss.Perceptron
                ? new DecisionMetric(output.DecisionThreshold)
                : new AccuracyMetric(answer);
        }
    }

    private sealed class MetricOfOutput(Metric metric, string output) : Metric(metric.Name)
    {
        public override bool HigherIsBetter => metric.HigherIsBetter;

        internal override string? Output => output;

        public override float Compute(ReadOnlySpan<float> output, ReadOnlySpan<float> target) => metric.Compute(output, target);

        internal override Metric For(OutputPort output, bool hasLabels) => metric.For(output, hasLabels);
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
        private readonly int _k, _length;

        /// <param name="k">At least 1.</param>
        /// <param name="length">The length of an answer; 0: all outputs are one.</param>
        internal TopKMetric(int k, int length) : base(FormattableString.Invariant($"top_{k}_accuracy"))
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
            (_k, _length) = (k, length);
        }

        public override bool HigherIsBetter => true;

        public override float Compute(ReadOnlySpan<float> output, ReadOnlySpan<float> target)
        {
            int step = _length == 0 ? output.Length : _length, right = 0;
            for (int i = 0; i < output.Length; i += step)
                if (IsAmongLargest(output.Slice(i, step), Largest(target.Slice(i, step))))
                    right++;
            return right / (float)(output.Length / step);
        }

        internal override Metric For(OutputPort output, bool hasLabels) => new TopKMetric(_k, AnswerLength(output, hasLabels));

        private bool IsAmongLargest(ReadOnlySpan<float> output, int own)
        {
            int above = 0;
            foreach (float value in output)
                if (!(value <= output[own]))
                    above++;
            return above < _k;
        }
    }
}
