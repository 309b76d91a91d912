namespace NetCompiler.Tool.Nets;

/// <summary>Numbers in row-major order. 64-bit floats hold every number of the files that are read: weights exactly, and integers that
/// stand for sizes. They are made of what a file holds when somebody looks at them.</summary>
internal sealed record Tensor
{
    private readonly StoredNumbers? _stored;
    private double[]? _values;

    /// <param name="shape">The dimensions; none for a single number.</param>
    /// <param name="values">As many as the dimensions multiply to.</param>
    /// <param name="isInteger">Whether quotients are cut off.</param>
    public Tensor(int[] shape, double[] values, bool isInteger = false) => (Shape, _values, IsInteger) = (shape, values, isInteger);

    /// <param name="shape">The dimensions; none for a single number.</param>
    /// <param name="stored">Makes as many as the dimensions multiply to.</param>
    /// <param name="isInteger">Whether quotients are cut off.</param>
    public Tensor(int[] shape, StoredNumbers stored, bool isInteger = false) => (Shape, _stored, IsInteger) = (shape, stored, isInteger);

    /// <summary>The dimensions; none for a single number.</summary>
    public int[] Shape { get; private init; }

    /// <summary>Whether quotients are cut off.</summary>
    public bool IsInteger { get; init; }

    /// <summary>The numbers; they are kept until <see cref="Release"/>.</summary>
    public double[] Values
    {
        get => _values ??= _stored!.Read();
        init => (_values, _stored) = (value, null);
    }

    /// <summary>The number of dimensions.</summary>
    public int Rank => Shape.Length;

    /// <summary>The number of numbers.</summary>
    public int Count => _values?.Length ?? CountOf(Shape);

    /// <summary>Lets go of numbers that can be made again.</summary>
    public void Release() => _values = _stored is null ? _values : null;

    /// <summary>A vector of integers.</summary>
    public static Tensor OfIntegers(params IEnumerable<long> values)
    {
        double[] numbers = [.. values.Select(value => (double)value)];
        return new([numbers.Length], numbers, true);
    }

    /// <summary>A single number.</summary>
    public static Tensor Scalar(double value, bool isInteger = false) => new([], [value], isInteger);

    /// <summary>Beyond so many numbers a tensor is taken for damaged.</summary>
    private const int MaxCount = 1 << 26;

    /// <summary>How many numbers a shape has; refused where it is negative or too large.</summary>
    public static int CountOf(IEnumerable<int> shape)
    {
        long count = 1;
        foreach (int dimension in shape)
            count = dimension < 0 || count * dimension > MaxCount
                ? throw new ToolException($"A tensor of shape ({string.Join(", ", shape)}) is not possible.")
                : count * dimension;
        return (int)count;
    }

    /// <summary>The same numbers in another shape of as many.</summary>
    public Tensor As(params int[] shape) => CountOf(shape) == Count
        ? this with { Shape = shape }
        : throw new ToolException($"{Count} numbers do not fill a shape of ({string.Join(", ", shape)}).");

    /// <summary>How many numbers are between neighbours along each dimension.</summary>
    public static int[] StridesOf(IReadOnlyList<int> shape)
    {
        int[] strides = new int[shape.Count];
        for (int i = shape.Count - 1, stride = 1; i >= 0; stride *= shape[i--])
            strides[i] = stride;
        return strides;
    }

    /// <summary>The dimensions in another order: dimension i of the answer is dimension <paramref name="order"/>[i] of this.</summary>
    public Tensor Transpose(params int[] order)
    {
        int[] strides = StridesOf(Shape);
        return Gather([.. order.Select(axis => Shape[axis])], [.. order.Select(axis => strides[axis])], 0);
    }

    /// <summary>Stretched to a shape by NumPy's rules.</summary>
    public Tensor BroadcastTo(IReadOnlyList<int> shape)
    {
        int[] own = StridesOf(Shape), strides = new int[shape.Count];
        int lead = shape.Count - Rank;
        for (int i = Math.Max(0, lead); i < shape.Count; i++)
            strides[i] = Shape[i - lead] == 1 ? 0 : Shape[i - lead] == shape[i] ? own[i - lead] : throw Misfit(shape);
        return lead < 0 ? throw Misfit(shape) : Gather([.. shape], strides, 0);
    }

    /// <summary>Takes every number of a shape from where strides say.</summary>
    public Tensor Gather(int[] shape, int[] strides, int start)
    {
        int count = CountOf(shape);
        return _stored is null
            ? new(shape, Gathered(Values, count, shape, strides, start), IsInteger)
            : new(shape, new StoredNumbers(() => Gathered(_values ?? _stored.Read(), count, shape, strides, start)), IsInteger);
    }

    private static double[] Gathered(double[] all, int count, int[] shape, int[] strides, int start)
    {
        double[] values = new double[count];
        int[] index = new int[shape.Length];
        for (int i = 0, from = start; i < values.Length; i++)
        {
            values[i] = all[from];
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                from += strides[axis];
                if (++index[axis] < shape[axis])
                    break;
                from -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }
        return values;
    }

    /// <summary>A part of one dimension.</summary>
    public Tensor Slice(int axis, int start, int count, int step = 1)
    {
        int[] shape = [.. Shape], strides = StridesOf(Shape);
        int begin = start * strides[axis];
        shape[axis] = count;
        strides[axis] *= step;
        return Gather(shape, strides, begin);
    }

    /// <summary>One behind the other along a dimension.</summary>
    public static Tensor Concat(int axis, IReadOnlyList<Tensor> parts)
    {
        int[] shape = [.. parts[0].Shape];
        shape[axis] = parts.Sum(part => part.Shape[axis]);
        double[] values = new double[CountOf(shape)];
        int outer = CountOf(shape.Take(axis)), at = 0;
        for (int i = 0; i < outer; i++)
        {
            foreach (Tensor part in parts)
            {
                int length = part.Count / outer;
                Array.Copy(part.Values, i * length, values, at, length);
                at += length;
            }
        }
        return new(shape, values, parts[0].IsInteger);
    }

    private ToolException Misfit(IEnumerable<int> shape) =>
        new($"({string.Join(", ", Shape)}) cannot be stretched to ({string.Join(", ", shape)}).");
}
