using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Losses;

/// <summary>A loss as arithmetic on one prediction <see cref="Expression.Y"/> and its target <see cref="Expression.T"/>.</summary>
/// <param name="Name">A member of the runtime's <c>Loss</c>.</param>
/// <param name="Formula">One sample's loss, for the reader.</param>
/// <param name="Value">What one output adds.</param>
/// <param name="Gradient">Its derivative by the prediction (by the scores <see cref="Expression.X"/>, where the loss is fused).</param>
/// <param name="IsMean">Whether the loss is the mean over the last axis, else the sum; over all other axes, pixels or steps, it is the
/// mean.</param>
/// <param name="FusedMethod">The runtime's <c>Rows</c> method that computes it from the scores, together with the activation before
/// it.</param>
internal sealed record LossForm(string Name, string Formula, Expression Value, Expression Gradient, bool IsMean, string? FusedMethod = null)
{
    /// <summary>The outputs that it can follow.</summary>
    public OutputMeaning[] Follows { get; init; } = [];

    /// <summary>Why it can follow no others, as the end of a sentence.</summary>
    public string Needs { get; init; } = "has no gradient through a step";

    /// <summary>The outputs after which it is chosen where none is given.</summary>
    public OutputMeaning? IsDefaultAfter { get; init; }

    /// <summary>What the activation gives that is computed together with it, from the scores; null where it reads the outputs.</summary>
    public OutputMeaning? Fuses { get; init; }

    /// <summary>The form in which that is computed; null for this one.</summary>
    public LossForm? Fused { get; init; }

    /// <summary>Whether there are classes, so that labels can be smoothed.</summary>
    public bool HasClasses { get; init; }

    /// <summary>Where an output counts as "yes"; null where the last activation says.</summary>
    public float? DecisionThreshold { get; init; }

    /// <summary>Whether its derivative is given by the caller, and used as it is.</summary>
    public bool IsGiven { get; init; }

    /// <summary>Whether the loss is the sum over all axes.</summary>
    public bool IsSum { get; init; }

    /// <summary>What the sum over all outputs of a sample is divided by.</summary>
    public long Divisor(Shape output) => IsGiven || IsSum ? 1 : IsMean ? output.Length : output.Length / output.Dimensions[output.Rank - 1];
}
