using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>y = x where x &gt; 0, α x else, with a slope α for every number of a sample, which is learned.</summary>
internal sealed record PReLU(string Name, Shape Input, string AlphaInitializer) : ElementwiseLayer(Name, Input)
{
    public static readonly LayerKind Kind = new(
        "PReLU", context => new PReLU(context.Name, context.Input, context.Member("AlphaInitializer", "Zeros")));

    public override string Title => "PReLU";

    public override string Formula => "y = x where x > 0, α x else";

    public override bool IsNonlinear => true;

    /// <summary>α goes with x number by number, so it lies in memory as x does: one row, but for images whose pixels are padded to whole
    /// vectors. Its fans are what Keras reads from its shape.</summary>
    public override EquatableArray<ParameterSpec> Parameters
    {
        get
        {
            int length = (int)Input.Length, channels = Input.Dimensions[Input.Rank - 1];
            int fanIn = Input.Rank == 1 ? length : length / channels;
            int fanOut = Input.Rank == 1 ? length : length / Input.Dimensions[Input.Rank - 2];
            var alpha = new ParameterSpec("alpha", Input, AlphaInitializer, fanIn, fanOut)
            {
                Columns = Input.Rank == 1 || channels % RowPadding.Lanes == 0 ? length : channels,
                OfInput = Enumerable.Range(0, Input.Rank).ToEquatableArray(),
            };
            return [alpha];
        }
    }

    public override Expression Forward => Where(X > 0, X, Alpha * X);

    public override Expression Backward => Where(X > 0, Dy, Alpha * Dy);

    public override Expression AlphaGradient => Where(X > 0, 0, X * Dy);
}
