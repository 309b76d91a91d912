using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>A weighted sum of the features at every step of a sequence: y = x W + b, without a bias where there is none. All steps go
/// together, as the pixels of an image line. A step may be several rows of it.</summary>
internal sealed record SequenceProduct(
    string Name, string Words, Shape Input, int Units, ParameterSpec Kernel, ParameterSpec? Bias, long MultiplyAddsOfStep)
    : ContractionLayer(Name, Input, new Shape(Input.Dimensions[0], Units))
{
    private readonly int _rows = 1;

    /// <summary>The rows of a step, one behind the other.</summary>
    public int Rows
    {
        get => _rows;
        init => (_rows, Output) = (value, new Shape(Input.Dimensions[0] / value, Units));
    }

    public override string Title => Words;

    public override string Formula => Bias is null ? "y = x W" : "y = x W + b";

    public override long MultiplyAdds => Output.Dimensions[0] * MultiplyAddsOfStep;

    public override EquatableArray<ParameterSpec> Parameters => Bias is null ? [Kernel] : [Kernel, Bias];

    /// <summary>Lanes are always units: what is summed for one step alone is then the same as among others.</summary>
    public override ContractionForms Describe(ContractionLayout layout) =>
        new Convolution(Axis.Line, Axis.Pad("Valid", Input.Dimensions[0], Rows, Rows, 1), Input.Dimensions[1], Units) { AllowsDots = false }
            .Forms(layout, Formula, Bias is null ? ContractionStart.Zero : ContractionStart.Bias);
}
