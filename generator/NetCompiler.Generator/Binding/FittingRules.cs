using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding;

/// <summary>Which numbers of the data a layer is fitted to. Between data and layer may stand only what leaves numbers as they are, moves
/// them or scales all of them by constants: so statistics follow from the data alone.</summary>
internal static class FittingRules
{
    /// <summary>What every fitted layer is fitted to.</summary>
    /// <param name="layers">The layers in order.</param>
    /// <param name="input">The shape of one sample.</param>
    /// <param name="report">Takes a complaint: the diagnostic, the layer's number, what the message says.</param>
    public static EquatableArray<Fitting> Bind(Layer[] layers, Shape input, Action<string, int, object[]> report)
    {
        var fittings = new List<Fitting>();
        Dimension[] view = View([new((int)input.Length, 1)], input)!;
        double scale = 1, offset = 0;
        Layer? stranger = null;
        for (int i = 0; i < layers.Length; i++)
        {
            switch (layers[i])
            {
                case FittedLayer { IsInverted: true } inverted:
                    if (layers.Skip(i + 1).FirstOrDefault(later => later is not (ReshapeLayer or Linear)) is { } later)
                        report(Descriptors.InverseNotLast.Id, i, [later.Title, later.Name]);
                    fittings.Add(new Fitting(i, inverted.Inner, 1, 0));
                    stranger ??= inverted;
                    break;
                case FittedLayer when stranger is not null:
                    report(Descriptors.FittedBehindOthers.Id, i, [stranger.Title, stranger.Name]);
                    break;
                case FittedLayer fitted:
                    fittings.Add(new Fitting(i, fitted.Axis < 0 ? 1 : view[fitted.Axis].Stride, scale, offset));
                    stranger = fitted;
                    break;
                case not null when stranger is not null:
                    break;
                case ReshapeLayer reshape:
                    if (View(view, reshape.Output) is { } reshaped)
                        view = reshaped;
                    else
                        stranger = reshape;
                    break;
                case Permute permute:
                    view = [.. permute.Order.Select(dimension => view[dimension - 1])];
                    break;
                case Rescaling rescaling:
                    (scale, offset) = (scale * rescaling.Scale, offset * rescaling.Scale + rescaling.Offset);
                    break;
                case Linear:
                    break;
                default:
                    stranger = layers[i];
                    break;
            }
        }
        return fittings.ToEquatableArray();
    }

    /// <summary>The same numbers as another shape; null where that has a dimension whose indices are not evenly spaced in a
    /// sample.</summary>
    private static Dimension[]? View(IEnumerable<Dimension> dimensions, Shape shape)
    {
        var runs = new List<Dimension>();
        foreach (Dimension dimension in dimensions.Where(dimension => dimension.Size > 1))
        {
            if (runs.LastOrDefault() is { } outer && outer.Stride == dimension.Size * dimension.Stride)
                runs[runs.Count - 1] = new(outer.Size * dimension.Size, dimension.Stride);
            else
                runs.Add(dimension);
        }
        var view = new Dimension[shape.Rank];
        int next = runs.Count, left = 1, stride = 1;
        for (int i = shape.Rank - 1; i >= 0; i--)
        {
            int size = shape.Dimensions[i];
            if (left == 1 && size > 1)
                (left, stride) = (runs[--next].Size, runs[next].Stride);
            if (left % size != 0)
                return null;
            view[i] = new(size, stride);
            left /= size;
            stride *= size;
        }
        return view;
    }

    /// <summary>A dimension of a shape.</summary>
    /// <param name="Size">How many indices it has.</param>
    /// <param name="Stride">From one to the next in a sample of the data.</param>
    private sealed record Dimension(int Size, int Stride);
}
