using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>An activation inside a cell. Of what it computes, training keeps what its derivative reads: its output, or where that needs its
/// input, the input.</summary>
internal sealed class CellActivation(ElementwiseLayer layer)
{
    /// <summary>Whether the derivative reads the input.</summary>
    private bool KeepsInput => layer.Backward.Uses(Expression.X);

    /// <summary>The activation in a formula.</summary>
    public string Symbol(string argument) => layer.Title switch
    {
        "Tanh" => $"tanh({argument})",
        "Sigmoid" => $"σ({argument})",
        "Linear" => argument,
        var title => $"{title}({argument})",
    };

    /// <summary>Its output.</summary>
    public Expression Of(Expression input) => layer.Forward.Replace(Expression.X, input);

    /// <summary>What training leaves in the place of its input.</summary>
    public EquatableArray<CellStore> Keep(string place, Expression input, Expression output) =>
        !KeepsInput ? [new(place, output)]
        : input is Expression.Variable(var letter) && letter == place ? [] : [new(place, input)];

    /// <summary>The output again, by the name <paramref name="output"/>, from what training left.</summary>
    public EquatableArray<CellLine> Restore(string place, string output) =>
        [new(output, KeepsInput ? Of(new Expression.Variable(place)) : new Expression.Variable(place))];

    /// <summary>The derivative by its input from that by its output.</summary>
    /// <param name="derivative">The derivative by its output.</param>
    /// <param name="input">Its input, or where training left it.</param>
    /// <param name="output">Its output.</param>
    public Expression Back(Expression derivative, string input, string output) => layer.Backward.Replace(Expression.Dy, derivative)
        .Replace(Expression.X, new Expression.Variable(input)).Replace(Expression.Y, new Expression.Variable(output));
}
