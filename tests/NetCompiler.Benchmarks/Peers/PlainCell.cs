namespace NetCompiler.Benchmarks.Peers;

/// <summary>An LSTM or a GRU as scalar loops, with its state.</summary>
internal sealed class PlainCell(CellLayer layer)
{
    private readonly int _units = layer.Units;
    private readonly float[] _x = new float[layer.Gates * layer.Units], _r = new float[layer.Gates * layer.Units];
    private readonly float[] _h = new float[layer.Units], _c = new float[layer.Units];

    /// <summary>Goes over all steps, from a state of zeros.</summary>
    public void Run(ReadOnlySpan<float> x, Span<float> y)
    {
        _h.AsSpan().Clear();
        _c.AsSpan().Clear();
        for (int step = 0; step < layer.Input.Width; step++)
        {
            layer.Bias.AsSpan(0, _x.Length).CopyTo(_x);
            PlainLoop.AddProduct(x.Slice(step * layer.Input.Channels, layer.Input.Channels), layer.Kernel, _x);
            if (layer.IsLstm)
                StepLstm();
            else
                StepGru();
            if (layer.ReturnsSequences)
                _h.CopyTo(y.Slice(step * _units, _units));
        }
        if (!layer.ReturnsSequences)
            _h.CopyTo(y);
    }

    private void StepLstm()
    {
        PlainLoop.AddProduct(_h, layer.RecurrentKernel, _x);
        for (int j = 0; j < _units; j++)
        {
            _c[j] = Sigmoid(_x[_units + j]) * _c[j] + Sigmoid(_x[j]) * MathF.Tanh(_x[2 * _units + j]);
            _h[j] = Sigmoid(_x[3 * _units + j]) * MathF.Tanh(_c[j]);
        }
    }

    private void StepGru()
    {
        layer.Bias.AsSpan(_r.Length).CopyTo(_r);
        PlainLoop.AddProduct(_h, layer.RecurrentKernel, _r);
        for (int j = 0; j < _units; j++)
        {
            float z = Sigmoid(_x[j] + _r[j]), r = Sigmoid(_x[_units + j] + _r[_units + j]);
            float n = MathF.Tanh(_x[2 * _units + j] + r * _r[2 * _units + j]);
            _h[j] = z * _h[j] + (1 - z) * n;
        }
    }

    private static float Sigmoid(float x) => 1f / (1f + MathF.Exp(-x));
}
