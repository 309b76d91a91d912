namespace NetCompiler.Tests;

/// <summary>A row for each step added to it, learned or of sines and cosines.</summary>
internal sealed class ReferencePositions : ReferenceLayer
{
    private readonly ReferenceParameter? _table;
    private readonly double[] _sines;

    public ReferencePositions(int[] shape, ReferenceParameter table) : base(shape) => (_table, _sines) = (table, []);

    public ReferencePositions(int[] shape, double wavelength) : base(shape) =>
        _sines = [.. Enumerable.Range(0, shape[0] * shape[1]).Select(i =>
        {
            (int step, int feature) = (i / shape[1], i % shape[1]);
            double angle = step / Math.Pow(wavelength, feature / 2 * 2 / (double)shape[1]);
            return feature % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle);
        })];

    public override IReadOnlyList<ReferenceParameter> Parameters => _table is null ? [] : [_table];

    public override double[] Forward(double[] x, int sample, bool training) =>
        [.. x.Select((value, i) => value + (_table is null ? _sines[i] : _table.Values[i]))];

    public override double[] Backward(double[] x, double[] dy, int sample)
    {
        for (int i = 0; i < dy.Length && _table is not null; i++)
            _table.Gradient[i] += dy[i];
        return [.. dy];
    }
}
