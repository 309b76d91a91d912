using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Model;

/// <summary>A layer that adds a row of a table to every step: to step t row t.</summary>
/// <param name="Words">The layer, as a reader would say it.</param>
/// <param name="Length">Rows of the table.</param>
/// <param name="Wavelength">That of the sines and cosines that the table has; null where it is learned.</param>
internal sealed record PositionLayer(string Name, Shape Input, string Words, int Length, float? Wavelength) : Layer(Name, Input, Input)
{
    /// <summary>In a network of one step, where the step's number is in what that carries; null in a network of whole sequences.</summary>
    public int? StateOffset { get; init; }

    /// <summary>The table that is learned.</summary>
    public EquatableArray<ParameterSpec> Tensors { get; init; } = [];

    public override string Title => Words;

    public override string Formula =>
        Wavelength is null ? "y[t] = x[t] + P[t]" : "y[t] = x[t] + sin or cos(t / w^(2i / features)) at features 2i and 2i + 1";

    public override EquatableArray<ParameterSpec> Parameters => Tensors;
}
