using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Onnx.Operators;

/// <summary>One axis of a window: its size, how it moves, and what lies before and behind the numbers.</summary>
/// <param name="Output">The number of outputs where it does not follow from the rest: of transposed convolutions; else 0.</param>
/// <param name="Beyond">How far the last window may end beyond the padding: <c>ceil_mode</c>.</param>
internal sealed record Window(int Size, int Stride, int Dilation, int Before, int After, int Output = 0, int Beyond = 0)
{
    /// <summary>From the window's first number to its last.</summary>
    public int Extent => Dilation * (Size - 1) + 1;

    /// <summary>How many outputs so many inputs have.</summary>
    public int Outputs(int inputs)
    {
        int outputs = Output > 0 ? Output : Math.DivRem(inputs + Before + After + Beyond - Extent, Stride, out _) + 1;
        return outputs > 0 ? outputs : throw new UnsupportedException($"a window of {Extent} over {inputs} numbers");
    }
}

/// <summary>The windows of a convolution or pool, an axis each.</summary>
internal sealed class WindowSettings
{
    private WindowSettings(IEnumerable<Window> axes) => Axes = [.. axes];

    /// <summary>The axes, lines before pixels.</summary>
    public List<Window> Axes { get; }

    /// <summary>Makes a sequence an image of one line.</summary>
    public void AddLine() => Axes.Insert(0, new(1, 1, 1, 0, 0));

    /// <summary>Of a convolution or pool; explicit padding, whatever the file says.</summary>
    public static WindowSettings Read(NodeReader reader, int[]? kernel = null)
    {
        Tensor x = reader.Input(0);
        int rank = x.Rank - 2;
        int[] sizes = reader.Ints("kernel_shape") ?? kernel ?? throw new UnsupportedException("no kernel_shape");
        int[] strides = reader.Ints("strides") ?? Ones(rank), dilations = reader.Ints("dilations") ?? Ones(rank);
        string automatic = reader.Text("auto_pad", "NOTSET");
        int[] pads = reader.Ints("pads") ?? new int[2 * rank];
        bool rounds = reader.Node.Kind.EndsWith("Pool", StringComparison.Ordinal) && reader.Flag("ceil_mode");
        if (sizes.Length != rank || strides.Length != rank || dilations.Length != rank || pads.Length != 2 * rank)
            throw new UnsupportedException($"settings of {sizes.Length} axes for an input of {rank}");
        if (strides.Concat(sizes).Concat(dilations).Any(value => value < 1))
            throw new UnsupportedException("a stride, size or dilation below 1");
        return new(Enumerable.Range(0, rank).Select(i =>
        {
            var window = new Window(sizes[i], strides[i], dilations[i], pads[i], pads[i + rank]);
            int input = x.Shape[2 + i];
            if (automatic is "SAME_UPPER" or "SAME_LOWER")
            {
                int outputs = (input + strides[i] - 1) / strides[i], all = Math.Max(0, (outputs - 1) * strides[i] + window.Extent - input);
                int less = all / 2, more = all - less;
                return automatic == "SAME_UPPER" ? window with { Before = less, After = more }
                    : window with { Before = more, After = less };
            }
            if (automatic == "VALID")
                return window with { Before = 0, After = 0 };
            if (automatic != "NOTSET")
                throw new UnsupportedException($"auto_pad \"{automatic}\"");
            return rounds ? window with { Beyond = Beyond(window, input) } : window;
        }));
    }

    /// <summary>Of a transposed convolution: pads are cut off.</summary>
    public static WindowSettings ReadTransposed(NodeReader reader, int[] kernel, int[] inputs)
    {
        int rank = inputs.Length;
        int[] sizes = reader.Ints("kernel_shape") ?? kernel, strides = reader.Ints("strides") ?? Ones(rank),
            dilations = reader.Ints("dilations") ?? Ones(rank), added = reader.Ints("output_padding") ?? new int[rank];
        int[]? pads = reader.Ints("pads"), shape = reader.Ints("output_shape");
        string automatic = reader.Text("auto_pad", "NOTSET");
        return new(Enumerable.Range(0, rank).Select(i =>
        {
            var window = new Window(sizes[i], strides[i], dilations[i], pads?[i] ?? 0, pads?[i + rank] ?? 0);
            int whole = strides[i] * (inputs[i] - 1) + added[i] + window.Extent;
            int? output = shape is not null ? shape[i + shape.Length - rank] : automatic is "SAME_UPPER" or "SAME_LOWER"
                ? inputs[i] * strides[i] : null;
            if (output is { } wanted)
            {
                int cut = Math.Max(0, whole - wanted), less = cut / 2;
                return window with
                {
                    Before = automatic == "SAME_UPPER" ? less : cut - less,
                    After = (automatic == "SAME_UPPER" ? cut - less : less) - added[i] - Math.Max(0, wanted - whole),
                    Output = wanted,
                };
            }
            return window with { After = window.After - added[i], Output = whole - window.Before - window.After };
        }));
    }

    /// <summary>As far as a window may end behind the padding so that all numbers are seen; none begins there.</summary>
    private static int Beyond(Window window, int input)
    {
        int span = input + window.Before + window.After - window.Extent;
        int beyond = (window.Stride - span % window.Stride) % window.Stride;
        int last = (span + beyond) / window.Stride * window.Stride;
        return last >= input + window.Before ? 0 : beyond;
    }

    private static int[] Ones(int count) => [.. Enumerable.Repeat(1, count)];
}
