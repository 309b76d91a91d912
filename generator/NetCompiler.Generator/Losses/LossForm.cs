using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Losses;

/// <summary>A loss as arithmetic on one prediction <see cref="Expression.Y"/> and its target <see cref="Expression.T"/>.</summary>
/// <param name="Name">A member of the runtime's <c>Loss</c>.</param>
/// <param name="Formula">One sample's loss, for the reader.</param>
/// <param name="Value">What one output adds.</param>
/// <param name="Gradient">Its derivative by the prediction (by the scores <see cref="Expression.X"/>, where the loss is fused).</param>
/// <param name="IsMean">Whether a sample's loss is the mean over its outputs, else their sum.</param>
/// <param name="FusedMethod">The runtime's <c>Rows</c> method that computes it from the scores, together with the activation before it.</param>
internal sealed record LossForm(string Name, string Formula, Expression Value, Expression Gradient, bool IsMean, string? FusedMethod = null);
