namespace NetCompiler;

/// <summary>What samples have of one input.</summary>
/// <param name="name">The input's name; null where the dataset has but this column, which nobody named.</param>
/// <param name="values">The samples' values one after the other.</param>
/// <param name="length">How many each sample has.</param>
internal sealed class InputColumn(string? name, float[] values, int length)
{
    /// <summary>The input's name; null where the dataset has but this column, which nobody named.</summary>
    internal string? Name { get; } = name;

    /// <summary>How many values each sample has.</summary>
    internal int Length { get; } = length;

    /// <summary>The number of samples.</summary>
    internal int Samples => values.Length / Length;

    /// <summary>The same by another name.</summary>
    internal InputColumn Named(string other) => new(other, values, Length);

    /// <summary>Those of one sample.</summary>
    internal ReadOnlySpan<float> this[int sample] => values.AsSpan(sample * Length, Length);
}

/// <summary>What samples should give of one output: values, or class numbers.</summary>
/// <param name="name">The output's name; null where the dataset has but this column, which nobody named.</param>
/// <param name="values">The samples' values one after the other; null where they have class numbers.</param>
/// <param name="labels">The samples' class numbers; null where they have values.</param>
/// <param name="length">How many values each sample has; of class numbers, how many there are of each times the number of
/// classes.</param>
/// <param name="steps">How many class numbers each sample has.</param>
internal sealed class TargetColumn(string? name, float[]? values, int[]? labels, int length, int steps = 1)
{
    /// <summary>The output's name; null where the dataset has but this column, which nobody named.</summary>
    internal string? Name { get; } = name;

    /// <summary>The samples' values one after the other; null where they have class numbers.</summary>
    internal float[]? Values { get; } = values;

    /// <summary>The samples' class numbers; null where they have values.</summary>
    internal int[]? Labels { get; } = labels;

    /// <summary>How many values each sample has; of class numbers, how many there are of each times the number of classes.</summary>
    internal int Length { get; } = length;

    /// <summary>How many class numbers each sample has: 1, or one for each step of a sequence.</summary>
    internal int Steps { get; } = steps;

    /// <summary>What each sample's loss counts; null where all count 1.</summary>
    internal float[]? SampleWeights { get; private init; }

    /// <summary>What a sample of each class counts while training; null where all count 1.</summary>
    internal float[]? ClassWeights { get; private init; }

    /// <summary>The same with weights; null keeps those that there are.</summary>
    internal TargetColumn With(float[]? sampleWeights = null, float[]? classWeights = null) => new(Name, Values, Labels, Length, Steps)
    {
        SampleWeights = sampleWeights ?? SampleWeights,
        ClassWeights = classWeights ?? ClassWeights,
    };

    /// <summary>How many classes samples can belong to: a single value is no or yes.</summary>
    internal int Classes => Math.Max(2, Length / Steps);

    /// <summary>The number of samples.</summary>
    internal int Samples => Labels?.Length / Steps ?? Values!.Length / Length;

    /// <summary>The class numbers of one sample.</summary>
    internal ReadOnlySpan<int> LabelsOf(int sample) => Labels.AsSpan(sample * Steps, Steps);

    /// <summary>The class of one sample that has one: of values the largest, of a single one whether it is above a half.</summary>
    internal int ClassOf(int sample)
    {
        if (Labels is not null)
            return Labels[sample];
        ReadOnlySpan<float> values = Values.AsSpan(sample * Length, Length);
        if (Length == 1)
            return values[0] > 0.5f ? 1 : 0;
        int best = 0;
        for (int i = 1; i < values.Length; i++)
            if (values[i] > values[best])
                best = i;
        return best;
    }

    /// <summary>What one sample's loss counts.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="training">Whether classes count what they do in training; else 1 each.</param>
    internal float WeightOf(int sample, bool training)
    {
        float weight = SampleWeights is null ? 1 : SampleWeights[sample];
        return training && ClassWeights is not null ? weight * ClassWeights[ClassOf(sample)] : weight;
    }

    /// <summary>Writes one sample's target.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="first">The first of its values that is wanted.</param>
    /// <param name="target">Receives them: of a class, 1 at its place and <paramref name="no"/> elsewhere; a single float with two classes
    /// receives <paramref name="no"/> or 1.</param>
    /// <param name="no">What stands for "not this class": 0, or -1 for outputs around -1..1.</param>
    internal void CopyTo(int sample, int first, Span<float> target, float no)
    {
        if (Labels is null)
            Values.AsSpan(sample * Length + first, target.Length).CopyTo(target);
        else
            LabelsToTarget(LabelsOf(sample), target, no);
    }

    /// <summary>
    /// Multiplies the target of every step by what its class counts, after smoothing: the cross-entropy and its gradient are linear in
    /// targets. With a share s spread over n classes, w (t (1 - s) + s / n) is what becomes of w t + (w - 1) s / (n (1 - s)).
    /// </summary>
    internal static void WeighSteps(Span<float> target, int classes, float[] weights, float smoothing)
    {
        float spread = smoothing / (classes * (1 - smoothing));
        for (; !target.IsEmpty; target = target[classes..])
        {
            Span<float> step = target[..classes];
            int best = 0;
            for (int i = 1; i < classes; i++)
                if (step[i] > step[best])
                    best = i;
            float weight = weights[best];
            foreach (ref float value in step)
                value = weight * value + (weight - 1) * spread;
        }
    }

    /// <summary>Writes class numbers as a target, step by step; see <see cref="CopyTo"/>.</summary>
    internal static void LabelsToTarget(ReadOnlySpan<int> labels, Span<float> target, float no)
    {
        int length = target.Length / labels.Length;
        for (int step = 0; step < labels.Length; step++)
            LabelToTarget(labels[step], target.Slice(step * length, length), no);
    }

    /// <summary>Writes a class number as a target; see <see cref="CopyTo"/>.</summary>
    private static void LabelToTarget(int label, Span<float> target, float no)
    {
        if (target.Length == 1)
        {
            target[0] = label == 1 ? 1 : no;
            return;
        }
        target.Fill(no);
        target[label] = 1;
    }
}
