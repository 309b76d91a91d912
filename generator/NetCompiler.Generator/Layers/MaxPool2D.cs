using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>The largest number of every window of one channel.</summary>
internal sealed record MaxPool2D(string Name, Shape Input, Shape Output, Axis Vertical, Axis Horizontal, string PaddingName)
    : WindowLayer(Name, Input, Output, Pooling.Window(Vertical, Horizontal))
{
    public static readonly LayerKind Kind = new("MaxPool2D", context =>
        Pooling.Bind(context, (name, input, output, vertical, horizontal, padding) =>
        new MaxPool2D(name, input, output, vertical, horizontal, padding)));

    public override string Title => $"MaxPool2D({AxisBinding.Describe(Vertical, Horizontal, PaddingName)})";

    public override string Formula => "y = max of x in the window";

    public override bool IsMaximum => true;

    public override bool IsNonlinear => true;
}
