using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace NetCompiler.Simd;

/// <summary>Adds to every step of a sequence what says which step it is. Called by generated code, which guarantees the lengths.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
public static class Positions
{
    private const int Lanes = 16;

    /// <summary>π / 2 in three parts, the first two of so few bits that products with numbers below 2^20 are exact.</summary>
    private const double Quarter1 = 1.57079632673412561417, Quarter2 = 6.07710050630396597660e-11, Quarter3 = 2.02226624879595063154e-21;

    private const double Ln2High = 6.93147180369123816490e-01, Ln2Low = 1.90821492927058770002e-10;

    private static readonly ConcurrentDictionary<(int Steps, int Features, float Wavelength), AlignedBuffer> Tables = new();

    /// <summary>The table of Vaswani et al., 2017: at step t the sine and the cosine of t / w^(2i / features), for each pair i of
    /// features.</summary>
    /// <param name="steps">Steps, the first of which is 0.</param>
    /// <param name="features">Features.</param>
    /// <param name="wavelength">w.</param>
    /// <returns>A row for each step, whole vectors: made once for all networks, and only read.</returns>
    /// <remarks>Computed from sums, products and quotients alone, in double precision: the same bits on every machine.</remarks>
    public static AlignedBuffer Sines(int steps, int features, float wavelength) =>
        Tables.TryGetValue((steps, features, wavelength), out AlignedBuffer? table)
            ? table
            : Tables.GetOrAdd((steps, features, wavelength), Make(steps, features, wavelength));

    private static AlignedBuffer Make(int steps, int features, float wavelength)
    {
        int pitch = (features + Lanes - 1) / Lanes * Lanes;
        var table = new AlignedBuffer(checked(steps * pitch));
        double logarithm = Log(wavelength);
        for (int feature = 0; feature < features; feature++)
        {
            double frequency = Exp(-logarithm * (feature / 2 * 2) / features);
            for (int step = 0; step < steps; step++)
                table.Span[step * pitch + feature] = (float)Sine(step * frequency, feature % 2);
        }
        return table;
    }

    /// <summary>y = x and the table's first rows.</summary>
    /// <param name="x">The first step.</param>
    /// <param name="pitch">From step to step of x.</param>
    /// <param name="table">The table's first row.</param>
    /// <param name="rowPitch">From row to row of it.</param>
    /// <param name="y">Receives the steps.</param>
    /// <param name="resultPitch">From step to step of y.</param>
    /// <param name="steps">How many.</param>
    /// <param name="floats">Numbers of a step, whole vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add<V>(
        ref float x, int pitch, ref float table, int rowPitch, ref float y, int resultPitch, int steps, int floats)
        where V : struct, ISimd<V>
    {
        for (int step = 0; step < steps; step++)
            for (int i = 0; i < floats; i += V.Count)
                V.Store(V.Load(ref x, step * pitch + i) + V.Load(ref table, step * rowPitch + i), ref y, step * resultPitch + i);
    }

    /// <summary>The same for one step of a stream.</summary>
    /// <param name="x">The step.</param>
    /// <param name="table">The table's first row.</param>
    /// <param name="rowPitch">From row to row of it.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="y">Receives the step.</param>
    /// <param name="floats">Numbers of a step, whole vectors.</param>
    /// <param name="state">The number of the step.</param>
    public static void Step<V>(ref float x, ref float table, int rowPitch, int rows, ref float y, int floats, ref float state)
        where V : struct, ISimd<V>
    {
        int step = StepWindows.SlotOf(state, rows);
        Add<V>(ref x, 0, ref Unsafe.Add(ref table, (nint)step * rowPitch), 0, ref y, 0, 1, floats);
        state = step + 1;
    }

    /// <summary>dx = dy, or dx += dy.</summary>
    /// <param name="dy">The first step of the derivative by y.</param>
    /// <param name="pitch">From step to step of it.</param>
    /// <param name="dx">Receives that by x.</param>
    /// <param name="resultPitch">From step to step of it.</param>
    /// <param name="steps">How many.</param>
    /// <param name="floats">Numbers of a step, whole vectors.</param>
    /// <param name="adds">Whether it is added to.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PassBack<V>(ref float dy, int pitch, ref float dx, int resultPitch, int steps, int floats, bool adds)
        where V : struct, ISimd<V>
    {
        for (int step = 0; step < steps; step++)
            for (int i = 0; i < floats; i += V.Count)
            {
                V own = V.Load(ref dy, step * pitch + i);
                V.Store(adds ? V.Load(ref dx, step * resultPitch + i) + own : own, ref dx, step * resultPitch + i);
            }
    }

    /// <summary>sin x, or with <paramref name="quarters"/> 1 sin(x + π / 2) = cos x, for 0 to 2^20.</summary>
    private static double Sine(double x, int quarters)
    {
        double turns = Math.Floor(x / Quarter1 + 0.5);
        double r = x - turns * Quarter1 - turns * Quarter2 - turns * Quarter3;
        int quarter = ((int)turns + quarters) & 3;
        // Taylor's series, up to r^21 or r^20.
        bool isCosine = (quarter & 1) == 1;
        double term = isCosine ? 1 : r, sum = term;
        for (int n = isCosine ? 1 : 2; n <= 20; n += 2)
        {
            term = -term * r * r / (n * (n + 1));
            sum += term;
        }
        return quarter < 2 ? sum : -sum;
    }

    /// <summary>e^x for small magnitudes.</summary>
    private static double Exp(double x)
    {
        double doublings = Math.Floor(x / Ln2High + 0.5);
        double r = x - doublings * Ln2High - doublings * Ln2Low, term = 1, sum = 1;
        for (int n = 1; n <= 20; n++)
        {
            term = term * r / n;
            sum += term;
        }
        return Math.ScaleB(sum, (int)doublings);
    }

    /// <summary>ln x, by Newton's rule.</summary>
    private static double Log(double x)
    {
        double y = Math.ILogB(x) * (Ln2High + Ln2Low);
        for (int i = 0; i < 8; i++)
            y += 2 * (x - Exp(y)) / (x + Exp(y));
        return y;
    }
}
