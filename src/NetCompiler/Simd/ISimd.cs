using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;

namespace NetCompiler.Simd;

/// <summary>
/// A vector of 32-bit lanes whose width is known when the code is compiled to machine code. Kernels are written once, generic over
/// <typeparamref name="V"/>; every operation is exact per lane, so a kernel gives the same bits at every width.
/// </summary>
/// <remarks>
/// Lanes hold single-precision numbers. Comparisons give lanes of all ones (true) or all zeros (false). The members whose names end in
/// <c>Int32</c>, the shifts and the logical operators work on the lanes' bits. Loads and stores are unchecked: the caller guarantees that
/// <c>Count</c> floats are there.
/// </remarks>
/// <typeparam name="V">The implementing type itself.</typeparam>
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix",
    Justification = "V is the field's letter for a vector; it stands in every line of every kernel.")]
[SuppressMessage(
    "Design", "CA1000:Do not declare static members on generic types",
    Justification = "Static abstract members are what lets one text serve every vector width.")]
[SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "Kernels are written with operators.")]
public interface ISimd<V> where V : struct, ISimd<V>
{
    /// <summary>The number of lanes: 4, 8 or 16.</summary>
    static abstract int Count { get; }

    /// <summary>All lanes +0.</summary>
    static abstract V Zero { get; }

    /// <summary>All lanes 1.</summary>
    static abstract V One { get; }

    /// <summary>The lane numbers 0, 1, ... as 32-bit integers.</summary>
    static abstract V IndicesInt32 { get; }

    /// <summary>Every lane holds <paramref name="value"/>.</summary>
    static abstract V Broadcast(float value);

    /// <summary>Every lane holds the bits of <paramref name="value"/>.</summary>
    static abstract V BroadcastInt32(int value);

    /// <summary>The <c>Count</c> floats from <paramref name="start"/> + <paramref name="index"/> on.</summary>
    static abstract V Load(ref float start, int index);

    /// <summary>Writes <paramref name="value"/> to the <c>Count</c> floats from <paramref name="start"/> + <paramref name="index"/>
    /// on.</summary>
    static abstract void Store(V value, ref float start, int index);

    /// <summary>Asks the caches for the float at <paramref name="start"/> + <paramref name="index"/>, to be read soon: a hint without
    /// effect on any number, and nothing where the machine or .NET has no instruction for it. The address may lie outside of every
    /// buffer.</summary>
    static abstract void Prefetch(ref float start, int index);

    /// <summary>a·b + c in one rounding where the hardware can (see KERNELS: bit-identity is promised on FMA hardware).</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    /// <summary>Adds a·b to <paramref name="sum"/>, rounded as by <see cref="MultiplyAdd"/>. Where sums stay in registers over a loop, the
    /// instruction then adds in place; what MultiplyAdd returns often comes in the register of a factor and takes another instruction to
    /// move.</summary>
    static abstract void AddProduct(V a, V b, ref V sum);

    /// <summary>Sum.</summary>
    static abstract V operator +(V a, V b);

    /// <summary>Difference.</summary>
    static abstract V operator -(V a, V b);

    /// <summary>Product.</summary>
    static abstract V operator *(V a, V b);

    /// <summary>Quotient, correctly rounded.</summary>
    static abstract V operator /(V a, V b);

    /// <summary>Sign flipped.</summary>
    static abstract V operator -(V a);

    /// <summary>Bitwise and.</summary>
    static abstract V operator &(V a, V b);

    /// <summary>Bitwise or.</summary>
    static abstract V operator |(V a, V b);

    /// <summary>Bitwise exclusive or.</summary>
    static abstract V operator ^(V a, V b);

    /// <summary>The larger of two lanes: <paramref name="a"/> where a &gt; b, else <paramref name="b"/>, also where one is NaN or both are
    /// zeros.</summary>
    static abstract V Max(V a, V b);

    /// <summary>The smaller of two lanes: <paramref name="a"/> where a &lt; b, else <paramref name="b"/>, also where one is NaN or both are
    /// zeros.</summary>
    static abstract V Min(V a, V b);

    /// <summary>Magnitude.</summary>
    static abstract V Abs(V a);

    /// <summary>Square root, correctly rounded.</summary>
    static abstract V Sqrt(V a);

    /// <summary>True where a &gt; b.</summary>
    static abstract V GreaterThan(V a, V b);

    /// <summary>True where a &#8805; b.</summary>
    static abstract V GreaterThanOrEqual(V a, V b);

    /// <summary>True where a = b.</summary>
    static abstract V EqualTo(V a, V b);

    /// <summary>Lanes of <paramref name="whenTrue"/> where <paramref name="mask"/> is true, else of <paramref name="whenFalse"/>.</summary>
    static abstract V ConditionalSelect(V mask, V whenTrue, V whenFalse);

    /// <summary>Sum of 32-bit integer lanes, wrapping.</summary>
    static abstract V AddInt32(V a, V b);

    /// <summary>Difference of 32-bit integer lanes, wrapping.</summary>
    static abstract V SubtractInt32(V a, V b);

    /// <summary>Low half of the product of 32-bit integer lanes.</summary>
    static abstract V MultiplyInt32(V a, V b);

    /// <summary>Lanes' bits shifted towards the high end.</summary>
    static abstract V ShiftLeft(V a, int count);

    /// <summary>Lanes' bits shifted towards the low end, zeros entering.</summary>
    static abstract V ShiftRightLogical(V a, int count);

    /// <summary>Integer lanes to single precision, rounded to nearest.</summary>
    static abstract V ToSingle(V integers);

    /// <summary>Single precision to integer lanes, rounded towards zero; the lanes must be within the range of an int.</summary>
    static abstract V ToInt32(V a);

    /// <summary>Lane 0.</summary>
    static abstract float First(V a);

    /// <summary>Sum of all lanes by halving: lanes j and j + Count/2 are added, then j and j + Count/4, and so on.</summary>
    static abstract float SumLanes(V a);

    /// <summary>Adds the sum of all lanes of each vector to one of the four <paramref name="sums"/>. Of every four lanes first (l0 + l2) +
    /// (l1 + l3), then these in order: sixteen lanes in one vector or in several, first to last, give the same bits.</summary>
    static abstract Vector128<float> AddLanes(Vector128<float> sums, V a, V b, V c, V d);

    /// <summary>The largest lane; a NaN lane may or may not be seen.</summary>
    static abstract float MaxLanes(V a);
}
