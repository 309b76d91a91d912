using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Onnx.Operators;

/// <summary>How a Resize or Upsample goes from places of its output to places of its input.</summary>
internal sealed class ResizeSettings
{
    private readonly string _coordinates, _rounding;

    private ResizeSettings(NodeReader reader)
    {
        Tensor x = reader.Input(0);
        bool isOld = reader.Opset < 11;
        string mode = reader.Text("mode", "nearest");
        IsLinear = mode switch
        {
            "nearest" => false,
            "linear" or "bilinear" => true,
            _ => throw new UnsupportedException($"mode \"{mode}\"", "use nearest or linear"),
        };
        _coordinates = isOld ? "asymmetric" : reader.Text("coordinate_transformation_mode", "half_pixel");
        _rounding = isOld ? "floor" : reader.Text("nearest_mode", "round_prefer_floor");
        if (reader.Has("antialias") && reader.Flag("antialias"))
            throw new UnsupportedException("antialias");
        reader.Ignore("cubic_coeff_a", "exclude_outside", "extrapolation_value", "keep_aspect_ratio_policy");
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

    public bool IsLinear { get; }

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
