using NetCompiler.Generator.Losses;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>The loss and how it is computed.</summary>
/// <param name="Form">The arithmetic.</param>
/// <param name="Fused">The activation computed together with it, from its input; null where the loss reads the network's output.</param>
/// <param name="Smoothing">The label smoothing.</param>
/// <param name="DecisionThreshold">Where an output counts as "yes".</param>
internal sealed record Objective(LossForm Form, Layer? Fused, float Smoothing, float DecisionThreshold);
