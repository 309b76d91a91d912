using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>The mean of the numbers of every window of one channel; numbers outside of the image do not count.</summary>
internal sealed record AveragePool2D(string Name, Shape Input, Shape Output, Axis Vertical, Axis Horizontal, string PaddingName)
    : WindowLayer(Name, Input, Output, Pooling.Window(Vertical, Horizontal))
{
    public static readonly LayerKind Kind = new("AveragePool2D", context =>
        Pooling.Bind(context, (name, input, output, vertical, horizontal, padding) =>
        new AveragePool2D(name, input, output, vertical, horizontal, padding)));

    public override string Title => $"AveragePool2D({AxisBinding.Describe(Vertical, Horizontal, PaddingName)})";

    public override string Formula => "y = mean of x in the window";

    public override bool IsMaximum => false;
}
