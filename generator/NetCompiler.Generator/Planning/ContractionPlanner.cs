using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>What a contraction must know of the stages around it.</summary>
/// <param name="Read">What it reads.</param>
/// <param name="BackwardCost">Vector operations that take its data gradient back through the operations of the stage that it reads, where
/// it does that.</param>
/// <param name="EpilogueCost">Vector operations that follow each of its sums.</param>
/// <param name="MergesInEpilogue">Whether another value, which lies as the sums do, is merged with them.</param>
/// <param name="XHasZeros">Whether many of its inputs may be zero.</param>
/// <param name="DyHasZeros">Whether many numbers of its gradient may be zero.</param>
/// <param name="IsBare">Whether it gives the answer and writes nothing behind it.</param>
/// <param name="BlockFloats">Floats in a unit of work of the weight phase.</param>
internal sealed record ContractionSurroundings(
    Read Read, int BackwardCost, int EpilogueCost, bool MergesInEpilogue, bool XHasZeros, bool DyHasZeros, bool IsBare, int BlockFloats);

/// <summary>Chooses how contractions are computed: directly, by Winograd's algorithm, by pixels side by side; with which tiles; with which
/// normalisation folded in.</summary>
internal sealed class ContractionPlanner(Network network, Arenas arenas)
{
    /// <summary>The contraction a stage begins with.</summary>
    public ContractionHead Make(StageDraft draft, ContractionLayer layer, ContractionSurroundings around)
    {
        ParameterLayout kernel = draft.HeadParameters[0];
        ParameterLayout? bias = draft.HeadParameters.Count > 1 ? draft.HeadParameters[1] : null;
        ContractionForms forms = layer.Describe(new ContractionLayout(
            around.Read.Layout, around.Read.Stride, around.Read.GradientLayout, draft.Layout, draft.GradientLayout, kernel.RowStride));
        Fold? fold = null;
        if (draft.Folded is { } folded)
        {
            fold = new Fold(MakeNorm((BatchLayer)folded.Layer, folded.Parameters, 1), kernel, bias);
            (kernel, bias, forms) = FoldInto(fold, forms);
        }
        // A small kernel lies near, and its products are done before it is known which are zero.
        bool isFar = kernel.Floats > Tiling.NearFloats, xHasZeros = isFar && around.XHasZeros, dyHasZeros = isFar && around.DyHasZeros;
        bool passesGradient = around.Read.NeedsGradient;
        PixelGroupPlan? groups = ChooseGroups(draft, layer, around.EpilogueCost),
            gradientGroups = passesGradient ? ChooseGradientGroups(layer) : null;
        Transposition? transposition = gradientGroups is null ? forms.Transposition?.InParts(BlockRows(kernel, around.BlockFloats)) : null;
        TiledContraction weightGradient = groups?.WeightGradient ?? Tiling.Choose(
            WithKnownRows(forms.WeightGradient, kernel, around.BlockFloats), 0, forms.WeightGradient.IsSwapped ? dyHasZeros : xHasZeros);
        return new ContractionHead(
            layer, kernel, bias, forms.Forward.Select(ChooseForward).ToEquatableArray(),
            passesGradient && gradientGroups is null
                ? forms.DataGradient.Select(contraction => Tiling.Choose(
                    around.Read.Adds && AddsInPlace(layer) ? contraction with { Start = ContractionStart.Output } : contraction,
                    around.BackwardCost, dyHasZeros)).ToEquatableArray()
                    : [],
            weightGradient, forms.WeightGradient, transposition,
            passesGradient && transposition is { } room ? arenas.Transposed.Take(room.Floats) : Buffer.None,
            passesGradient && transposition is { } cut ? (kernel.Rows + cut.RowsPerPart - 1) / cut.RowsPerPart : 0)
        {
            Fold = fold,
            Groups = groups,
            GradientGroups = gradientGroups,
            GradientScan = forms.DataGradient[0].Scan,
            Winograd = groups is null ? ChooseWinograd(layer, draft.Layout, around.Read.Layout) : null,
        };

        TiledContraction ChooseForward(Contraction contraction)
        {
            TiledContraction tiled = Tiling.Choose(
                around.MergesInEpilogue ? WithKept(contraction) : contraction, around.EpilogueCost, xHasZeros) with
            {
                IsBare = around.IsBare,
            };
            return network.StateFloats > 0 && draft.Rows == 1 ? tiled.ForOneRow() : tiled;
        }
    }

    /// <summary>The normalisation a stage begins with, or that a contraction takes in.</summary>
    public NormHead MakeNorm(BatchLayer layer, EquatableArray<ParameterLayout> parameters, int pixels)
    {
        int channels = RowPadding.RoundUp(layer.Input.Dimensions[layer.Input.Rank - 1]);
        return new NormHead(
            layer, parameters, channels, pixels, pixels > 1 ? arenas.Batch.Take(2 * channels) : Buffer.None,
            arenas.Statistics.Take(NormHead.StatisticsRows * channels),
                arenas.Prepared?.Take(NormHead.PreparedRows * channels) ?? Buffer.None);
    }

    /// <summary>Whether the derivative can go back through operations as soon as this layer has summed it.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="adds">Whether it adds to what others contributed.</param>
    public static bool TakesBackwardEpilogue(ContractionLayer layer, bool adds) =>
        adds ? AddsInPlace(layer) : !layer.IsDataGradientDot && ChooseGradientGroups(layer) is null;

    /// <summary>Whether the sums of its data gradient can begin with what others contributed.</summary>
    public static bool AddsInPlace(ContractionLayer layer) =>
        layer is { IsDataGradientDot: false, IsLanewise: false, KernelGroups: 1 } && ChooseGradientGroups(layer) is null;

    /// <summary>Whether forward sums pixels side by side, whatever the operations behind it.</summary>
    public static bool UsesGroups(ContractionLayer layer) =>
        layer is { AllowsGroups: true, Plain: { } plain } && PixelGroupPlan.Choose(plain, 0, 0) is not null;

    /// <summary>Rows of a unit of work, where rows may be cut anywhere.</summary>
    public static int BlockRows(ParameterLayout kernel, int blockFloats) => (blockFloats / kernel.RowStride) switch
    {
        >= 48 and var rows => rows / 48 * 48,
        >= 12 and var rows => rows / 12 * 12,
        _ => 6,
    };

    /// <summary>The kernel and the bias, among what prediction prepares, that it computes once, with the normalisation in both.</summary>
    private (ParameterLayout Kernel, ParameterLayout Bias, ContractionForms Forms) FoldInto(Fold fold, ContractionForms forms)
    {
        ParameterLayout kernel = fold.Kernel with { Offset = arenas.Prepared!.Take(fold.Kernel.Floats).Offset };
        ParameterLayout bias = fold.Norm.Find(BatchLayer.MovingMean)! with { Offset = arenas.Prepared!.Take(fold.Norm.Channels).Offset };
        string words = $"{(fold.Bias is null ? " + b" : "")}, with {fold.Norm.Layer.Title} in both";
        EquatableArray<Contraction> forward = forms.Forward
            .Select(contraction => contraction with { Start = ContractionStart.Bias, Formula = contraction.Formula + words })
                .ToEquatableArray();
        return (kernel, bias, forms with { Forward = forward });
    }

    /// <summary>Operations that are the same on every number are computed before pixels get whole vectors.</summary>
    private PixelGroupPlan? ChooseGroups(StageDraft draft, ContractionLayer layer, int epilogueCost)
    {
        if (layer is not { AllowsGroups: true, Plain: { } plain }
            || PixelGroupPlan.Choose(plain, epilogueCost, arenas.Prepared?.Floats ?? 0) is not { } plan)
            return null;
        arenas.Prepared?.Take(plan.PreparedFloats);
        return plan with
        {
            Activates = draft.Operations.All(node =>
            node.Layer is ElementwiseLayer { Parameters.Count: 0 } and not JoinedMerge)
        };
    }

    private static PixelGroupPlan? ChooseGradientGroups(ContractionLayer layer) =>
        layer.PlainGradient is { } plain ? PixelGroupPlan.ChooseGradient(plain) : null;

    /// <summary>Lanes are channels, so pixels must be whole vectors.</summary>
    private WinogradPlan? ChooseWinograd(ContractionLayer layer, Layout layout, Layout input)
    {
        if (arenas.Prepared is null || !network.UsesWinograd || input.Pitch % RowPadding.Lanes != 0
            || layer.Plain is not { Lines: 3, Taps: 3, StrideHeight: 1, StrideWidth: 1 })
            return null;
        WinogradPlan? plan = WinogradPlan.Choose(layout.Height, layout.Width, input.Channels, layout.Channels, arenas.Prepared.Floats);
        if (plan is not null)
            arenas.Prepared.Take(plan.PreparedFloats);
        return plan;
    }

    /// <summary>What the epilogue reads lies as the sums do.</summary>
    private static Contraction WithKept(Contraction contraction) => contraction.Scan is not { } scan ? contraction : contraction with
    {
        Scan = scan with
        {
            KeptStart = scan.OutputStart,
            KeptLine = scan.OutputLine,
            KeptSample = scan.OutputSample,
            Groups = scan.Groups is { } groups ? groups with { Kept = groups.Output } : null,
        },
    };

    /// <summary>The few rows of a kernel that lies by outputs are one unit of work, if it is not too large: their number is known, and
    /// tiles are made for it.</summary>
    private static Contraction WithKnownRows(WeightGradient weights, ParameterLayout kernel, int blockFloats) =>
        weights is { IsSwapped: true, Taps: null } && kernel.Rows <= BlockRows(kernel, blockFloats)
            ? weights.Contraction with { Scan = new Scan(1, kernel.Rows, 0, 0, 0, 0, 0, 0) } : weights.Contraction;
}
