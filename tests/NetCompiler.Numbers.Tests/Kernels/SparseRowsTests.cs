using System.Runtime.CompilerServices;
using NetCompiler.Simd;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>Sums that leave out terms that are zero are the sums of all terms, to the bit.</summary>
[Trait("Category", "Numbers")]
public partial class SparseRowsTests
{
    private const float Canary = 12345f;

    private static readonly int[] Heights = [1, 2, 5, 6, 7, 11, 12, 13, 31];

    /// <summary>Columns for tiles of every width, and terms that are no whole vectors.</summary>
    public static TheoryData<int, int> Sizes => new() { { 16, 3 }, { 48, 40 }, { 64, 41 }, { 112, 129 }, { 208, 47 }, { 512, 300 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Sums_are_those_of_all_terms(int columns, int terms)
    {
        Check<SimdVector>(columns, terms);
        Check<Simd512>(columns, terms);
    }

    private static void Check<V>(int columns, int terms) where V : struct, ISimd<V>
    {
        var random = new RandomSequence(columns + terms);
        foreach (int rows in Heights)
            foreach (bool isTransposed in new[] { false, true })
                foreach ((bool hasStart, bool add) in new[] { (false, false), (true, false), (false, true) })
                {
                    int rowStep = isTransposed ? 1 : terms + 3, termStep = isTransposed ? rows + 2 : 1, rightStep = columns + 16,
                        outputStep = columns + 32;
                    // What no term reads would show in the sums.
                    float[] a = new float[rows * rowStep + terms * termStep + 8], b = Numbers(terms * rightStep, ref random),
                        start = Numbers(columns, ref random), y = Numbers(rows * outputStep, ref random);
                    Array.Fill(a, float.NaN);
                    for (int term = 0; term < terms; term++)
                    {
                        bool isBlank = term % 4 == 0 || random.Next(2) > 0;
                        for (int row = 0; row < rows; row++)
                            a[row * rowStep + term * termStep] =
                                isBlank ? (random.Next(2) == 0 ? 0f : -0f) : random.Next(4) == 0 ? 0f : (float)random.NextNormal();
                    }
                    for (int row = 0; row < rows; row++)
                        y.AsSpan(row * outputStep + columns, 32).Fill(Canary);
                    float[] expected = [.. y];
                    Sum<V>(a, b, hasStart ? start : null, expected, rows, rowStep, termStep, terms, rightStep, outputStep, columns, add);

                    bool isWritten = SparseRows.TrySum<V>(
                        ref a[0], ref b[0], ref hasStart ? ref start[0] : ref Unsafe.NullRef<float>(), ref y[0], rows, rowStep, termStep,
                        terms, rightStep, outputStep, columns, add);

                    Assert.True(isWritten);
                    Assert.Equal(expected, y);
                }
    }

    /// <summary>All terms of every sum, one after the other.</summary>
    private static void Sum<V>(
        float[] a, float[] b, float[]? start, float[] y, int rows, int rowStep, int termStep, int terms, int rightStep, int outputStep,
        int columns, bool add)
        where V : struct, ISimd<V>
    {
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column += V.Count)
            {
                ref float output = ref y[row * outputStep + column];
                V sum = add ? V.Load(ref output, 0) : start is null ? V.Zero : V.Load(ref start[column], 0);
                for (int term = 0; term < terms; term++)
                    sum = V.MultiplyAdd(V.Broadcast(a[row * rowStep + term * termStep]), V.Load(ref b[term * rightStep + column], 0), sum);
                V.Store(sum, ref output, 0);
            }
    }

    private static float[] Numbers(int count, ref RandomSequence random)
    {
        float[] numbers = new float[count];
        foreach (ref float number in numbers.AsSpan())
            number = (float)random.NextNormal();
        return numbers;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(40)]
    public void Sums_with_nearly_all_terms_are_left_to_the_caller(int rows)
    {
        const int terms = 200, columns = 32;
        float[] a = new float[rows * terms], b = new float[terms * columns], y = new float[rows * columns];
        Array.Fill(y, Canary);
        foreach ((int blank, bool expected) in new[] { (0, false), (20, false), (49, false), (50, true), (100, true), (200, true) })
        {
            Array.Fill(a, 1f);
            for (int row = 0; row < rows; row++)
                for (int term = 0; term < blank; term++)
                    a[row * terms + term * (terms / Math.Max(blank, 1))] = 0f;
            bool isWritten = SparseRows.TrySum<SimdVector>(
                ref a[0], ref b[0], ref Unsafe.NullRef<float>(), ref y[0], rows, terms, 1, terms, columns, columns, columns);
            Assert.Equal(expected, isWritten);
            Assert.All(y, value => Assert.Equal(expected ? 0f : Canary, value));
            Array.Fill(y, Canary);
        }
    }

    [Fact]
    public void A_term_that_is_not_a_number_counts()
    {
        float[] a = new float[400], b = Enumerable.Repeat(1f, 400 * 16).ToArray(), y = new float[16];
        a[391] = float.NaN;
        Assert.True(SparseRows.TrySum<SimdVector>(ref a[0], ref b[0], ref Unsafe.NullRef<float>(), ref y[0], 1, 400, 1, 400, 16, 16, 16));
        Assert.All(y, value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void A_sample_gets_the_same_answer_beside_samples_with_zeros_and_without()
    {
        foreach (INetwork network in new INetwork[] { new Rectified(1), new ManyTerms(1) })
        {
            CompiledNetwork compiled = network.Compiled;
            int length = compiled.Info.InputLength, answer = compiled.Info.OutputLength;
            var samples = new Samples(4);
            samples.Fill(compiled);
            float[] dense = samples.Normal(20 * length), sparse = Sparse(20, length, 5);
            float[] alone = new float[20 * answer], together = new float[40 * answer];
            compiled.Predict(sparse, alone);
            compiled.Predict([.. dense, .. sparse], together);
            Assert.Equal(alone, together[(20 * answer)..]);
            for (int row = 0; row < 20; row++)
            {
                compiled.Predict(sparse.AsSpan(row * length, length), together.AsSpan(0, answer));
                Assert.Equal(alone.AsSpan(row * answer, answer), together.AsSpan(0, answer));
            }
            NetworkProof.ForwardAgrees(compiled, sparse, network.GetType());
        }
    }

    /// <summary>With inputs that are zero for the most part, and units of which most are off.</summary>
    [Fact]
    public void Gradients_are_the_references()
    {
        foreach (INetwork network in new INetwork[] { new Rectified(1), new ManyTerms(1) })
        {
            CompiledNetwork compiled = network.Compiled;
            NetworkInfo info = compiled.Info;
            var samples = new Samples(9);
            samples.Fill(compiled);
            foreach (ParameterBlock bias in info.Parameters.Where(block => block.Shape.Count == 1 && block.Columns > 20))
                using (WeightEdit edit = compiled.EditWeights())
                    foreach (ref float value in edit.Values.Slice(bias.Offset, bias.Columns))
                        value -= 0.3f;
            foreach (int rows in new[] { 1, 9 })
            {
                float[] inputs = Sparse(rows, info.InputLength, 3), targets = samples.Targets(info.Loss, rows, info.OutputLength);
                ReferenceNetwork reference = ReferenceNetwork.Of(network.GetType()).CopyFrom(compiled);
                var step = new GradientStep(compiled, rows + 3);
                double loss = step.Run(inputs, targets);
                NetworkProof.AssertAgrees(
                    reference, step, Samples.Rows(inputs, info.InputLength), Samples.Rows(targets, info.OutputLength), loss, info);
            }
        }
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        float[] one = Trained(1);
        Assert.Equal(one, Trained(2));
        Assert.Equal(one, Trained(3));

        static float[] Trained(int threads)
        {
            var network = new Rectified(7);
            NetworkInfo info = network.Compiled.Info;
            network.Compiled.Fit(
                Dataset.FromTargets(Sparse(90, info.InputLength, 2), new Samples(2).Targets(info.Loss, 90, info.OutputLength), 90),
                new FitOptions
                {
                    Epochs = 3,
                    BatchSize = 40,
                    Seed = 5,
                    MaxDegreeOfParallelism = threads,
                    WorkPerThread = 1,
                });
            return network.Compiled.Weights.ToArray();
        }
    }

    /// <summary>Samples of which four fifths are zero, in runs.</summary>
    private static float[] Sparse(int rows, int length, int seed)
    {
        float[] values = new Samples(seed).Normal(rows * length);
        for (int i = 0; i < values.Length; i++)
            if (i / 7 % 5 != 0)
                values[i] = 0f;
        return values;
    }

    [Network(150)]
    [Dense(160), ReLU]
    [Dense(130), ReLU]
    [Dense(133, UseBias = false), HardSwish]
    [Dense(5), Softmax]
    private sealed partial class Rectified;

    /// <summary>So many terms that they are summed in blocks.</summary>
    [Network(1030)]
    [Dense(1040), ReLU]
    [Dense(70), Tanh]
    private sealed partial class ManyTerms;
}
