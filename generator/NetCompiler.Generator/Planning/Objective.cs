using NetCompiler.Generator.Losses;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>The loss of an output and how it is computed.</summary>
/// <param name="Name">The output's name.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Form">The arithmetic.</param>
/// <param name="Fused">The activation computed together with it, from its input; null where the loss reads the output.</param>
/// <param name="Smoothing">The label smoothing.</param>
/// <param name="DecisionThreshold">Where an output counts as "yes".</param>
internal sealed record Objective(string Name, Shape Shape, LossForm Form, Layer? Fused, float Smoothing, float DecisionThreshold)
{
    /// <summary>Whether only the steps that count have a loss.</summary>
    public bool IsMasked { get; init; }

    /// <summary>The numbers of a step.</summary>
    public long StepLength => Shape.Length / Shape.Dimensions[0];
}
