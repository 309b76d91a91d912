namespace NetCompiler.Generator.Model;

/// <summary>A user's type that has an activation or a loss.</summary>
/// <param name="Name">Its name, for people.</param>
/// <param name="Type">How generated code names it: <c>global::Game.Snake</c>.</param>
internal sealed record OwnFunction(string Name, string Type)
{
    /// <summary>The argument of a layer's declaration that it stands in: the property of the attribute.</summary>
    public const string Argument = "Function";

    /// <summary>The argument of <c>[Network]</c> and <c>[Output]</c> that names a loss.</summary>
    public const string LossArgument = "LossType";

    /// <summary>Vector operations that a method of unknown contents is taken for.</summary>
    private const int Operations = 20;

    /// <summary>What it computes, from its arguments.</summary>
    public Expression Value(params Expression[] arguments) => Call("Value", arguments);

    /// <summary>The derivative of that by the first argument.</summary>
    public Expression Derivative(params Expression[] arguments) => Call("Derivative", arguments);

    private Expression.Function Call(string method, Expression[] arguments) => new($"{Type}.{method}", Operations, [.. arguments]);
}
