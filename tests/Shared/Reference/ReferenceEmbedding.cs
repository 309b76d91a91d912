namespace NetCompiler.Tests;

/// <summary>A row of a table for each class number.</summary>
internal sealed class ReferenceEmbedding(string name, int[] shape, EmbeddingAttribute layer) : ReferenceLayer([shape[0], layer.Units])
{
    private readonly ReferenceParameter _table = new($"{name}/embeddings", layer.Vocabulary, layer.Units);

    public override IReadOnlyList<ReferenceParameter> Parameters => [_table];

    public override double[] Forward(double[] x, int sample, bool training) =>
        [.. x.SelectMany(number => Enumerable.Range(0, layer.Units).Select(unit => _table.Values[(int)number * layer.Units + unit]))];

    public override double[] Backward(double[] x, double[] dy, int sample)
    {
        for (int step = 0; step < x.Length; step++)
            for (int unit = 0; unit < layer.Units; unit++)
                _table.Gradient[(int)x[step] * layer.Units + unit] += dy[step * layer.Units + unit];
        return new double[x.Length];
    }
}
