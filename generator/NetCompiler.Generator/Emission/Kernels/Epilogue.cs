using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>What a contraction does with its sums before it stores them.</summary>
/// <param name="Steps">Each step's new value.</param>
/// <param name="Sum">The letter that stands for the sum in the steps.</param>
/// <param name="Kept">The buffer, laid out as the output, that every other letter is loaded from; null where there is none.</param>
/// <param name="Formula">The same for the reader.</param>
internal sealed record Epilogue(EquatableArray<Expression> Steps, string Sum, string? Kept, string Formula)
{
    public static readonly Epilogue None = new([], "", null, "");

    /// <summary>The first operations of a stage.</summary>
    public static Epilogue Forward(Stage stage)
    {
        ElementwiseLayer[] layers = stage.Operations.Take(stage.InEpilogue).Cast<ElementwiseLayer>().ToArray();
        return new(layers.Select(layer => layer.Forward).ToEquatableArray(), "x", Merged(stage)?.Name,
            string.Concat(layers.Select(layer => $", then {layer.Formula}")));
    }

    /// <summary>The other value that the first operations of a stage read, if they read one.</summary>
    public static Operand? Merged(Stage stage) => stage.Operands.FirstOrDefault(operand => operand.Operation < stage.InEpilogue);

    /// <summary>The derivative of the operations of the stage that gives what is read, where a data gradient takes it over: what is stored
    /// is the derivative by that stage's sums.</summary>
    public static Epilogue Backward(Stage giver)
    {
        if (giver.TakenOver is not { } value)
            return None;
        Layer[] operations = [.. giver.Operations.Take(giver.InTraining)];
        return new(
            Enumerable.Reverse(operations).Select(layer => ((ElementwiseLayer)layer).Backward).ToEquatableArray(), "dy", $"v{value}",
            $", then back through {string.Join(", ", operations.Select(layer => layer.Title))}");
    }
}
