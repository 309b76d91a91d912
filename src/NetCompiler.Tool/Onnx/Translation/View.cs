using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Onnx.Translation;

/// <summary>A part of a dimension: its size, and how far its neighbours lie apart.</summary>
internal readonly record struct Factor(int Size, int Stride);

/// <summary>A tensor of the file as a look at numbers that lie in another order: each of its dimensions is a product of factors, outermost
/// first; one of size 1 has none. So transposing and reshaping cost nothing and are exact, and the batch, which is 1, is nowhere.</summary>
/// <param name="Value">Where the numbers are.</param>
/// <param name="Dims">The file's dimensions.</param>
internal sealed record View(NetValue Value, Factor[][] Dims)
{
    /// <summary>The file's shape.</summary>
    public int[] Shape => [.. Dims.Select(dim => dim.Aggregate(1, (size, factor) => size * factor.Size))];

    /// <summary>A look at a value whose dimensions are some of the file's, in another order.</summary>
    /// <param name="value">Its size is the shape's.</param>
    /// <param name="shape">The file's shape.</param>
    /// <param name="order">The file's axes in the order in which their numbers lie, outermost first; left out ones have size 1.</param>
    public static View Of(NetValue value, int[] shape, params int[] order)
    {
        var dims = new Factor[shape.Length][];
        Array.Fill(dims, []);
        int stride = 1;
        foreach (int axis in order.Reverse())
        {
            dims[axis] = shape[axis] == 1 ? [] : [new Factor(shape[axis], stride)];
            stride *= shape[axis];
        }
        return new(value, dims);
    }

    /// <summary>A look at a value whose numbers lie in the file's order.</summary>
    public static View Of(NetValue value, int[] shape) => Of(value, shape, [.. Enumerable.Range(0, shape.Length)]);

    /// <summary>The same numbers in another shape; null where no factors make it up.</summary>
    public View? Reshape(int[] shape)
    {
        var rest = new Stack<Factor>(Join(Dims.SelectMany(dim => dim)).Reverse());
        var dims = new Factor[shape.Length][];
        for (int i = 0; i < shape.Length; i++)
        {
            var dim = new List<Factor>();
            for (int left = shape[i]; left > 1;)
            {
                if (!rest.TryPop(out Factor factor))
                    return null;
                if (left % factor.Size == 0)
                {
                    dim.Add(factor);
                    left /= factor.Size;
                }
                else if (factor.Size % left == 0)
                {
                    dim.Add(new(left, factor.Stride * (factor.Size / left)));
                    rest.Push(new(factor.Size / left, factor.Stride));
                    left = 1;
                }
                else
                    return null;
            }
            dims[i] = [.. dim];
        }
        return this with { Dims = dims };
    }

    /// <summary>Factors with those joined that lie one behind the other.</summary>
    public static Factor[] Join(IEnumerable<Factor> factors)
    {
        var joined = new List<Factor>();
        foreach (Factor factor in factors.Where(factor => factor.Size > 1))
        {
            if (joined.Count > 0 && joined[^1].Stride == factor.Stride * factor.Size)
                joined[^1] = new(joined[^1].Size * factor.Size, factor.Stride);
            else
                joined.Add(factor);
        }
        return [.. joined];
    }

    /// <summary>The factors of some axes.</summary>
    public Factor[] Along(IEnumerable<int> axes) => Join(axes.SelectMany(axis => Dims[axis]));

    /// <summary>Whether another looks in the same way at a value of the same shape.</summary>
    public bool LiesAs(View other) => Value.Shape.SequenceEqual(other.Value.Shape) && Dims.Length == other.Dims.Length
        && Dims.Zip(other.Dims).All(pair => Join(pair.First).SequenceEqual(Join(pair.Second)));

    /// <summary>Numbers of the file's shape in the order of the value.</summary>
    public double[] InOrder(Tensor tensor)
    {
        double[] values = new double[tensor.Count];
        Factor[] factors = [.. Dims.SelectMany(dim => dim)];
        int[] index = new int[factors.Length];
        for (int i = 0, to = 0; i < values.Length; i++)
        {
            values[to] = tensor.Values[i];
            for (int axis = factors.Length - 1; axis >= 0; axis--)
            {
                to += factors[axis].Stride;
                if (++index[axis] < factors[axis].Size)
                    break;
                to -= factors[axis].Stride * factors[axis].Size;
                index[axis] = 0;
            }
        }
        return values;
    }

    /// <summary>For each number of the value, which of the file's it is; null where the order is the same.</summary>
    public int[]? Order()
    {
        int count = Tensor.CountOf(Value.Shape);
        double[] places = InOrder(new([count], [.. Enumerable.Range(0, count).Select(i => (double)i)]));
        int[] order = [.. places.Select(place => (int)place)];
        return order.Select((place, i) => place == i).All(isSame => isSame) ? null : order;
    }
}
