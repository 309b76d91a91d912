using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>A layer with a window over steps as a network of one step has it: what it remembers of the steps before, then the layer on
/// exactly what its window sees.</summary>
internal sealed record SteppedWindow(
    string Name, Shape Input, Shape Output, string Words, string Text, EquatableArray<ParameterSpec> Tensors, EquatableArray<LayerPart> All)
    : CompositeLayer(Name, Input, Output)
{
    public override string Title => Words;

    public override string Formula => Text;

    public override EquatableArray<ParameterSpec> Parameters => Tensors;

    public override EquatableArray<LayerPart> Parts => All;

    /// <summary>The window of a layer over the steps of a sequence; null for other layers.</summary>
    public static Axis? AxisOf(Layer layer) => layer switch
    {
        { Input.Rank: not 2 } => null,
        Conv1D convolution => convolution.Convolution.Horizontal,
        MaxPool1D pool => pool.Steps,
        AveragePool1D pool => pool.Steps,
        GroupedContraction groups => groups.Convolution.Horizontal,
        DepthwiseContraction channels => channels.Convolution.Horizontal,
        GroupedLayer grouped => grouped.All.Select(AxisOf).FirstOrDefault(axis => axis is not null),
        _ => null,
    };

    /// <summary>The window as a stream sees it.</summary>
    public static StepWindow Of(Axis axis) => new(axis.Kernel, axis.Dilation, axis.Stride, axis.Extent - 1 - axis.Before);

    /// <summary>Binds a layer to one step.</summary>
    /// <param name="kind">The layer's kind.</param>
    /// <param name="context">What was written.</param>
    /// <param name="axis">Its window over the whole sequence, which sees no step behind the present one.</param>
    public static Layer? Bind(LayerKind kind, LayerContext context, Axis axis)
    {
        StepWindow window = Of(axis);
        Shape one = context.Input, seen = new(window.Taps, one.Dimensions[1]);
        if (kind.Bind(context.OnWindow(seen)) is not { } layer)
            return null;
        Beginning beginning = layer is not WindowLayer pool || axis.Before == 0 ? Beginning.Zeros
            : pool.IsMaximum ? Beginning.TheFirst : Beginning.MeanOfThose;
        bool isMean = beginning == Beginning.MeanOfThose;
        var recall = new Recall(isMean ? context.Name : $"{context.Name}_steps", one, isMean ? one : seen, window, beginning);
        var parts = new List<LayerPart> { new(recall, [0], []) };
        if (!isMean)
            parts.Add(new LayerPart(layer, [1], layer.Parameters.Select((_, i) => new TensorView(i)).ToEquatableArray()));
        return new SteppedWindow(
            context.Name, one, layer.Output, layer.Title, layer.Formula, layer.Parameters, parts.ToEquatableArray());
    }
}
