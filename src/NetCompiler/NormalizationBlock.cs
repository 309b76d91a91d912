using System.ComponentModel;

namespace NetCompiler;

/// <summary>A <c>Normalization</c> layer, as far as fitting it to data takes: where its tensors lie, and what each number of a sample
/// belongs to.</summary>
/// <param name="Mean">The tensor of means.</param>
/// <param name="Variance">The tensor of variances.</param>
/// <param name="Count">How many means and variances there are.</param>
/// <param name="Stride">Number i of a sample (of its target, where <paramref name="IsInverted"/>) belongs to mean i / Stride modulo
/// Count.</param>
/// <param name="IsInverted">Whether it is fitted to the targets; else to the inputs.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record NormalizationBlock(string Mean, string Variance, int Count, int Stride, bool IsInverted)
{
    /// <summary>What the layers before multiply every number by.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>What they add then.</summary>
    public double Offset { get; init; }

    /// <summary>Which of the network's inputs, or of its outputs that have a loss, it is fitted to.</summary>
    public int Port { get; init; }
}
