using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints the loops of a window over an image; lanes are channels.</summary>
internal sealed class WindowWriter
{
    /// <summary>Numbers of a window that are read without loops.</summary>
    private const int Unrolled = 9;

    private readonly SourceWriter _writer;
    private readonly WindowLayer _layer;
    private readonly Window _window;
    private readonly Stage _stage;
    private readonly Layout _input;
    private readonly Layout _inputGradient;
    private readonly bool _isInside;
    private readonly string _name;
    private readonly Func<string, string> _load;

    private WindowWriter(SourceWriter writer, WindowLayer layer, Stage stage, string name, Func<string, string> load)
    {
        _name = name;
        _load = load;
        _writer = writer;
        _layer = layer;
        _window = layer.Window;
        _stage = stage;
        _input = stage.InputLayout;
        _inputGradient = stage.InputGradientLayout;
        _isInside = _window.Top == 0 && _window.Left == 0 && EndOf(stage.Layout.Height, _window.StrideHeight,
            _window.Height) <= _input.Height
            && EndOf(stage.Layout.Width, _window.StrideWidth, _window.Width) <= _input.Width;
    }

    /// <summary>Prints <c>Forward(ref x, ref y, rows)</c> and, with <paramref name="backward"/>, <c>Backward([ref x, ref y,] ref dy, ref
    /// dx, rows)</c>.</summary>
    public static void Write(SourceWriter writer, WindowLayer layer, Stage stage, bool backward)
    {
        var self = new WindowWriter(writer, layer, stage, "Forward", load => load);
        self.WriteForward();
        if (backward)
            self.WriteBackward();
    }

    /// <summary>Prints the forward pass alone, named Pool, with something done to every number that it loads.</summary>
    public static void WritePool(SourceWriter writer, WindowLayer layer, Stage stage, Func<string, string> load) =>
        new WindowWriter(writer, layer, stage, "Pool", load).WriteForward();

    private static int EndOf(int outputs, int stride, int window) => (outputs - 1) * stride + window;

    private bool IsUnrolled => _isInside && _window.Height * _window.Width <= Unrolled;

    /// <summary>Whether every input lies in exactly one window.</summary>
    private bool IsPartition => _isInside && _window.Height == _window.StrideHeight && _window.Width == _window.StrideWidth
        && _stage.Layout.Height * _window.Height == _input.Height && _stage.Layout.Width * _window.Width == _input.Width;

    private int Columns => RowPadding.RoundUp(_input.Channels);

    private int Count => _window.Height * _window.Width;

    private void WriteForward()
    {
        Layout y = _stage.Layout;
        _writer.Line();
        _writer.Line($"// {_layer.Formula}");
        _writer.Line(LoopWriter.Alone);
        using (_writer.Block($"internal static void {_name}(ref float x, ref float y, int rows)"))
        {
            Advance("x", _input.Start);
            Advance("y", y.Start);
            using (Samples())
            {
                using (Outputs())
                {
                    WritePlace("from", "x", _input);
                    _writer.Line($"ref float to = ref Unsafe.Add(ref y, line * {y.LinePitch} + pixel * {y.Pitch});");
                    using (Channels())
                    {
                        if (IsUnrolled)
                        {
                            _writer.Line($"V {Name} = {_load("V.Load(ref from, c)")};");
                            foreach (string offset in Offsets(_input).Skip(1))
                                _writer.Line(Accumulate(_load($"V.Load(ref from, {offset})")));
                        }
                        else
                        {
                            _writer.Line($"V {Name} = {(_layer.IsMaximum ? "V.Broadcast(float.NegativeInfinity)" : "V.Zero")};");
                            using (Taps())
                                _writer.Line(Accumulate(_load($"V.Load(ref x, i * {_input.LinePitch} + j * {_input.Pitch} + c)")));
                        }
                        _writer.Line($"V.Store({Name}{(_layer.IsMaximum ? "" : " * share")}, ref to, c);");
                    }
                }
                Advance("x", _stage.InputStride);
                Advance("y", y.Stride);
            }
        }
    }

    /// <summary>The gradient of a maximum goes to the first number that is it; that of a mean to all alike.</summary>
    private void WriteBackward()
    {
        Layout y = _stage.Layout, dy = _stage.GradientLayout;
        bool isMaximum = _layer.IsMaximum;
        _writer.Line();
        _writer.Line(isMaximum ? "// dy goes to the first largest number of the window" : "// dy goes to all numbers of the window alike");
        _writer.Line(LoopWriter.Alone);
        using (_writer.Block($"private static void Backward({(isMaximum ? "ref float x, ref float y, " : "")}ref float dy, ref float dx, " +
            $"int rows)"))
        {
            if (isMaximum)
            {
                Advance("x", _input.Start);
                Advance("y", y.Start);
            }
            Advance("dy", dy.Start);
            Advance("dx", _inputGradient.Start);
            using (Samples())
            {
                if (!IsPartition && !_stage.Input.Adds)
                    _writer.Line($"Images.Clear(ref dx, {_inputGradient.Height}, {_inputGradient.Width * _inputGradient.Pitch}, " +
                        $"{_inputGradient.LinePitch});");
                using (Outputs())
                    WriteWindowBackward();
                if (isMaximum)
                {
                    Advance("x", _stage.InputStride);
                    Advance("y", y.Stride);
                }
                Advance("dy", dy.Stride);
                Advance("dx", _inputGradient.Stride);
            }
        }
    }

    private void WriteWindowBackward()
    {
        Layout y = _stage.Layout, dy = _stage.GradientLayout;
        if (_layer.IsMaximum)
        {
            WritePlace("from", "x", _input);
            _writer.Line($"ref float best = ref Unsafe.Add(ref y, line * {y.LinePitch} + pixel * {y.Pitch});");
        }
        _writer.Line($"ref float change = ref Unsafe.Add(ref dy, line * {dy.LinePitch} + pixel * {dy.Pitch});");
        WritePlace("to", "dx", _inputGradient);
        using (Channels())
        {
            _writer.Line($"V d = V.Load(ref change, c){(_layer.IsMaximum ? "" : " * share")};");
            if (_layer.IsMaximum)
                _writer.Line("V m = V.Load(ref best, c);");
            if (IsUnrolled)
            {
                string[] sources = [.. Offsets(_input)], targets = [.. Offsets(_inputGradient)];
                for (int i = 0; i < sources.Length; i++)
                    WriteTapBackward($"ref from, {sources[i]}", $"ref to, {targets[i]}", declare: i == 0);
            }
            else
            {
                using (Taps())
                    WriteTapBackward(
                        $"ref x, i * {_input.LinePitch} + j * {_input.Pitch} + c",
                        $"ref dx, i * {_inputGradient.LinePitch} + j * {_inputGradient.Pitch} + c", declare: true);
            }
        }
    }

    private void WriteTapBackward(string source, string target, bool declare)
    {
        string sum = IsPartition && !_stage.Input.Adds ? "" : $"V.Load({target}) + ";
        if (!_layer.IsMaximum)
        {
            _writer.Line($"V.Store({sum}d, {target});");
            return;
        }
        _writer.Line($"{(declare ? "V " : "")}isBest = V.EqualTo(V.Load({source}), m);");
        _writer.Line($"V.Store({sum}(d & isBest), {target});");
        _writer.Line("d = V.ConditionalSelect(isBest, V.Zero, d);");
    }

    private string Name => _layer.IsMaximum ? "max" : "sum";

    private string Accumulate(string value) => _layer.IsMaximum ? $"max = V.Max(max, {value});" : $"sum += {value};";

    /// <summary>A window's first number.</summary>
    private void WritePlace(string name, string image, Layout layout)
    {
        if (IsUnrolled)
            _writer.Line($"ref float {name} = ref Unsafe.Add(ref {image}, line * {_window.StrideHeight * layout.LinePitch} + pixel * " +
                $"{_window.StrideWidth * layout.Pitch});");
    }

    private IEnumerable<string> Offsets(Layout layout)
    {
        for (int i = 0; i < _window.Height; i++)
            for (int j = 0; j < _window.Width; j++)
                yield return i + j == 0 ? "c" : $"{i * layout.LinePitch + j * layout.Pitch} + c";
    }

    private SourceWriter.Scope Samples() => _writer.Block("for (int sample = 0; sample < rows; sample++)");

    /// <summary>Loops over the windows; where some look over the edge, what is left of each.</summary>
    private IDisposable Outputs()
    {
        Layout y = _stage.Layout;
        SourceWriter.Scope lines = _writer.Block($"for (int line = 0; line < {y.Height}; line++)");
        if (!IsUnrolled)
            WriteRange("Line", "line", _window.StrideHeight, _window.Top, _window.Height, _input.Height);
        SourceWriter.Scope pixels = _writer.Block($"for (int pixel = 0; pixel < {y.Width}; pixel++)");
        if (!IsUnrolled)
            WriteRange("Pixel", "pixel", _window.StrideWidth, _window.Left, _window.Width, _input.Width);
        if (!_layer.IsMaximum)
            _writer.Line(_isInside
                ? $"V share = V.Broadcast({Literal.Float(1f / Count)});"
                : "V share = V.Broadcast(1f / ((endLine - firstLine) * (endPixel - firstPixel)));");
        return new Scopes(pixels, lines);
    }

    private void WriteRange(string name, string counter, int stride, int before, int window, int end)
    {
        string start = $"{counter} * {stride}{(before == 0 ? "" : $" - {before}")}";
        _writer.Line(before == 0 ? $"int first{name} = {start};" : $"int first{name} = int.Max(0, {start});");
        _writer.Line(_isInside ? $"int end{name} = {start} + {window};" : $"int end{name} = int.Min({end}, {start} + {window});");
    }

    private SourceWriter.Scope Channels() => _writer.Block($"for (int c = 0; c < {Columns}; c += V.Count)");

    private IDisposable Taps()
    {
        SourceWriter.Scope lines = _writer.Block("for (int i = firstLine; i < endLine; i++)");
        SourceWriter.Scope pixels = _writer.Block("for (int j = firstPixel; j < endPixel; j++)");
        return new Scopes(pixels, lines);
    }

    private void Advance(string pointer, int floats)
    {
        if (floats != 0)
            _writer.Line($"{pointer} = ref Unsafe.Add(ref {pointer}, {floats});");
    }

    private sealed class Scopes(SourceWriter.Scope inner, SourceWriter.Scope outer) : IDisposable
    {
        public void Dispose()
        {
            inner.Dispose();
            outer.Dispose();
        }
    }
}
