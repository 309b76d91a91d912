namespace NetCompiler.Tests;

/// <summary>A layer of several inputs, as a function of all of a sample's numbers whose every output is written out by indices.</summary>
internal abstract class ReferenceMerge(int[][] inputs, int[] output) : ReferenceLayer(output)
{
    protected int[][] Inputs { get; } = inputs;

    public static ReferenceMerge Make(MergeAttribute layer, int[][] inputs) => layer switch
    {
        AddAttribute => new ReferencePlaces(inputs, x => x.Sum(), (x, i) => 1),
        SubtractAttribute => new ReferencePlaces(inputs, x => x[0] - x[1], (x, i) => i == 0 ? 1 : -1),
        MultiplyAttribute => new ReferencePlaces(
            inputs, x => x.Aggregate((a, b) => a * b), (x, i) => x.Where((_, other) => other != i).Aggregate(1.0, (a, b) => a * b)),
        AverageAttribute => new ReferencePlaces(inputs, x => x.Average(), (x, i) => 1.0 / x.Length),
        MaximumAttribute => new ReferencePlaces(inputs, x => x.Max(), (x, i) => Array.IndexOf(x, x.Max()) == i ? 1 : 0),
        MinimumAttribute => new ReferencePlaces(inputs, x => x.Min(), (x, i) => Array.IndexOf(x, x.Min()) == i ? 1 : 0),
        ConcatAttribute concat => new ReferenceConcat(inputs, concat.Axis < 0 ? inputs[0].Length + concat.Axis : concat.Axis - 1),
        DotAttribute dot => new ReferenceDot(
            inputs, Dimension(dot.Axis, inputs[0]), Dimension(dot.OtherAxis == 0 ? dot.Axis : dot.OtherAxis, inputs[1]), dot.Normalize),
        _ => throw new NotSupportedException($"The reference has no {layer.GetType().Name}."),
    };

    public override double[] Forward(double[] x, int sample, bool training) => throw new NotSupportedException();

    public override double[] Backward(double[] x, double[] dy, int sample) => throw new NotSupportedException();

    public override double[][] ForwardBatch(double[][][] inputs, bool training) =>
        [.. Enumerable.Range(0, inputs[0].Length).Select(sample => Forward([.. inputs.Select(rows => rows[sample])]))];

    public override double[][][] BackwardBatch(double[][][] inputs, double[][] dy)
    {
        double[][][] samples = [.. dy.Select((row, sample) => Backward([.. inputs.Select(rows => rows[sample])], row))];
        return [.. Enumerable.Range(0, inputs.Length).Select(input => samples.Select(sample => sample[input]).ToArray())];
    }

    /// <summary>y of a sample.</summary>
    protected abstract double[] Forward(double[][] x);

    /// <summary>The derivatives by each input of a sample.</summary>
    protected abstract double[][] Backward(double[][] x, double[] dy);

    protected static int Count(int[] shape) => shape.Aggregate(1, (product, size) => product * size);

    protected double[][] Zeros() => [.. Inputs.Select(shape => new double[Count(shape)])];

    /// <summary>The indices of a number of a shape.</summary>
    protected static int[] IndicesOf(int number, int[] shape)
    {
        int[] indices = new int[shape.Length];
        for (int i = shape.Length - 1; i >= 0; number /= shape[i], i--)
            indices[i] = number % shape[i];
        return indices;
    }

    /// <summary>The number that has these indices.</summary>
    protected static int NumberOf(int[] indices, int[] shape) =>
        indices.Zip(shape).Aggregate(0, (number, pair) => number * pair.Second + pair.First);

    private static int Dimension(int axis, int[] shape) => axis < 0 ? shape.Length + axis : axis - 1;
}

/// <summary>y = f(x1, x2, ...), place by place; a size of 1 is stretched.</summary>
internal sealed class ReferencePlaces(int[][] inputs, Func<double[], double> f, Func<double[], int, double> derivative)
    : ReferenceMerge(inputs, Together(inputs))
{
    protected override double[] Forward(double[][] x) => [.. Enumerable.Range(0, Count(OutputShape)).Select(place => f(At(x, place)))];

    protected override double[][] Backward(double[][] x, double[] dy)
    {
        double[][] dx = Zeros();
        for (int place = 0; place < dy.Length; place++)
            for (int i = 0; i < x.Length; i++)
                dx[i][Place(i, place)] += dy[place] * derivative(At(x, place), i);
        return dx;
    }

    private double[] At(double[][] x, int place) => [.. x.Select((numbers, i) => numbers[Place(i, place)])];

    private int Place(int input, int place)
    {
        int[] shape = Inputs[input], indices = IndicesOf(place, OutputShape)[^shape.Length..];
        return NumberOf([.. indices.Zip(shape, (index, size) => size == 1 ? 0 : index)], shape);
    }

    private static int[] Together(int[][] shapes)
    {
        int rank = shapes.Max(shape => shape.Length);
        return
        [
            .. Enumerable.Range(0, rank).Select(i => shapes.Max(shape => i - rank + shape.Length is >= 0 and var own ? shape[own] : 1)),
        ];
    }
}

/// <summary>Several values one behind the other along a dimension.</summary>
internal sealed class ReferenceConcat(int[][] inputs, int axis)
    : ReferenceMerge(inputs, [.. inputs[0].Select((size, i) => i == axis ? inputs.Sum(shape => shape[axis]) : size)])
{
    protected override double[] Forward(double[][] x) =>
        [.. Enumerable.Range(0, Count(OutputShape)).Select(Source).Select(from => x[from.Input][from.Number])];

    protected override double[][] Backward(double[][] x, double[] dy)
    {
        double[][] dx = Zeros();
        for (int place = 0; place < dy.Length; place++)
        {
            (int input, int number) = Source(place);
            dx[input][number] += dy[place];
        }
        return dx;
    }

    private (int Input, int Number) Source(int place)
    {
        int[] indices = IndicesOf(place, OutputShape);
        int input = 0;
        while (indices[axis] >= Inputs[input][axis])
            indices[axis] -= Inputs[input++][axis];
        return (input, NumberOf(indices, Inputs[input]));
    }
}

/// <summary>y[i, j] = Σ a[i, k] b[j, k], normalised by the chain rule through the lengths.</summary>
internal sealed class ReferenceDot(int[][] inputs, int axis, int otherAxis, bool normalizes)
    : ReferenceMerge(inputs, Rest(inputs[0], axis).Concat(Rest(inputs[1], otherAxis)).DefaultIfEmpty(1).ToArray())
{
    protected override double[] Forward(double[][] x)
    {
        double[][] a = Rows(x[0], 0), b = Rows(x[1], 1);
        return [.. from row in a from other in b select Inner(Unit(row), Unit(other))];
    }

    protected override double[][] Backward(double[][] x, double[] dy)
    {
        double[][] a = Rows(x[0], 0), b = Rows(x[1], 1);
        double[][] byA =
        [
            .. a.Select((row, i) => ThroughLength(row, Sum(b.Select((other, j) => Scaled(Unit(other), dy[i * b.Length + j]))))),
        ];
        double[][] byB =
        [
            .. b.Select((row, j) => ThroughLength(row, Sum(a.Select((other, i) => Scaled(Unit(other), dy[i * b.Length + j]))))),
        ];
        return [Back(byA, 0), Back(byB, 1)];
    }

    private static IEnumerable<int> Rest(int[] shape, int axis) => shape.Where((_, i) => i != axis);

    private int Along(int input) => input == 0 ? axis : otherAxis;

    private double[][] Rows(double[] x, int input)
    {
        int[] shape = Inputs[input];
        int terms = shape[Along(input)];
        return
        [
            .. Enumerable.Range(0, Count(shape) / terms)
                .Select(row => Enumerable.Range(0, terms).Select(k => x[Place(input, row, k)]).ToArray()),
        ];
    }

    private double[] Back(double[][] rows, int input)
    {
        double[] x = new double[Count(Inputs[input])];
        for (int row = 0; row < rows.Length; row++)
            for (int k = 0; k < rows[row].Length; k++)
                x[Place(input, row, k)] += rows[row][k];
        return x;
    }

    private int Place(int input, int row, int k)
    {
        int[] shape = Inputs[input];
        return shape.Length == 1 ? k : NumberOf(Along(input) == 0 ? [k, row] : [row, k], shape);
    }

    private static double Inner(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private double[] Unit(double[] row) => normalizes ? Scaled(row, 1 / Math.Max(1e-7, Math.Sqrt(Inner(row, row)))) : row;

    private static double[] Scaled(double[] row, double factor) => Array.ConvertAll(row, value => value * factor);

    private static double[] Sum(IEnumerable<double[]> rows) => rows.Aggregate((a, b) => [.. a.Zip(b, (x, y) => x + y)]);

    /// <summary>From the derivative by x / |x| to that by x.</summary>
    private double[] ThroughLength(double[] x, double[] d)
    {
        if (!normalizes)
            return d;
        double length = Math.Sqrt(Inner(x, x)), along = Inner(x, d) / (length * length);
        return [.. x.Zip(d, (value, by) => (by - along * value) / length)];
    }
}
