using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;
using NetCompiler.Simd;
using static System.FormattableString;

namespace NetCompiler;

/// <summary>Compares the derivatives of activations and losses of your own with differences of their values: for a unit test of
/// each.</summary>
/// <remarks>Functions compute in single precision, so differences are extrapolated from steps of several sizes (Richardson, 1911), of which
/// the one is taken that disagrees least with its neighbour. Where slopes on both sides differ, a derivative between them is
/// right.</remarks>
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
public static class GradientCheck
{
    private const int Places = 1024, LossPlaces = 64;

    /// <summary>What a derivative may differ by, of itself, or of 1 where it is smaller.</summary>
    private const double Tolerance = 1e-3;

    /// <summary>Checks an activation at 1,025 places and at 0: that its values and derivatives are finite, that every lane is computed
    /// alone, and that the derivatives are those of the values, to a thousandth.</summary>
    /// <typeparam name="T">The activation.</typeparam>
    /// <param name="lowest">The least number that it is tried with.</param>
    /// <param name="highest">The largest.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty, or not of finite numbers.</exception>
    /// <exception cref="InvalidOperationException">Something is wrong with it; the message says what, where, and with which
    /// numbers.</exception>
    public static void Activation<T>(double lowest = -8, double highest = 8) where T : IActivation
    {
        CheckRange(lowest, highest, nameof(highest));
        var function = new Function(typeof(T).Name, "", Values<T, SimdVector>, Derivatives<T, SimdVector>, SimdVector.Count);
        function.Check([0, .. Grid(lowest, highest, Places)]);
        if (Vector512.IsHardwareAccelerated)
            new Function(typeof(T).Name, "", Values<T, Simd512>, Derivatives<T, Simd512>, Simd512.Count)
                .CompareLanes([.. Grid(lowest, highest, Places)]);
    }

    /// <summary>Checks a loss at 65 x 65 predictions and targets: that its values and derivatives are finite, that every lane is computed
    /// alone, and that the derivatives are those of the values by the prediction, to a thousandth.</summary>
    /// <typeparam name="T">The loss.</typeparam>
    /// <param name="lowest">The least prediction that it is tried with.</param>
    /// <param name="highest">The largest.</param>
    /// <param name="lowestTarget">The least target; where it is not given, as for predictions.</param>
    /// <param name="highestTarget">The largest.</param>
    /// <exception cref="ArgumentOutOfRangeException">A range is empty, or not of finite numbers.</exception>
    /// <exception cref="InvalidOperationException">Something is wrong with it; the message says what, where, and with which
    /// numbers.</exception>
    public static void Loss<T>(double lowest = -4, double highest = 4, double? lowestTarget = null, double? highestTarget = null)
        where T : ILoss
    {
        CheckRange(lowest, highest, nameof(highest));
        (double first, double last) = (lowestTarget ?? lowest, highestTarget ?? highest);
        CheckRange(first, last, nameof(highestTarget));
        foreach (float target in Grid(first, last, LossPlaces))
        {
            string beside = Invariant($", {target:G9}");
            new Function(
                typeof(T).Name, beside, (x, y) => Losses<T, SimdVector>(x, target, y), (x, y) => Slopes<T, SimdVector>(x, target, y),
                SimdVector.Count).Check([.. Grid(lowest, highest, LossPlaces)]);
            if (Vector512.IsHardwareAccelerated)
                new Function(
                    typeof(T).Name, beside, (x, y) => Losses<T, Simd512>(x, target, y), (x, y) => Slopes<T, Simd512>(x, target, y),
                    Simd512.Count).CompareLanes([.. Grid(lowest, highest, LossPlaces)]);
        }
    }

    private static void CheckRange(double lowest, double highest, string parameter)
    {
        if (!(lowest < highest && Math.Abs(lowest) <= float.MaxValue && Math.Abs(highest) <= float.MaxValue))
            throw new ArgumentOutOfRangeException(
                parameter, Invariant($"There are no numbers from {lowest:G9} to {highest:G9} to try: give finite ones, the least first."));
    }

    private static IEnumerable<float> Grid(double lowest, double highest, int places) =>
        Enumerable.Range(0, places + 1).Select(i => (float)(lowest + (highest - lowest) * i / places));

    private static void Values<T, V>(float[] x, float[] y) where T : IActivation where V : struct, ISimd<V> =>
        V.Store(T.Value(V.Load(ref x[0], 0)), ref y[0], 0);

    private static void Derivatives<T, V>(float[] x, float[] y) where T : IActivation where V : struct, ISimd<V> =>
        V.Store(T.Derivative(V.Load(ref x[0], 0)), ref y[0], 0);

    private static void Losses<T, V>(float[] x, float target, float[] y) where T : ILoss where V : struct, ISimd<V> =>
        V.Store(T.Value(V.Load(ref x[0], 0), V.Broadcast(target)), ref y[0], 0);

    private static void Slopes<T, V>(float[] x, float target, float[] y) where T : ILoss where V : struct, ISimd<V> =>
        V.Store(T.Derivative(V.Load(ref x[0], 0), V.Broadcast(target)), ref y[0], 0);

    /// <summary>A function of one number, with its derivative.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="beside">What else its methods get, as in a call.</param>
    /// <param name="values">Computes a vector of values.</param>
    /// <param name="derivatives">Computes a vector of derivatives.</param>
    /// <param name="lanes">The length of a vector.</param>
    private sealed class Function(
        string name, string beside, Action<float[], float[]> values, Action<float[], float[]> derivatives, int lanes)
    {
        private const int CoarsestStep = 3, FinestStep = 13;

        private readonly float[] _x = new float[lanes], _y = new float[lanes];

        public void Check(float[] places)
        {
            foreach (float x in places)
            {
                CheckFinite("Value", values, x);
                CheckFinite("Derivative", derivatives, x);
            }
            CompareLanes(places);
            int wrong = 0;
            (float X, double Slope, double Off) worst = default;
            foreach (float x in places.Distinct())
            {
                double derivative = Of(derivatives, x);
                (double slope, double error) = Slope(x);
                double off = Math.Abs(derivative - slope);
                if (off <= Tolerance * Math.Max(1, Math.Abs(slope)) + 3 * error || IsBetweenSlopes(x, derivative))
                    continue;
                wrong++;
                if (off > worst.Off)
                    worst = (x, slope, off);
            }
            if (wrong > 0)
                throw new InvalidOperationException(Say(worst.X, worst.Slope, wrong, places.Distinct().Count()));
        }

        /// <summary>Whether numbers side by side give what each gives alone.</summary>
        public void CompareLanes(float[] places)
        {
            foreach ((string method, Action<float[], float[]> compute) in new[] { ("Value", values), ("Derivative", derivatives) })
                for (int first = 0; first + lanes <= places.Length; first += lanes)
                {
                    float[] together = new float[lanes];
                    compute(places[first..(first + lanes)], together);
                    for (int i = 0; i < lanes; i++)
                        if (Of(compute, places[first + i]) is var alone
                            && BitConverter.SingleToInt32Bits(alone) != BitConverter.SingleToInt32Bits(together[i]))
                            throw new InvalidOperationException(Invariant(
                                $"{name}.{method}({places[first + i]:G9}{beside}) is {alone:G9} alone, and {together[i]:G9} in a vector ")
                                + "of other numbers: use nothing that mixes lanes, counts them or depends on what was computed before.");
                }
        }

        private void CheckFinite(string method, Action<float[], float[]> compute, float x)
        {
            float y = Of(compute, x);
            if (!float.IsFinite(y))
                throw new InvalidOperationException(Invariant($"{name}.{method}({x:G9}{beside}) is {y}: ") + (x == 0
                    ? "it must be finite at 0, because vectors are filled up with zeros."
                    : "give the range in which it is meant to be used, or mend it."));
        }

        private float Of(Action<float[], float[]> compute, float x)
        {
            Array.Fill(_x, x);
            compute(_x, _y);
            return _y[0];
        }

        /// <summary>How values rise at a place, and by how much that may be wrong.</summary>
        private (double Slope, double Error) Slope(float x)
        {
            (double Slope, double Error) best = (double.NaN, double.PositiveInfinity);
            double coarser = double.NaN, before = double.NaN;
            for (int k = CoarsestStep; k <= FinestStep; k++)
            {
                (double slope, double noise) = Difference(x, Step(x, k), Step(x, k));
                double extrapolated = (4 * slope - coarser) / 3, error = Math.Abs(extrapolated - before) + 2 * noise;
                if (error < best.Error)
                    best = (extrapolated, error);
                (coarser, before) = (slope, extrapolated);
            }
            return best;
        }

        /// <summary>Whether slopes on both sides differ, however near, and a number lies between them.</summary>
        private bool IsBetweenSlopes(float x, double derivative)
        {
            (double left, double right, double noise) = Sides(10);
            (double farLeft, double farRight, _) = Sides(6);
            double margin = Tolerance * Math.Max(1, Math.Abs(derivative)) + noise;
            // A smooth function's slopes on both sides come nearer to each other as the step becomes smaller.
            bool isKink = Math.Abs(right - left) > Math.Max(margin, Math.Abs(farRight - farLeft) / 2);
            return isKink && derivative >= Math.Min(left, right) - margin && derivative <= Math.Max(left, right) + margin;

            (double Left, double Right, double Noise) Sides(int k)
            {
                (double before, double noiseBefore) = Difference(x, Step(x, k), 0);
                (double behind, double noiseBehind) = Difference(x, 0, Step(x, k));
                return (before, behind, Math.Max(noiseBefore, noiseBehind));
            }
        }

        /// <summary>2 to the power -k, for numbers around 1.</summary>
        private static double Step(float x, int k) => Math.ScaleB(1, (int)Math.Ceiling(Math.Log2(Math.Max(1, Math.Abs(x)))) - k);

        private (double Slope, double Noise) Difference(float x, double below, double above)
        {
            (float low, float high) = ((float)(x - below), (float)(x + above));
            double fLow = Of(values, low), fHigh = Of(values, high), distance = (double)high - low;
            return ((fHigh - fLow) / distance, (Math.Abs(fLow) + Math.Abs(fHigh) + Math.Abs(x)) * Math.ScaleB(1, -23) / distance);
        }

        private string Say(float x, double slope, int wrong, int count)
        {
            float step = (float)Step(x, 7);
            return Invariant($"{name}.Derivative({x:G9}{beside}) is {Of(derivatives, x):G6}, but values rise by {slope:G4} a unit there: ")
                + Invariant($"{name}.Value gives {Of(values, x - step):G9} at {x - step:G9} and ")
                + Invariant($"{Of(values, x + step):G9} at {x + step:G9}. ")
                + Invariant($"Of {count:N0} places tried {wrong:N0} disagree, this one most.");
        }
    }
}
