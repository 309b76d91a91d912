using System.ComponentModel;

namespace NetCompiler;

/// <summary>A named segment of a network's answer, as <see cref="OutputAttribute"/> declares it; see
/// <see cref="NetworkInfo.Outputs"/>.</summary>
/// <param name="name">Its name; <c>output</c> where a network has one output without a name.</param>
/// <param name="shape">Its shape.</param>
/// <param name="loss">What training minimises; never <see cref="Loss.Auto"/>.</param>
/// <param name="offset">Where it begins in an answer.</param>
public sealed class OutputPort(string name, IReadOnlyList<int> shape, Loss loss, int offset)
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>The shape, channels last.</summary>
    public IReadOnlyList<int> Shape { get; } = shape;

    /// <summary>The number of floats.</summary>
    public int Length { get; } = Segments.LengthOf(shape);

    /// <summary>The floats of a step, of a line or of a row.</summary>
    internal int StepLength => Length / Shape[0];

    /// <summary>Where it begins in an answer, in floats.</summary>
    public int Offset { get; } = offset;

    /// <summary>What training minimises here; never <see cref="Loss.Auto"/>. <see cref="Loss.None"/>: it is not trained on.</summary>
    public Loss Loss { get; } = loss;

    /// <summary>The name of the type that computes the loss, where that is <see cref="Loss.OfType"/>; else null.</summary>
    public string? LossType { get; init; }

    /// <summary>What the loss is multiplied by in the sum that training minimises.</summary>
    public float Weight { get; init; } = 1;

    /// <summary>Where a number counts as "yes": 0.5 for outputs around 0..1, 0 for outputs around -1..1.</summary>
    public float DecisionThreshold { get; init; } = 0.5f;

    /// <summary>The share of every target that is spread over all classes.</summary>
    public float LabelSmoothing { get; init; }

    /// <summary>Whether training minimises its loss, so that samples have targets for it.</summary>
    public bool IsTrained => Loss != Loss.None;

    /// <summary>Whether only the steps that a sample's length counts have a loss and metrics.</summary>
    public bool IsMasked { get; init; }

    /// <summary>Whether the loss has classes at every step of a sequence.</summary>
    internal bool HasClassesAtSteps => Loss == Loss.CategoricalCrossentropy && Shape.Count == 2;

    /// <summary>How many class numbers say a sample's target: one for each step of a sequence where the loss has classes at every step, or
    /// where so many are given; else 1.</summary>
    /// <param name="given">How many are given; 0 for target values.</param>
    internal int LabelsOf(int given)
    {
        int steps = Length / Shape[^1];
        return given > 0 && (Loss == Loss.CategoricalCrossentropy || given == steps) ? steps : 1;
    }

    /// <summary>The distance between samples in a training batch, in floats.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public int Stride { get; init; }
}
