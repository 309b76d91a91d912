namespace NetCompiler.Generator.Model;

/// <summary>What training adds to the loss for a value: a function of each of its numbers, summed over a sample; the mean over
/// samples.</summary>
/// <param name="Formula">A sample's penalty, for the reader.</param>
/// <param name="Value">What a number <see cref="Expression.Y"/> adds.</param>
/// <param name="Gradient">Its derivative.</param>
/// <param name="Weight">What the sum is multiplied by.</param>
internal sealed record Penalty(string Formula, Expression Value, Expression Gradient, float Weight);
