namespace NetCompiler;

/// <summary>What was not finite in a step that was therefore not made.</summary>
internal enum StepFault
{
    None,
    Loss,
    Gradient,
    Statistic,
    Weight,
    State,
}
