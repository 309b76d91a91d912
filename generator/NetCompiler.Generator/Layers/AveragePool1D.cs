using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>The mean of the numbers of every window of one channel of a sequence; numbers outside of it do not count.</summary>
internal sealed record AveragePool1D(string Name, Shape Input, Shape Output, Axis Line, Axis Steps, string PaddingName)
    : WindowLayer(Name, Input, Output, Pooling.Window(Line, Steps))
{
    public static readonly LayerKind Kind = new("AveragePool1D", context =>
        Pooling.BindSequence(context, (name, input, output, line, steps, padding) =>
        new AveragePool1D(name, input, output, line, steps, padding)));

    public override string Title => $"AveragePool1D({AxisBinding.Describe(Steps, PaddingName)})";

    public override string Formula => "y = mean of x in the window";

    public override bool IsMaximum => false;
}
