using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>Every number minus its mean over its deviation, or back; both are fitted to data and stay.</summary>
internal sealed record Normalization(string Name, Shape Input, int Axis, bool IsInverted) : FittedLayer(Name, Input, Axis, IsInverted)
{
    public static readonly LayerKind Kind = new("Normalization", Bind);

    public override string Title => IsInverted ? "Normalization, inverted" : "Normalization";

    public override string Formula => IsInverted ? "y = x max(√variance, ε) + mean" : "y = (x - mean) / max(√variance, ε)";

    public override EquatableArray<ParameterSpec> Parameters => [Tensor(Mean, "Zeros"), Tensor(Variance, "Ones")];

    public override Expression Forward => IsInverted ? MultiplyAdd(X, DataScale, DataMean) : (X - DataMean) * DataScale;

    public override Expression Backward => Dy * DataScale;

    private ParameterSpec Tensor(string tensor, string initializer) => new(tensor, new Shape(Count), initializer, Count, Count)
    {
        IsStatistic = true,
        OfInput = Axis < 0 ? [] : [0],
    };

    private static Layer? Bind(LayerContext context)
    {
        int axis = context.Int32("Axis", -1), rank = context.Input.Rank;
        if (axis > rank || axis < -rank)
        {
            (string dimensions, string all) = rank == 1 ? ("1 dimension", "1") : ($"{rank} dimensions", $"1 to {rank}");
            context.ReportMisfit("NETC1100", "Axis", context.Kind, axis, context.Input.ToString(), dimensions, all);
        }
        int index = axis > 0 ? axis - 1 : axis < 0 ? rank + axis : -1;
        return context.HasErrors ? null : new Normalization(context.Name, context.Input, index, context.Boolean("Invert", false));
    }
}
