using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Onnx.Operators;

/// <summary>How a Resize or Upsample goes from places of its output to places of its input.</summary>
internal sealed class ResizeSettings
{
    private readonly string _coordinates, _rounding, _mode;
    private readonly double _bend;
    private readonly bool _excludesOutside;

    private ResizeSettings(NodeReader reader)
    {
        Tensor x = reader.Input(0);
        bool isOld = reader.Opset < 11;
        _mode = reader.Text("mode", "nearest");
        if (_mode is not ("nearest" or "linear" or "bilinear" or "cubic"))
            throw new UnsupportedException($"mode \"{_mode}\"", "use nearest, linear or cubic");
        _bend = reader.Float("cubic_coeff_a", -0.75);
        _excludesOutside = reader.Flag("exclude_outside");
        _coordinates = isOld ? "asymmetric" : reader.Text("coordinate_transformation_mode", "half_pixel");
        _rounding = isOld ? "floor" : reader.Text("nearest_mode", "round_prefer_floor");
        if (reader.Has("antialias") && reader.Flag("antialias"))
            throw new UnsupportedException("antialias");
        reader.Ignore("extrapolation_value", "keep_aspect_ratio_policy");
        if (!isOld)
            reader.Optional(1);
        Tensor? scales = reader.Floats("scales") is { } attribute ? new([attribute.Length], attribute) : reader.Optional(isOld ? 1 : 2);
        Tensor? sizes = isOld ? null : reader.Optional(3);
        int[] axes = [.. (reader.Ints("axes") ?? [.. Enumerable.Range(0, x.Rank)]).Select(axis => NodeReader.Axis(axis, x.Rank))];
        Sizes = [.. x.Shape];
        Scales = [.. Enumerable.Repeat(1.0, x.Rank)];
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = axes[i];
            if (sizes is { Count: > 0 })
                (Sizes[axis], Scales[axis]) = ((int)sizes.Values[i], sizes.Values[i] / x.Shape[axis]);
            else if (scales is { Count: > 0 })
                (Sizes[axis], Scales[axis]) = ((int)Math.Floor(x.Shape[axis] * scales.Values[i]), scales.Values[i]);
            else
                throw new UnsupportedException("neither sizes nor scales");
        }
    }

    public int[] Sizes { get; }

    public double[] Scales { get; }

    public bool IsLinear => _mode is "linear" or "bilinear";

    public bool IsNearest => _mode == "nearest";

    public static ResizeSettings Read(NodeReader reader) => new(reader);

    /// <summary>Where in the input a place of the output lies.</summary>
    public double Place(int index, int axis, int size) => _coordinates switch
    {
        "asymmetric" => index / Scales[axis],
        "half_pixel" => (index + 0.5) / Scales[axis] - 0.5,
        "pytorch_half_pixel" => Sizes[axis] > 1 ? (index + 0.5) / Scales[axis] - 0.5 : 0,
        "align_corners" => Sizes[axis] > 1 ? index * (size - 1.0) / (Sizes[axis] - 1) : 0,
        _ => throw new UnsupportedException($"coordinate_transformation_mode \"{_coordinates}\""),
    };

    /// <summary>Of which numbers of an axis a number of the output is the sum, and with which shares.</summary>
    public (int From, double Share)[] Taps(int index, int axis, int size)
    {
        double place = Place(index, axis, size);
        if (IsNearest)
            return [(Math.Clamp(Nearest(place), 0, size - 1), 1)];
        int low = (int)Math.Floor(place), first = IsLinear ? low : low - 1;
        double beyond = place - low;
        double[] shares = IsLinear ? [1 - beyond, beyond] : [Far(1 + beyond), Near(beyond), Near(1 - beyond), Far(2 - beyond)];
        if (_excludesOutside)
        {
            shares = [.. shares.Select((share, i) => first + i >= 0 && first + i < size ? share : 0)];
            double sum = shares.Sum();
            shares = [.. shares.Select(share => share / sum)];
        }
        return [.. shares.Select((share, i) => (Math.Clamp(first + i, 0, size - 1), share))];

        // Keys's cubic convolution, within one step and within two.
        double Near(double x) => ((_bend + 2) * x - (_bend + 3)) * x * x + 1;
        double Far(double x) => ((_bend * x - 5 * _bend) * x + 8 * _bend) * x - 4 * _bend;
    }

    /// <summary>The nearest place.</summary>
    public int Nearest(double place) => _rounding switch
    {
        "floor" => (int)Math.Floor(place),
        "ceil" => (int)Math.Ceiling(place),
        "round_prefer_floor" => (int)Math.Ceiling(place - 0.5),
        "round_prefer_ceil" => (int)Math.Floor(place + 0.5),
        _ => throw new UnsupportedException($"nearest_mode \"{_rounding}\""),
    };
}
