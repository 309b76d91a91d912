using System.Runtime.CompilerServices;
using NetCompiler.Simd;
using Xunit;

namespace NetCompiler.Tests;

[Trait("Category", "Numbers")]
public sealed class RowsTests
{
    private const float Canary = 12345.678f;
    private const int Margin = 16;

    public static TheoryData<int, int> Lengths
    {
        get
        {
            var data = new TheoryData<int, int>();
            foreach (int length in (int[])[1, 2, 10, 15, 16, 17, 31, 33, 512, 1000])
                data.Add(length, length == 512 ? 528 : (length + 15) / 16 * 16);
            // Padding of more than one vector.
            data.Add(10, 48);
            return data;
        }
    }

    [Fact]
    public void Rows_are_split_into_whole_tiles()
    {
        for (int rows = 0; rows <= 300; rows++)
        {
            RowLayout.Split(rows, out int sixes, out int fours);
            Assert.Equal((0, 0), (sixes % 6, (fours - sixes) % 4));
            Assert.InRange(fours, sixes, rows);
            Assert.InRange(rows - fours, 0, rows is 2 or 3 ? rows : 1);

            RowLayout.Split(rows, out sixes, out int fives, out fours);
            Assert.Equal((0, 0, 0), (sixes % 6, (fives - sixes) % 5, (fours - fives) % 4));
            Assert.Equal(rows - (rows <= 3 ? rows : rows == 7 ? 1 : 0), fours);
            Assert.InRange(fours - fives, 0, 8);
            if (rows >= 20)
                Assert.Equal(fives, fours);
        }
    }

    /// <summary>Of the next columns every line is asked for, and only by as many tiles as there must be.</summary>
    [Theory]
    [InlineData(1, 4, 16)]
    [InlineData(3, 4, 16)]
    [InlineData(4, 4, 16)]
    [InlineData(11, 4, 16)]
    [InlineData(22, 4, 16)]
    [InlineData(22, 2, 8)]
    [InlineData(5, 1, 4)]
    public void Tiles_share_the_lines_of_the_next_columns(int tiles, int vectors, int lanes)
    {
        const int Terms = 37, Stride = 528;
        int each = int.Max(1, tiles / vectors), next = vectors * lanes;
        var asked = new HashSet<int>();
        for (int tile = 0; tile < tiles; tile++)
            for (int k = 0; k < Terms; k += each)
                asked.Add(k * Stride + RowLayout.Ahead(tile, each, vectors, lanes, Stride, next));
        for (int term = 0; term < Terms; term++)
            for (int v = 0; v < vectors; v++)
                Assert.Equal(tiles >= vectors || v < tiles, asked.Contains(term * Stride + next + v * lanes));
        Assert.Equal(0, RowLayout.Ahead(vectors * each, each, vectors, lanes, Stride, next));
    }

    /// <summary>A row between two canaries, filled with random values, its padding with nonsense.</summary>
    private sealed class Row
    {
        private readonly AlignedBuffer _buffer;
        private readonly int _stride;

        public Row(int seed, int length, int stride, float low, float high)
        {
            _buffer = new AlignedBuffer(stride + 2 * Margin);
            _stride = stride;
            _buffer.Span.Fill(Canary);
            var random = new Random(seed);
            for (int i = 0; i < stride; i++)
                Span[i] = i < length ? low + (high - low) * random.NextSingle() : i % 2 == 0 ? float.NaN : 1e30f;
        }

        public Span<float> Span => _buffer.Span.Slice(Margin, _stride);

        public ref float Start => ref Unsafe.Add(ref _buffer.Start, Margin);

        public void AssertCanaries()
        {
            Assert.All(_buffer.Span[..Margin].ToArray(), x => Assert.Equal(Canary, x));
            Assert.All(_buffer.Span[(Margin + _stride)..].ToArray(), x => Assert.Equal(Canary, x));
        }
    }

    private static void AssertZero(Span<float> padding) =>
        Assert.All(padding.ToArray(), x => Assert.Equal(0, BitConverter.SingleToInt32Bits(x)));

    private static double[] SoftmaxOf(ReadOnlySpan<float> x)
    {
        double max = double.NegativeInfinity, sum = 0;
        foreach (float value in x)
            max = Math.Max(max, value);
        double[] y = new double[x.Length];
        for (int i = 0; i < y.Length; i++)
            sum += y[i] = Math.Exp(x[i] - max);
        for (int i = 0; i < y.Length; i++)
            y[i] /= sum;
        return y;
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void ClearPadding_clears_the_padding_only(int length, int stride)
    {
        var row = new Row(1, length, stride, -1, 1);
        float[] before = row.Span[..length].ToArray();
        Rows.ClearPadding(ref row.Start, length, stride);
        AssertZero(row.Span[length..]);
        Assert.Equal(before, row.Span[..length].ToArray());
        row.AssertCanaries();
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Sum_adds_sixteen_lanes_and_then_halves(int length, int stride)
    {
        var row = new Row(2, length, stride, -1, 1);
        Rows.ClearPadding(ref row.Start, length, stride);
        float[] lanes = new float[16];
        for (int i = 0; i < stride; i++)
            lanes[i % 16] += row.Span[i];
        for (int half = 8; half > 0; half /= 2)
        {
            for (int j = 0; j < half; j++)
                lanes[j] += lanes[j + half];
        }
        Assert.Equal(lanes[0], Rows.Sum<Simd512>(ref row.Start, stride));
        Assert.Equal(lanes[0], Rows.Sum<SimdVector>(ref row.Start, stride));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Softmax_matches_double_precision_at_every_width(int length, int stride)
    {
        foreach (float size in (float[])[1f, 20f, 1e38f])
        {
            Row x = new(3, length, stride, -size, size), wide = new(4, length, stride, 0, 1), narrow = new(5, length, stride, 0, 1);
            double[] exact = SoftmaxOf(x.Span[..length]);
            Softmaxes.Softmax<Simd512>(ref x.Start, ref wide.Start, length, stride);
            Softmaxes.Softmax<SimdVector>(ref x.Start, ref narrow.Start, length, stride);
            Softmaxes.Softmax<SimdVector>(ref x.Start, ref x.Start, length, stride);
            Assert.Equal(wide.Span.ToArray(), narrow.Span.ToArray());
            Assert.Equal(wide.Span.ToArray(), x.Span.ToArray());
            for (int i = 0; i < length; i++)
                Claim.True(Math.Abs(exact[i] - wide.Span[i]) <= 3e-6 * exact[i] + 1e-37, $"{wide.Span[i]:R} instead of {exact[i]:R}");
            AssertZero(wide.Span[length..]);
            x.AssertCanaries();
            wide.AssertCanaries();
            narrow.AssertCanaries();
        }
    }

    /// <summary>Softmax cross-entropy's definition, for the central differences too.</summary>
    private static double Categorical(double[] z, double[] t)
    {
        double max = z.Max(), log = max + Math.Log(z.Sum(v => Math.Exp(v - max)));
        return z.Zip(t, (a, b) => b * (log - a)).Sum();
    }

    private static double Binary(double[] z, double[] t) => z.Zip(t, (a, b) =>
    {
        double p = 1 / (1 + Math.Exp(-a));
        return -b * Math.Log(p) - (1 - b) * Math.Log(1 / (1 + Math.Exp(a)));
    }).Average();

    private delegate float Crossentropy(ref float logits, ref float targets, ref float probabilities, ref float gradient,
        int length, int stride, float smoothing, float scale);

    private static void CheckCrossentropy(Crossentropy wide, Crossentropy narrow, Func<double[], double[], double> loss,
        Func<double, float, double> smooth, Func<float[], double[]> probability, int length, int stride, bool oneHot)
    {
        foreach (float smoothing in (float[])[0f, 0.1f])
        {
            const float scale = 0.25f;
            Row z = new(6, length, stride, -8, 8), t = new(7, length, stride, 0, 1);
            if (oneHot)
            {
                t.Span[..length].Clear();
                t.Span[length / 2] = 1;
            }
            Row p = new(8, length, stride, 0, 1), g = new(9, length, stride, 0, 1), gNarrow = new(10, length, stride, 0, 1);
            double[] zs = [.. z.Span[..length].ToArray().Select(v => (double)v)];
            double[] ts = [.. t.Span[..length].ToArray().Select(v => smooth(v, smoothing))];
            double[] ps = probability(z.Span[..length].ToArray());
            float result = wide(ref z.Start, ref t.Start, ref p.Start, ref g.Start, length, stride, smoothing, scale);
            // The second time in place.
            float again = narrow(ref z.Start, ref t.Start, ref z.Start, ref gNarrow.Start, length, stride, smoothing, scale);
            Assert.Equal(result, again);
            Assert.Equal(p.Span.ToArray(), z.Span.ToArray());
            Assert.Equal(g.Span.ToArray(), gNarrow.Span.ToArray());
            double exact = loss(zs, ts);
            Claim.True(Math.Abs(result - exact) <= 3e-6 * exact + 1e-7, $"{result:R} instead of {exact:R}");
            for (int i = 0; i < length; i++)
            {
                const double h = 1e-4;
                double value = zs[i];
                zs[i] = value + h;
                double up = loss(zs, ts);
                zs[i] = value - h;
                double slope = scale * (up - loss(zs, ts)) / (2 * h);
                zs[i] = value;
                Claim.True(Math.Abs(slope - g.Span[i]) <= 1e-5 * Math.Abs(slope) + 2e-7 * Math.Max(1, ts.Sum()) + 2e-8,
                    $"gradient {i}: {g.Span[i]:R} instead of {slope:R}");
                Claim.True(Math.Abs(ps[i] - p.Span[i]) <= 3e-6 * ps[i], $"probability {i}: {p.Span[i]:R} instead of {ps[i]:R}");
            }
            foreach (Row row in (Row[])[z, p, g, gNarrow])
                AssertZero(row.Span[length..]);
            foreach (Row row in (Row[])[z, t, p, g, gNarrow])
                row.AssertCanaries();
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void SoftmaxCrossentropy_gives_loss_probabilities_and_gradient(int length, int stride)
    {
        foreach (bool oneHot in (bool[])[true, false])
            CheckCrossentropy(Crossentropies.SoftmaxCrossentropy<Simd512>, Crossentropies.SoftmaxCrossentropy<SimdVector>, Categorical,
                (t, s) => t * (1 - s) + s / length, z => SoftmaxOf(z), length, stride, oneHot);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void SigmoidCrossentropy_gives_loss_probabilities_and_gradient(int length, int stride)
    {
        foreach (bool oneHot in (bool[])[true, false])
            CheckCrossentropy(Crossentropies.SigmoidCrossentropy<Simd512>, Crossentropies.SigmoidCrossentropy<SimdVector>, Binary,
                (t, s) => t * (1 - s) + s / 2, z => [.. z.Select(v => 1 / (1 + Math.Exp(-v)))], length, stride, oneHot);
    }

    [Fact]
    public void Crossentropy_of_extreme_logits_is_finite()
    {
        Row z = new(0, 3, 16, 0, 1), t = new(0, 3, 16, 0, 1), p = new(0, 3, 16, 0, 1), g = new(0, 3, 16, 0, 1);
        float[] extremes = [3e38f, -3e38f, 0f], targets = [1f, 0f, 0f];
        extremes.CopyTo(z.Span);
        targets.CopyTo(t.Span);
        Assert.Equal(0f, Crossentropies.SoftmaxCrossentropy<SimdVector>(ref z.Start, ref t.Start, ref p.Start, ref g.Start, 3, 16, 0, 1));
        Assert.Equal([1f, 0f, 0f], p.Span[..3].ToArray());
        Assert.Equal([0f, 0f, 0f], g.Span[..3].ToArray());
        float loss = Crossentropies.SigmoidCrossentropy<SimdVector>(ref z.Start, ref t.Start, ref p.Start, ref g.Start, 3, 16, 0, 1);
        Assert.Equal(MathF.Log(2f) / 3, loss, 1e-6f);
        Assert.Equal([1f, 0f, 0.5f], p.Span[..3].ToArray());
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void SoftmaxBackward_is_the_derivative_of_softmax(int length, int stride)
    {
        Row x = new(11, length, stride, -3, 3), dy = new(12, length, stride, -1, 1), y = new(13, length, stride, 0, 1);
        Row dx = new(14, length, stride, 0, 1);
        float[] point = x.Span[..length].ToArray(), weights = dy.Span[..length].ToArray();
        Softmaxes.Softmax<SimdVector>(ref x.Start, ref y.Start, length, stride);
        Softmaxes.SoftmaxBackward<Simd512>(ref y.Start, ref dy.Start, ref dx.Start, length, stride);
        Softmaxes.SoftmaxBackward<SimdVector>(ref y.Start, ref dy.Start, ref dy.Start, length, stride);
        Assert.Equal(dx.Span.ToArray(), dy.Span.ToArray());
        AssertZero(dx.Span[length..]);
        for (int i = 0; i < Math.Min(length, 40); i++)
        {
            const float h = 1f / 256;
            double Along(float step)
            {
                float[] moved = [.. point];
                moved[i] += step;
                return SoftmaxOf(moved).Zip(weights, (p, w) => p * w).Sum() / (moved[i] - (double)point[i]);
            }
            double slope = (Along(h) + Along(-h)) / 2;
            Claim.True(Math.Abs(slope - dx.Span[i]) <= 1e-4 * Math.Abs(slope) + 3e-6, $"{i}: {dx.Span[i]:R} instead of {slope:R}");
        }
        foreach (Row row in (Row[])[x, y, dy, dx])
            row.AssertCanaries();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SumColumns_adds_rows_in_order(bool add)
    {
        foreach (int rows in (int[])[0, 1, 2, 7, 33])
        {
            foreach (int columns in (int[])[16, 32, 48, 128, 144, 528])
            {
                int stride = columns + 16;
                Row source = new(15, rows * stride, rows * stride, -1, 1);
                Row wide = new(16, columns, columns, -1, 1), narrow = new(16, columns, columns, -1, 1);
                float[] expected = add ? wide.Span.ToArray() : new float[columns];
                for (int r = 0; r < rows; r++)
                {
                    for (int j = 0; j < columns; j++)
                        expected[j] += source.Span[r * stride + j];
                }
                Rows.SumColumns<Simd512>(ref source.Start, rows, stride, ref wide.Start, columns, add);
                Rows.SumColumns<SimdVector>(ref source.Start, rows, stride, ref narrow.Start, columns, add);
                Assert.Equal(expected, wide.Span.ToArray());
                Assert.Equal(expected, narrow.Span.ToArray());
                wide.AssertCanaries();
                narrow.AssertCanaries();
            }
        }
    }

    [Fact]
    public void Transpose_swaps_rows_and_columns_and_leaves_the_padding_alone()
    {
        int[] sizes = [1, 2, 7, 8, 10, 15, 16, 17, 31, 33, 100];
        foreach (int rows in sizes)
        {
            foreach (int columns in sizes)
            {
                int sourceStride = (columns + 15) / 16 * 16 + 16, destinationStride = (rows + 15) / 16 * 16;
                Row source = new(17, rows * sourceStride, rows * sourceStride, -1, 1);
                Row destination = new(18, columns * destinationStride, columns * destinationStride, Canary, Canary);
                Matrices.Transpose<SimdVector>(ref source.Start, rows, columns, sourceStride, ref destination.Start, destinationStride);
                for (int c = 0; c < columns; c++)
                {
                    for (int r = 0; r < destinationStride; r++)
                    {
                        float expected = r < rows ? source.Span[r * sourceStride + c] : Canary;
                        Claim.True(
                            expected == destination.Span[c * destinationStride + r], $"{rows} x {columns}: wrong at row {c}, column {r}.");
                    }
                }
                destination.AssertCanaries();
            }
        }
    }

    private static float[] Mask<V>(int key, int first, int count, float rate, float scale) where V : struct, ISimd<V>
    {
        var buffer = new AlignedBuffer(count);
        int threshold = RandomLanes.DropoutThreshold(rate);
        for (int i = 0; i < count; i += V.Count)
            V.Store(RandomLanes.DropoutScale<V>(key, first + i, threshold, scale), ref buffer.Start, i);
        return buffer.Span.ToArray();
    }

    [Fact]
    public void Dropout_is_a_function_of_key_and_counter_alone()
    {
        foreach (int key in (int[])[0, 1, -1, 12345])
        {
            foreach (int first in (int[])[0, 7, int.MaxValue - 100, -50])
            {
                float[] wide = Mask<Simd512>(key, first, 4096, 0.3f, 1.5f);
                Assert.Equal(wide, Mask<SimdVector>(key, first, 4096, 0.3f, 1.5f));
                Assert.Equal(wide[16..], Mask<Simd512>(key, first + 16, 4080, 0.3f, 1.5f));
                Assert.All(wide, x => Assert.True(x is 0f or 1.5f));
            }
        }
    }

    [Fact]
    public void Dropout_keeps_all_at_rate_zero_and_none_at_rate_one()
    {
        Assert.All(Mask<SimdVector>(3, 0, 65536, 0f, 1f), x => Assert.Equal(1f, x));
        Assert.All(Mask<SimdVector>(3, 0, 65536, 1f, 1f), x => Assert.Equal(0f, x));
        foreach (float rate in (float[])[-0.1f, 1.1f, float.NaN])
            Assert.Throws<ArgumentOutOfRangeException>(() => RandomLanes.DropoutThreshold(rate));
    }

    /// <summary>How far the mean product of two masks, each less its expectation, is from zero, in standard deviations.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Correlation(ReadOnlySpan<float> a, ReadOnlySpan<float> b, double keep)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += (a[i] - keep) * (b[i] - keep);
        return sum / (Math.Sqrt(a.Length) * keep * (1 - keep));
    }

    [Fact]
    public void Dropout_looks_random()
    {
        const int count = 65536, keys = 24;
        foreach (float rate in (float[])[0.1f, 0.2f, 0.5f, 0.9f])
        {
            double keep = 1 - rate, deviation = Math.Sqrt(keep * (1 - keep) * count), chi = 0;
            float[] previous = [];
            for (int key = 0; key < keys; key++)
            {
                float[] mask = Mask<SimdVector>(key, 0, count, rate, 1f);
                double z = (mask.Sum() - keep * count) / deviation;
                Assert.InRange(z, -5, 5);
                chi += z * z;
                foreach (int lag in (int[])[1, 2, 3, 4, 8, 16, 64, 512, 528, 1024, 32768])
                    Assert.InRange(Correlation(mask.AsSpan(lag), mask.AsSpan(0, count - lag), keep), -5, 5);
                if (key > 0)
                {
                    foreach (int lag in (int[])[0, 1, 16, 528])
                        Assert.InRange(Correlation(mask.AsSpan(lag), previous.AsSpan(0, count - lag), keep), -5, 5);
                }
                previous = mask;
                // Blocks of 16 lanes vary as a binomial count does: neither clumped nor too even.
                double blocks = 0;
                for (int i = 0; i < count; i += 16)
                {
                    double excess = 0;
                    for (int j = i; j < i + 16; j++)
                        excess += mask[j] - keep;
                    blocks += excess * excess;
                }
                Assert.InRange(blocks / (count * keep * (1 - keep)), 0.88, 1.12);
            }
            // A sum of 24 squares of standard normal values has mean 24 and standard deviation 6.9.
            Assert.InRange(chi, 24 - 2.8 * 6.9, 24 + 5 * 6.9);
        }
    }

    [Fact]
    public void Dropout_gives_a_unit_and_a_neighbour_independent_masks_over_many_keys()
    {
        const int steps = 65536;
        float[] units = new float[4 * steps];
        var buffer = new AlignedBuffer(16);
        int threshold = RandomLanes.DropoutThreshold(0.5f);
        for (int key = 0; key < steps; key++)
        {
            for (int i = 0; i < 16; i += SimdVector.Count)
                SimdVector.Store(RandomLanes.DropoutScale<SimdVector>(key, i, threshold, 1f), ref buffer.Start, i);
            for (int j = 0; j < 4; j++)
                units[j * steps + key] = buffer.Span[j * 5];
        }
        for (int a = 0; a < 4; a++)
        {
            Span<float> unit = units.AsSpan(a * steps, steps);
            foreach (int lag in (int[])[1, 2, 3, 16, 469, 512])
                Assert.InRange(Correlation(unit[lag..], unit[..^lag], 0.5), -5, 5);
            for (int b = 0; b < a; b++)
                Assert.InRange(Correlation(unit, units.AsSpan(b * steps, steps), 0.5), -5, 5);
        }
    }
}
