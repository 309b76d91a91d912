using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>How inference computes a convolution together with the pool behind it, so that what lies between never leaves the near caches,
/// or is never written.</summary>
/// <param name="Pool">The stage of the pool, which inference does not call.</param>
/// <param name="Strip">The convolution's stage, with the layout of what is pooled at a time.</param>
/// <param name="Window">The pool's stage, likewise.</param>
/// <param name="Lines">The convolution of as many lines as a window has; null where all lines are convolved at a time.</param>
/// <param name="WorkFloats">Workspace for what is pooled at a time.</param>
internal sealed record PoolFusion(Stage Pool, Stage Strip, Stage Window, TiledContraction? Lines, int WorkFloats)
{
    /// <summary>The pool.</summary>
    public WindowLayer Layer => ((WindowHead)Window.Head!).Window;

    /// <summary>The plan for a convolution and the stage behind it, or null where there is nothing to gain or the two do not fit
    /// together.</summary>
    public static PoolFusion? Choose(Stage stage, Stage next)
    {
        if (stage.Contraction is not { } product || !stage.OneByOne || product.Layer.IsForwardDot || product.Forward.Count != 1
            || next.Head is not WindowHead { Window: { IsMasked: false, Window: var window } } || next.InputLayout != stage.Layout)
            return null;
        bool isPlain = stage.Operands.Count + next.Operands.Count == 0
            && stage.Operations.All(operation => operation is ElementwiseLayer { Parameters.Count: 0 })
            && next.Operations.All(operation => operation is ElementwiseLayer layer && layer.Forward == Expression.X);
        Layout image = stage.Layout;
        bool isInside = window.Top == 0 && window.Left == 0 && (next.Layout.Height - 1) * window.StrideHeight +
            window.Height <= image.Height
            && (next.Layout.Width - 1) * window.StrideWidth + window.Width <= image.Width;
        if (!isPlain || !isInside || image.Border != Border.None)
            return null;
        if (product.Groups is { Activates: true })
            return new PoolFusion(next, stage, next, null, 0);
        if (product.Winograd is not null)
            return new PoolFusion(next, stage, next, null, image.Stride);

        if (product.Groups is not null)
            return null;
        Contraction forward = product.Forward[0].Contraction;
        Scan scan = forward.Scan!;
        if (window.Height != window.StrideHeight || image.Height < 2 * window.Height || scan.Groups is not null)
            return null;
        Layout strip = image with { Height = window.Height }, line = next.Layout with { Height = 1, Border = Border.None };
        var lines = forward with
        {
            Name = "ForwardLines",
            Formula = $"{forward.Formula}, for the {window.Height} lines of a row of windows",
            Scan = new Scan(window.Height, image.Width, 0, LineOf(forward, scan, image), 0, 0, strip.LinePitch, 0, scan.RightStart)
                .Joined(forward.RowStep, forward.OutputStep),
        };
        return new PoolFusion(
            next, stage with { Layout = strip, GradientLayout = strip },
                next with { Reads = [next.Input with { Layout = strip }], Layout = line, GradientLayout = line },
                Tiling.Choose(lines, product.Forward[0].EpilogueCost), strip.Stride);
    }

    /// <summary>From line to line of the input: lines that follow each other as rows do may have been joined.</summary>
    public static int LineOf(Contraction forward, Scan scan, Layout image) =>
        scan.Lines == 1 ? image.Width * forward.RowStep : scan.LeftLine;
}
