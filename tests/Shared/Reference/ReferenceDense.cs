namespace NetCompiler.Tests;

/// <summary>y = x W + b.</summary>
internal sealed class ReferenceDense : ReferenceLayer
{
    private readonly int _inputs;
    private readonly int _units;
    private readonly ReferenceParameter _kernel;
    private readonly ReferenceParameter? _bias;

    public ReferenceDense(string name, int inputs, int units, bool useBias) : base([units])
    {
        (_inputs, _units) = (inputs, units);
        _kernel = new ReferenceParameter($"{name}/kernel", inputs, units);
        _bias = useBias ? new ReferenceParameter($"{name}/bias", units) : null;
    }

    public override IReadOnlyList<ReferenceParameter> Parameters => _bias is null ? [_kernel] : [_kernel, _bias];

    public override double[] Forward(double[] x, int sample, bool training)
    {
        double[] y = new double[_units];
        _bias?.Values.CopyTo(y, 0);
        for (int i = 0; i < _inputs; i++)
            for (int j = 0; j < _units; j++)
                y[j] += x[i] * _kernel.Values[i * _units + j];
        return y;
    }

    public override double[] Backward(double[] x, double[] dy, int sample)
    {
        double[] dx = new double[_inputs];
        for (int j = 0; j < _units && _bias is not null; j++)
            _bias.Gradient[j] += dy[j];
        for (int i = 0; i < _inputs; i++)
            for (int j = 0; j < _units; j++)
            {
                _kernel.Gradient[i * _units + j] += x[i] * dy[j];
                dx[i] += _kernel.Values[i * _units + j] * dy[j];
            }
        return dx;
    }
}
