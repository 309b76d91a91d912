using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>While training, each channel of a sample is zero everywhere with probability <paramref name="Rate"/> and else divided by (1 -
/// rate); in inference it does nothing (Tompson et al., 2015).</summary>
internal sealed record SpatialDropout(string Name, Shape Input, float Rate) : ElementwiseLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("SpatialDropout", Bind);

    public override string Title => $"SpatialDropout({Literal.Number(Rate)})";

    public override string Formula => "y = x · mask of the channel while training, else x";

    public override bool IsPerChannel => Rate > 0;

    public override bool GivesZeros => Rate > 0;

    public override Expression Forward => X;

    public override Expression TrainingForward => Rate == 0 ? X : X * ChannelMask(Rate);

    public override Expression Backward => Rate == 0 ? Dy : Dy * ChannelMask(Rate);

    private static Layer? Bind(LayerContext context)
    {
        float rate = context.Single("rate", 0);
        context.RequireRate("rate", rate);
        if (context.Input.Rank < 2)
            context.Report(
                "NETC1018", null, context.Kind, "an image (height, width, channels) or a sequence (steps, features)",
                context.Input.ToString(),
                "for numbers that are in no channel use [Dropout(rate)]");
        return context.HasErrors ? null : new SpatialDropout(context.Name, context.Input, rate);
    }
}
