using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints a pool over those steps of a sample that count; lanes are channels. Sums go as they do over a sequence of just as many
/// steps.</summary>
internal sealed class MaskedPoolWriter
{
    private readonly SourceWriter _writer;
    private readonly WindowLayer _layer;
    private readonly Stage _stage;

    private MaskedPoolWriter(SourceWriter writer, WindowLayer layer, Stage stage) => (_writer, _layer, _stage) = (writer, layer, stage);

    /// <summary>Prints <c>Forward(ref x, ref lengths, ref y, rows)</c> and, with <paramref name="backward"/>, <c>Backward([ref x, ref y,]
    /// ref lengths, ref dy, ref dx, rows)</c>.</summary>
    public static void Write(SourceWriter writer, WindowLayer layer, Stage stage, bool backward)
    {
        var self = new MaskedPoolWriter(writer, layer, stage);
        self.WriteForward();
        if (backward)
            self.WriteBackward();
    }

    private int Columns => RowPadding.RoundUp(_stage.InputLayout.Channels);

    private string Share => "V share = V.Broadcast(count == 0 ? 0f : 1f / count);";

    private void WriteForward()
    {
        int pitch = _stage.InputLayout.Pitch;
        using (Method("internal", _layer.Formula, "Forward", ("x", _stage.InputLayout, _stage.InputStride), Lengths,
            ("y", _stage.Layout, _stage.Layout.Stride)))
        {
            if (!_layer.IsMaximum)
                _writer.Line(Share);
            using (_writer.Block($"for (int c = 0; c < {Columns}; c += V.Count)"))
            {
                _writer.Line(_layer.IsMaximum ? "V max = V.Broadcast(count == 0 ? 0f : float.NegativeInfinity);" : "V sum = V.Zero;");
                using (_writer.Indented("for (int step = 0; step < count; step++)"))
                    _writer.Line(_layer.IsMaximum ? $"max = V.Max(max, V.Load(ref x, step * {pitch} + c));"
                        : $"sum += V.Load(ref x, step * {pitch} + c);");
                _writer.Line($"V.Store({(_layer.IsMaximum ? "max" : "sum * share")}, ref y, c);");
            }
        }
    }

    private void WriteBackward()
    {
        Layout dx = _stage.InputGradientLayout;
        (string, Layout, int)[] read = _layer.IsMaximum
            ? [("x", _stage.InputLayout, _stage.InputStride), ("y", _stage.Layout, _stage.Layout.Stride)] : [];
        string sum = _stage.Input.Adds ? $"V.Load(ref dx, step * {dx.Pitch} + c) + " : "";
        string what = _layer.IsMaximum ? "dy goes to the first largest number" : "dy goes to all steps that count alike";
        (string, Layout, int) dy = ("dy", _stage.GradientLayout, _stage.GradientLayout.Stride);
        using (Method("private", what, "Backward", [.. read, Lengths, dy, ("dx", dx, dx.Stride)]))
        {
            if (!_layer.IsMaximum)
                _writer.Line(Share);
            using (_writer.Block($"for (int c = 0; c < {Columns}; c += V.Count)"))
            {
                _writer.Line($"V d = V.Load(ref dy, c){(_layer.IsMaximum ? "" : " * share")};");
                if (_layer.IsMaximum)
                    _writer.Line("V m = V.Load(ref y, c);");
                using (_writer.Block("for (int step = 0; step < count; step++)"))
                {
                    if (_layer.IsMaximum)
                        _writer.Line($"V isBest = V.EqualTo(V.Load(ref x, step * {_stage.InputLayout.Pitch} + c), m);");
                    _writer.Line($"V.Store({sum}{(_layer.IsMaximum ? "(d & isBest)" : "d")}, ref dx, step * {dx.Pitch} + c);");
                    if (_layer.IsMaximum)
                        _writer.Line("d = V.ConditionalSelect(isBest, V.Zero, d);");
                }
                if (!_stage.Input.Adds)
                    using (_writer.Indented($"for (int step = count; step < {dx.Width}; step++)"))
                        _writer.Line($"V.Store(V.Zero, ref dx, step * {dx.Pitch} + c);");
            }
        }
    }

    private (string, Layout, int) Lengths => ("lengths", _stage.Reads[1].Layout, _stage.Reads[1].Stride);

    /// <summary>A method whose body is that of the loop over samples, each of which has <c>count</c> steps.</summary>
    private Samples Method(string access, string what, string name, params (string Name, Layout Layout, int Stride)[] pointers)
    {
        _writer.Line();
        _writer.Line($"// {what}");
        _writer.Line(LoopWriter.Alone);
        SourceWriter.Scope method = _writer.Block(
            $"{access} static void {name}({string.Concat(pointers.Select(pointer => $"ref float {pointer.Name}, "))}int rows)");
        foreach ((string pointer, Layout layout, int _) in pointers)
            LoopWriter.Advance(_writer, pointer, layout.Start);
        SourceWriter.Scope loop = LoopWriter.RowLoop(_writer);
        _writer.Line("int count = (int)lengths;");
        return new Samples(_writer, method, loop, pointers);
    }

    private sealed class Samples(
        SourceWriter writer, SourceWriter.Scope method, SourceWriter.Scope loop, (string Name, Layout Layout, int Stride)[] pointers)
        : IDisposable
    {
        public void Dispose()
        {
            foreach ((string pointer, Layout _, int stride) in pointers)
                LoopWriter.Advance(writer, pointer, stride);
            loop.Dispose();
            method.Dispose();
        }
    }
}
