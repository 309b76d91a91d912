namespace Neurons;

/// <summary>What one unit did.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Result">What came out.</param>
/// <param name="Claim">What the textbook says.</param>
/// <param name="Holds">Whether the result bears it out.</param>
internal sealed record Lesson(string Unit, string Result, string Claim, bool Holds);
