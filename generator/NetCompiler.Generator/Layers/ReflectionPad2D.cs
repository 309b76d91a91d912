using System.Globalization;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>An image with its mirror image around it.</summary>
internal sealed record ReflectionPad2D(string Name, Shape Input, Border Edges) : MoveLayer(Name, Input, RimCopies.Around(Input, Edges))
{
    public static readonly LayerKind Kind = new("ReflectionPad2D", Bind);

    public override string Title => $"ReflectionPad2D({EdgeBinding.Describe(Edges)})";

    public override string Formula => "y = x, mirrored around it";

    public override EquatableArray<Move> Describe(Layout input, Layout output) =>
        RimCopies.Describe(input, output, Edges, isMirrored: true);

    private static Layer? Bind(LayerContext context)
    {
        if (EdgeBinding.Bind(context, "padding") is not { } edges)
            return null;
        EdgeBinding.RequireMemory(context, edges);
        Require("top", "bottom", edges.Top, edges.Bottom, "height", context.Input.Dimensions[0]);
        Require("left", "right", edges.Left, edges.Right, "width", context.Input.Dimensions[1]);
        return context.HasErrors ? null : new ReflectionPad2D(context.Name, context.Input, edges);

        void Require(string before, string after, int first, int last, string axis, int size)
        {
            if (Math.Max(first, last) >= size && !context.HasErrors)
                context.ReportMisfit(
                    "NETC1004", EdgeBinding.Written(context, before, after, first, last), context.Kind, "padding", Math.Max(first, last),
                    $"below the image's {axis}, {size.ToString(CultureInfo.InvariantCulture)}: there is no more to mirror");
        }
    }
}
