using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>Every unit a weighted sum of all inputs: y = x W + b.</summary>
internal sealed record Dense(string Name, Shape Input, int Units, bool UseBias, string KernelInitializer, string BiasInitializer)
    : ContractionLayer(Name, Input, new Shape(Units))
{
    public static readonly LayerKind Kind = new("Dense", Bind) { Penalised = LayerKind.KernelAndBias };

    private int Inputs => Input.Dimensions[0];

    public override string Title => UseBias ? $"Dense({Units})" : $"Dense({Units}), no bias";

    public override string Formula => UseBias ? "y = x W + b" : "y = x W";

    public override long MultiplyAdds => (long)Inputs * Units;

    public override EquatableArray<ParameterSpec> Parameters
    {
        get
        {
            var kernel = new ParameterSpec("kernel", new Shape(Inputs, Units), KernelInitializer, Inputs, Units) { OfInput = [0] };
            if (IsForwardDot)
                kernel = kernel with { Columns = Inputs, Swap = new(Inputs, Units, 1) };
            return UseBias ? [kernel, new ParameterSpec("bias", new Shape(Units), BiasInitializer, Units, Units)] : [kernel];
        }
    }

    public override bool TakesRows => true;

    /// <summary>Whether units are few and inputs many.</summary>
    public override bool IsForwardDot => TermLanes.PaysForRows(Inputs, Units);

    /// <summary>W is [inputs][units]. Forward sums over inputs; the data gradient is the same sum over units with the transposed kernel;
    /// the weight gradient sums over samples. Few units: W is [units][inputs], forward is dot products, and the gradients have lanes of
    /// inputs.</summary>
    public override ContractionForms Describe(ContractionLayout layout)
    {
        if (IsForwardDot)
            return DescribeFewUnits(layout);
        int transposed = RowPadding.Stride(Inputs), gradient = layout.OutputGradient.Stride;
        return new(
            [new("Forward", Formula, "x", "w", "y", RowPadding.RoundUp(Units), [new(Inputs, 1, layout.KernelStride)],
                UseBias ? ContractionStart.Bias : ContractionStart.Zero, RowStep: layout.InputStride, OutputStep: layout.Output.Stride)],
            [new("DataGradient", "dx = dy Wᵀ", "dy", "wT", "dx", RowPadding.RoundUp(Inputs), [new(Units, 1, transposed)],
                ContractionStart.Zero, RowStep: gradient, OutputStep: layout.InputGradient.Stride)],
            new(new("WeightGradient", "dW = xᵀ dy, or dW += xᵀ dy", "x", "dy", "dw", RowPadding.RoundUp(Units),
            [new(null, layout.InputStride, gradient)],
                ContractionStart.Output, RowStep: 1, OutputStep: layout.KernelStride), Taps: null),
            new Transposition(RowsPerPart: 64, PartStep: 64, Units, transposed, Units * transposed));
    }

    private ContractionForms DescribeFewUnits(ContractionLayout layout)
    {
        int gradient = layout.OutputGradient.Stride;
        return new(
            [new("Forward", Formula, "x", "w", "y", Units, [new(Inputs / RowPadding.Lanes, RowPadding.Lanes, RowPadding.Lanes)],
                UseBias ? ContractionStart.Bias : ContractionStart.Zero, RowStep: layout.InputStride,
                OutputStep: layout.Output.Stride) { ColumnStep = layout.KernelStride }],
            [new("DataGradient", "dx = dy Wᵀ", "dy", "w", "dx", RowPadding.RoundUp(Inputs), [new(Units, 1, layout.KernelStride)],
                ContractionStart.Zero, RowStep: gradient, OutputStep: layout.InputGradient.Stride)],
            new(new("WeightGradient", "dW = dyᵀ x, or dW += dyᵀ x", "dy", "x", "dw", RowPadding.RoundUp(Inputs),
            [new(null, gradient, layout.InputStride)],
                ContractionStart.Output, RowStep: 1, OutputStep: layout.KernelStride), Taps: null, IsSwapped: true),
            null);
    }

    /// <summary>The same weighted sums at every step of a sequence.</summary>
    private static SequenceProduct OverSteps(LayerContext context, int units)
    {
        int inputs = context.Input.Dimensions[1];
        bool useBias = context.Boolean("UseBias", true);
        return new SequenceProduct(
            context.Name, useBias ? $"Dense({units})" : $"Dense({units}), no bias", context.Input, units,
            new ParameterSpec("kernel", new Shape(inputs, units), context.Member("KernelInitializer", "GlorotUniform"), inputs, units)
            {
                OfInput = [0],
            },
            useBias ? new ParameterSpec("bias", new Shape(units), context.Member("BiasInitializer", "Zeros"), units, units) : null,
            (long)inputs * units);
    }

    private static Layer? Bind(LayerContext context)
    {
        int units = context.Size("units");
        if (context.Input.Rank > 2)
            context.NeedsFlatten();
        return context.HasErrors ? null : context.Input.Rank == 2 ? OverSteps(context, units) : new Dense(
            context.Name, context.Input, units, context.Boolean("UseBias", true),
            context.Member("KernelInitializer", "GlorotUniform"), context.Member("BiasInitializer", "Zeros"));
    }
}
