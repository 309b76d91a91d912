using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx.Operators;

namespace NetCompiler.Tool.Onnx.Translation;

/// <summary>Larger and smaller images and sequences.</summary>
internal static class ResizeTranslation
{
    public static readonly Dictionary<string, Action<Translator, NodeReader>> All = new(StringComparer.Ordinal)
    {
        ["Resize"] = Resize,
        ["Upsample"] = Resize,
    };

    private static void Resize(Translator translator, NodeReader reader)
    {
        ResizeSettings settings = ResizeSettings.Read(reader);
        View view = translator[reader.Node.Inputs[0]];
        if (view.Shape is [_, _, _, _] shape && IsUpSampling(settings, shape))
        {
            int[] factors = [settings.Sizes[2] / shape[2], settings.Sizes[3] / shape[3]];
            NetValue image = translator.Store(view, [shape[2], shape[3], shape[1]], 2, 3, 1);
            object[] arguments = factors[0] == factors[1] ? [factors[0]] : [factors[0], factors[1]];
            NetLayer larger = new NetLayer(typeof(UpSampling2DAttribute), [settings.Sizes[2], settings.Sizes[3], shape[1]], arguments)
                .From(image)
                .With("Interpolation", settings.IsLinear ? Interpolation.Bilinear : Interpolation.Nearest);
            translator.Bind(reader.Node.Outputs[0], View.Of(translator.Net.Add(larger), settings.Sizes, 2, 3, 1));
            return;
        }
        for (int axis = 0; axis < view.Dims.Length; axis++)
        {
            int size = view.Shape[axis];
            if (settings.Sizes[axis] == size && settings.Scales[axis] == 1)
                continue;
            (int From, double Share)[][] taps =
                [.. Enumerable.Range(0, settings.Sizes[axis]).Select(index => settings.Taps(index, axis, size))];
            view = settings.IsNearest ? AxisTranslation.Take(translator, view, axis, [.. taps.Select(tap => tap[0].From)])
                : Mix(translator, view, axis, taps);
        }
        translator.Bind(reader.Node.Outputs[0], view);
    }

    /// <summary>Sums along one axis: units whose weights are not to be learned.</summary>
    private static View Mix(Translator translator, View view, int axis, (int From, double Share)[][] taps)
    {
        int size = view.Shape[axis], count = taps.Length;
        double[] kernel = new double[size * count];
        for (int to = 0; to < count; to++)
            foreach ((int from, double share) in taps[to])
                kernel[from * count + to] += share;
        Factor[][] others = [.. view.Dims.Where((_, i) => i != axis)];
        View turned = view with { Dims = [.. others, view.Dims[axis]] };
        int[] shape = turned.Shape;
        shape[^1] = count;
        View mixed = ContractionTranslation.Dense(translator, "", turned, new Tensor([size, count], kernel), null, shape);
        ((NetLayer)mixed.Value).With("Trainable", false);
        return mixed with { Dims = [.. mixed.Dims[..axis], mixed.Dims[^1], .. mixed.Dims[axis..^1]] };
    }

    /// <summary>Whether it enlarges an image by whole factors, from the places from which <c>UpSampling2D</c> does.</summary>
    private static bool IsUpSampling(ResizeSettings settings, int[] shape)
    {
        if (settings.Sizes[0] != shape[0] || settings.Sizes[1] != shape[1] || !settings.IsLinear && !settings.IsNearest)
            return false;
        for (int axis = 2; axis < 4; axis++)
        {
            int size = shape[axis], factor = settings.Sizes[axis] / size;
            if (factor < 1 || factor * size != settings.Sizes[axis])
                return false;
            for (int i = 0; i < factor * size; i++)
            {
                double place = settings.Place(i, axis, size);
                bool isOurs = settings.IsLinear ? Math.Abs(place - ((i + 0.5) / factor - 0.5)) < 1e-9 || factor == 1
                    : settings.Nearest(place) == i / factor;
                if (!isOurs)
                    return false;
            }
        }
        return true;
    }
}
