using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>The largest number of every window of one channel of a sequence.</summary>
internal sealed record MaxPool1D(string Name, Shape Input, Shape Output, Axis Line, Axis Steps, string PaddingName)
    : WindowLayer(Name, Input, Output, Pooling.Window(Line, Steps))
{
    public static readonly LayerKind Kind = new("MaxPool1D", context =>
        Pooling.BindSequence(context, (name, input, output, line, steps, padding) =>
        new MaxPool1D(name, input, output, line, steps, padding)));

    public override string Title => $"MaxPool1D({AxisBinding.Describe(Steps, PaddingName)})";

    public override string Formula => "y = max of x in the window";

    public override bool IsMaximum => true;

    public override bool IsNonlinear => true;
}
