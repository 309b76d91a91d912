using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>While training, each number is zero with probability <paramref name="Rate"/> and else divided by (1 - rate), so that its
/// expectation stays; in inference it does nothing (inverted dropout, Srivastava et al., 2014).</summary>
internal sealed record Dropout(string Name, Shape Input, float Rate) : ElementwiseLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("Dropout", Bind);

    public override string Title => $"Dropout({Literal.Number(Rate)})";

    public override string Formula => "y = x · mask while training, else x";

    public override bool GivesZeros => Rate > 0;

    public override Expression Forward => X;

    public override Expression TrainingForward => Rate == 0 ? X : X * Mask(Rate);

    public override Expression Backward => Rate == 0 ? Dy : Dy * Mask(Rate);

    private static Layer? Bind(LayerContext context)
    {
        float rate = context.Single("rate", 0);
        context.RequireRate("rate", rate);
        return context.HasErrors ? null : new Dropout(context.Name, context.Input, rate);
    }
}
