using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Onnx.Translation;

/// <summary>Parts, orders and repetitions along one axis: the numbers as an image whose lines are what lies before the axis, and whose
/// channels are what lies behind it.</summary>
internal static class AxisTranslation
{
    /// <summary>Beyond so many stretches an order is written out at more length than a user would read.</summary>
    private const int MaxStretches = 64;

    /// <summary>A stretch of one axis.</summary>
    /// <param name="translator">The translator.</param>
    /// <param name="view">The numbers.</param>
    /// <param name="axis">The file's axis.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="count">How many it takes.</param>
    /// <param name="step">From one to the next; negative ones go backwards.</param>
    public static View Part(Translator translator, View view, int axis, int start, int count, int step)
    {
        if (step < 0 && count > 1)
            return Take(translator, view, axis, [.. Enumerable.Range(0, count).Select(i => start + i * step)]);
        if (start == 0 && count == view.Shape[axis] && step == 1)
            return view;
        if (view.Value is NetLayer { IsShared: false } layer && RecurrentTranslation.EndsWithLastStep(layer, view, axis, start, count))
            return view with { Dims = [.. view.Dims.Select((dim, i) => i == axis ? [] : dim)] };
        (NetValue image, int[] axes) = Image(translator, view, axis);
        return Along(view, axis, count, Cut(translator, image, start, count, step), axes);
    }

    /// <summary>The numbers at some places of one axis, in any order.</summary>
    /// <exception cref="UnsupportedException">Too many stretches make up the order.</exception>
    public static View Take(Translator translator, View view, int axis, int[] places)
    {
        int period = Enumerable.Range(1, places.Length)
            .First(length => places.Length % length == 0 && places.Skip(length).Zip(places, (a, b) => a == b).All(isSame => isSame));
        if (period < places.Length)
            return Repeat(translator, Take(translator, view, axis, places[..period]), axis, places.Length / period);
        int step = places.Length > 1 ? places[1] - places[0] : 1;
        if (step > 0 && places.Select((place, i) => place == places[0] + i * step).All(isNext => isNext))
            return Part(translator, view, axis, places[0], places.Length, step);
        int[] begins = [.. Enumerable.Range(0, places.Length).Where(i => i == 0 || places[i] != places[i - 1] + 1)];
        if (begins.Length > MaxStretches)
            throw new UnsupportedException($"it takes numbers in another order, of {begins.Length} stretches",
                $"up to {MaxStretches} stretches are put together; end the net before it with --outputs");
        (NetValue image, int[] axes) = Image(translator, view, axis);
        image.IsShared = true;
        NetValue[] parts = [.. begins.Select((begin, i) => Cut(
            translator, image, places[begin], (i + 1 < begins.Length ? begins[i + 1] : places.Length) - begin, 1))];
        NetLayer joined = translator.Net.Add(
            new NetLayer(typeof(ConcatAttribute), [image.Shape[0], places.Length, image.Shape[2]]).From(parts).With("Axis", 2));
        return Along(view, axis, places.Length, joined, axes);
    }

    /// <summary>All numbers of an axis again and again, behind themselves.</summary>
    public static View Repeat(Translator translator, View view, int axis, int count)
    {
        if (count == 1)
            return view;
        (NetValue image, int[] axes) = Image(translator, view, axis);
        int size = image.Shape[1], outer = image.Shape[0], row = size * image.Shape[2];
        NetLayer repeated = outer == 1
            ? new NetLayer(typeof(RepeatVectorAttribute), [count, row], count).From(translator.Shaped(image, [row]))
            : new NetLayer(typeof(UpSampling2DAttribute), [outer, count, row], 1, count).From(translator.Shaped(image, [outer, 1, row]));
        return Along(view, axis, size * count, translator.Net.Add(repeated), axes);
    }

    /// <summary>Zeros in front of an axis and behind it.</summary>
    public static View Pad(Translator translator, View view, int axis, int before, int after)
    {
        if (before + after == 0)
            return view;
        (NetValue image, int[] axes) = Image(translator, view, axis);
        NetValue padded = SelectionTranslation.Rim(translator, image, typeof(ZeroPadding2DAttribute), 1, [0, 0, before, after]);
        int size = padded.Shape[1];
        (int outer, int inner) = (image.Shape[0], image.Shape[2]);
        int[] shape = outer == 1 ? [size, inner] : inner == 1 ? [outer, size] : [outer, size, inner];
        return Along(view, axis, size, translator.Shaped(padded, shape), axes);
    }

    /// <summary>Numbers stretched to a shape by NumPy's rules.</summary>
    public static View Stretch(Translator translator, View view, int[] shape)
    {
        view = view.Reshape([.. Enumerable.Repeat(1, shape.Length - view.Dims.Length), .. view.Shape])!;
        int[] own = view.Shape;
        for (int axis = 0; axis < shape.Length; axis++)
            view = Repeat(translator, view, axis, shape[axis] / own[axis]);
        return view;
    }

    private static NetValue Cut(Translator translator, NetValue image, int start, int count, int step)
    {
        int[] shape = image.Shape;
        int last = start + (count - 1) * step;
        if (start > 0 || last < shape[1] - 1)
            image = translator.Net.Add(new NetLayer(
                typeof(Cropping2DAttribute), [shape[0], last - start + 1, shape[2]], 0, 0, start, shape[1] - 1 - last).From(image));
        return step == 1 || count == 1 ? image : WindowTranslation.Every(translator, image, [1, step], [shape[0], count]);
    }

    /// <summary>The axis between what lies before and behind it, and the file's axes in this order.</summary>
    private static (NetValue Image, int[] Axes) Image(Translator translator, View view, int axis)
    {
        int[] shape = view.Shape, axes = MergeTranslation.AxesInOrder(view);
        if (!axes.Contains(axis))
            axes = [.. axes.TakeWhile(other => other < axis), axis, .. axes.SkipWhile(other => other < axis)];
        int place = Array.IndexOf(axes, axis);
        int outer = Tensor.CountOf(axes.Take(place).Select(other => shape[other])),
            inner = Tensor.CountOf(axes.Skip(place + 1).Select(other => shape[other]));
        return (translator.Store(view, [outer, shape[axis], inner], axes), axes);
    }

    private static View Along(View view, int axis, int count, NetValue value, int[] axes)
    {
        int[] shape = view.Shape;
        shape[axis] = count;
        return View.Of(value, shape, axes);
    }
}
