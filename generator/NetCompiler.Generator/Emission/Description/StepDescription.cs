using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints what <c>NetworkInfo</c> says of a network's steps.</summary>
internal static class StepDescription
{
    /// <param name="writer">Where to.</param>
    /// <param name="step">The plan of one step.</param>
    public static void Write(SourceWriter writer, Plan step)
    {
        writer.Line($"StepInputLength = {step.Network.Input.Length},");
        writer.Line($"StepOutputLength = {step.Network.Output.Length},");
        writer.Line($"StepFloats = {step.Floats.Shared + step.Floats.PerRow},");
        writer.Line($"StateFloats = {step.Network.StateFloats},");
        if (step.Network.RingFloats > 0)
            writer.Line($"RingFloats = {step.Network.RingFloats},");
        StepRate answer = StepRates.OfAnswer(step);
        if (step.Network.StepPeriod > 1)
            writer.Line($"StepPeriod = {step.Network.StepPeriod}, AnswerPeriod = {answer.Period}, AnswerPhase = {answer.Phase},");
        PositionHead[] positions = [.. step.Stages.Select(stage => stage.Head).OfType<PositionHead>()];
        if (positions.Length > 0)
            writer.Line($"PositionLimit = {positions.Min(head => head.Positions.Length)}, " +
                $"PositionOffset = {positions[0].Positions.StateOffset},");
        writer.Line($"StateLayout = {Text.Literal(string.Join(", ", step.Stages.Select(stage => Carried(stage.Head)).OfType<string>()))},");
    }

    /// <summary>What a stage carries to the next step, in words; null for nothing.</summary>
    private static string? Carried(Head? head) => head switch
    {
        RecurrentHead { Recurrent: var cell } =>
            $"{cell.Name} ({string.Join(", ", cell.Cell.States.Select(state => $"{state} {cell.Units}"))}" +
                $"{(cell.Initial is null ? "" : ", whether it has begun")})",
        AttentionHead { Attention: var memory } =>
            $"{memory.Name} ({memory.Keys} x {memory.Heads} x ({memory.KeyDim} + {memory.ValueDim}))",
        RecallHead { Recall: var recall } => $"{recall.Name} ({recall.Window.Extent} x {recall.Features})",
        PositionHead { Positions: var positions } => $"{positions.Name} (the step of {positions.Length})",
        _ => null,
    };
}
