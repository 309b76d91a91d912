using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Onnx.Operators;

/// <summary>Layers that go over the steps of a sequence.</summary>
internal static class RecurrentOperators
{
    public static readonly Dictionary<string, Func<NodeReader, Tensor[]>> All = new(StringComparer.Ordinal)
    {
        ["LSTM"] = reader => Run(RecurrentSettings.Read(reader)),
        ["GRU"] = reader => Run(RecurrentSettings.Read(reader)),
        ["RNN"] = reader => Run(RecurrentSettings.Read(reader)),
    };

    private static Tensor[] Run(RecurrentSettings settings)
    {
        Tensor x = settings.X;
        int steps = x.Shape[0], batch = x.Shape[1], units = settings.Units, directions = settings.Directions;
        double[] y = new double[steps * directions * batch * units], last = new double[directions * batch * units],
            cells = new double[last.Length];
        for (int d = 0; d < directions; d++)
        {
            bool isReverse = settings.IsReverse(d);
            for (int n = 0; n < batch; n++)
            {
                int at = (d * batch + n) * units;
                double[] h = [.. Enumerable.Range(at, units).Select(i => settings.InitialH?.Values[i] ?? 0)],
                    c = [.. Enumerable.Range(at, units).Select(i => settings.InitialC?.Values[i] ?? 0)];
                int length = settings.LengthOf(n);
                for (int t = 0; t < length; t++)
                {
                    int step = isReverse ? length - 1 - t : t;
                    (h, c) = settings.Step(d, x.Values.AsSpan((step * batch + n) * x.Shape[2], x.Shape[2]), h, c);
                    h.CopyTo(y, ((step * directions + d) * batch + n) * units);
                }
                h.CopyTo(last, at);
                c.CopyTo(cells, at);
            }
        }
        Tensor sequence = new([steps, directions, batch, units], y), state = new([directions, batch, units], last),
            cell = new([directions, batch, units], cells);
        if (settings.IsBatchFirst)
            (sequence, state, cell) = (sequence.Transpose(2, 0, 1, 3), state.Transpose(1, 0, 2), cell.Transpose(1, 0, 2));
        return settings.Kind == "LSTM" ? [sequence, state, cell] : [sequence, state];
    }
}
