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
    /// <param name="wiring">What they read.</param>
    /// <param name="input">The shape of what <c>[Network]</c> gives; none where it gives nothing.</param>
    /// <param name="outputs">The outputs.</param>
    /// <param name="report">Takes a complaint: the diagnostic, the layer's number, what the message says.</param>
    public static EquatableArray<Fitting> Bind(
        Layer[] layers, Wiring wiring, Shape input, EquatableArray<BoundOutput> outputs, Action<string, int, object[]> report)
    {
        var fittings = new List<Fitting>();
        var values = new Origin[layers.Length + 1];
        int ports = 0;
        if (input.Rank > 0)
            values[0] = OfInput(input, ports++);
        for (int i = 0; i < layers.Length; i++)
            if (layers[i] is NamedInput named)
                values[i + 1] = OfInput(named.Output, ports++);
        for (int i = 0; i < layers.Length; i++)
        {
            if (layers[i] is NamedInput)
                continue;
            EquatableArray<int> reads = wiring.Reads[i]!.Value;
            Origin read = values[reads[0]];
            values[i + 1] = read.Stranger is not null ? read
                : reads.Count > 1 ? read with { Stranger = layers[i] } : Through(layers[i], read);
            switch (layers[i])
            {
                case FittedLayer { IsInverted: true } inverted:
                    if (Later(layers, wiring, i) is { } later)
                        report(Descriptors.InverseNotLast.Id, i, [later.Title, later.Name]);
                    fittings.Add(new Fitting(i, inverted.Inner, 1, 0, OutputOf(layers, wiring, outputs, i)));
                    break;
                case FittedLayer when read.Stranger is { } stranger:
                    report(Descriptors.FittedBehindOthers.Id, i, [stranger.Title, stranger.Name]);
                    break;
                case FittedLayer fitted:
                    fittings.Add(new Fitting(i, fitted.Axis < 0 ? 1 : read.View[fitted.Axis].Stride, read.Scale, read.Offset, read.Port));
                    break;
            }
        }
        return fittings.ToEquatableArray();
    }

    private static Origin OfInput(Shape shape, int port) => new(View([new((int)shape.Length, 1)], shape)!, 1, 0, null, port);

    /// <summary>The number, among the outputs that have a loss, of the one that has a layer's numbers.</summary>
    private static int OutputOf(Layer[] layers, Wiring wiring, EquatableArray<BoundOutput> outputs, int number)
    {
        BoundOutput[] trained = [.. outputs.Where(output => output.Port.IsTrained)];
        return Math.Max(0, Array.FindIndex(trained, output =>
        {
            int layer = output.Port.Value - 1;
            while (layer >= 0 && layers[layer] is ReshapeLayer or Linear)
                layer = wiring.Reads[layer]!.Value[0] - 1;
            return layer == number;
        }));
    }

    /// <summary>What becomes of numbers of the data behind a layer.</summary>
    private static Origin Through(Layer layer, Origin read) => layer switch
    {
        ReshapeLayer reshape when View(read.View, reshape.Output) is { } reshaped => read with { View = reshaped },
        Permute permute => read with { View = [.. permute.Order.Select(dimension => read.View[dimension - 1])] },
        Rescaling rescaling => read with
        {
            Scale = read.Scale * rescaling.Scale,
            Offset = read.Offset * rescaling.Scale + rescaling.Offset,
        },
        EachStep => read with { View = [.. read.View.Skip(1)] },
        Linear => read,
        _ => read with { Stranger = layer },
    };

    /// <summary>The first layer behind another that changes numbers.</summary>
    private static Layer? Later(Layer[] layers, Wiring wiring, int number)
    {
        foreach (int reader in wiring.ReadersOf(number))
            if ((layers[reader] is ReshapeLayer or Linear ? Later(layers, wiring, reader) : layers[reader]) is { } found)
                return found;
        return null;
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

    /// <summary>Where the numbers of a value come from.</summary>
    /// <param name="View">Its dimensions in a sample of the data.</param>
    /// <param name="Scale">What every number of the data was multiplied by.</param>
    /// <param name="Offset">What was added then.</param>
    /// <param name="Stranger">The first layer that did something else; null where none did.</param>
    /// <param name="Port">The input that they are of.</param>
    private sealed record Origin(Dimension[] View, double Scale, double Offset, Layer? Stranger, int Port);

    /// <summary>A dimension of a shape.</summary>
    /// <param name="Size">How many indices it has.</param>
    /// <param name="Stride">From one to the next in a sample of the data.</param>
    private sealed record Dimension(int Size, int Stride);
}
