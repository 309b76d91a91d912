namespace NetCompiler.Tests;

/// <summary>y = x W + b; of a sequence, at every step.</summary>
internal sealed class ReferenceDense : ReferenceLayer
{
    private readonly int _inputs;
    private readonly int _units;
    private readonly ReferenceParameter _kernel;
    private readonly ReferenceParameter? _bias;

    public ReferenceDense(string name, int[] shape, int units, bool useBias) : base([.. shape[..^1], units])
    {
        (_inputs, _units) = (shape[^1], units);
        _kernel = new ReferenceParameter($"{name}/kernel", _inputs, units);
        _bias = useBias ? new ReferenceParameter($"{name}/bias", units) : null;
    }

    public override IReadOnlyList<ReferenceParameter> Parameters => _bias is null ? [_kernel] : [_kernel, _bias];

    public override double[] Forward(double[] x, int sample, bool training)
    {
        double[] y = new double[x.Length / _inputs * _units];
        for (int step = 0; step < x.Length / _inputs; step++)
        {
            Span<double> sums = y.AsSpan(step * _units, _units);
            _bias?.Values.CopyTo(sums);
            for (int i = 0; i < _inputs; i++)
                for (int j = 0; j < _units; j++)
                    sums[j] += x[step * _inputs + i] * _kernel.Values[i * _units + j];
        }
        return y;
    }

    public override double[] Backward(double[] x, double[] dy, int sample)
    {
        double[] dx = new double[x.Length];
        for (int step = 0; step < x.Length / _inputs; step++)
        {
            ReadOnlySpan<double> d = dy.AsSpan(step * _units, _units);
            for (int j = 0; j < _units && _bias is not null; j++)
                _bias.Gradient[j] += d[j];
            for (int i = 0; i < _inputs; i++)
                for (int j = 0; j < _units; j++)
                {
                    _kernel.Gradient[i * _units + j] += x[step * _inputs + i] * d[j];
                    dx[step * _inputs + i] += _kernel.Values[i * _units + j] * d[j];
                }
        }
        return dx;
    }
}
