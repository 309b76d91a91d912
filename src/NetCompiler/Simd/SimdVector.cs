using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NetCompiler.Simd;

/// <summary>The width of <see cref="Vector{T}"/>: 8 lanes on AVX2, 4 on NEON, SSE and WebAssembly.</summary>
public struct SimdVector : ISimd<SimdVector>
{
    private Vector<float> _lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SimdVector(Vector<float> lanes) => _lanes = lanes;

    private Vector<int> Bits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector.AsVectorInt32(_lanes);
    }

    /// <inheritdoc/>
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector<float>.Count;
    }

    /// <inheritdoc/>
    public static SimdVector Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector<float>.Zero);
    }

    /// <inheritdoc/>
    public static SimdVector One
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector<float>.One);
    }

    /// <inheritdoc/>
    public static SimdVector IndicesInt32
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => FromBits(Vector<int>.Indices);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static SimdVector FromBits(Vector<int> bits) => new(Vector.AsVectorSingle(bits));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector Broadcast(float value) => new(Vector.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector BroadcastInt32(int value) => FromBits(Vector.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector Load(ref float start, int index) => new(Vector.LoadUnsafe(ref start, (nuint)index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(SimdVector value, ref float start, int index) => value._lanes.StoreUnsafe(ref start, (nuint)index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch(ref float start, int index)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref start, index)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(SimdVector a, SimdVector b, ref SimdVector sum) =>
        sum._lanes = Vector.MultiplyAddEstimate(a._lanes, b._lanes, sum._lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector MultiplyAdd(SimdVector a, SimdVector b, SimdVector c) =>
        new(Vector.MultiplyAddEstimate(a._lanes, b._lanes, c._lanes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector operator +(SimdVector a, SimdVector b) => new(a._lanes + b._lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector operator -(SimdVector a, SimdVector b) => new(a._lanes - b._lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector operator *(SimdVector a, SimdVector b) => new(a._lanes * b._lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector operator /(SimdVector a, SimdVector b) => new(a._lanes / b._lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector operator -(SimdVector a) => new(-a._lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector operator &(SimdVector a, SimdVector b) => new(a._lanes & b._lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector operator |(SimdVector a, SimdVector b) => new(a._lanes | b._lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector operator ^(SimdVector a, SimdVector b) => new(a._lanes ^ b._lanes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector Max(SimdVector a, SimdVector b) =>
        new(
            X86Base.IsSupported
                ? Vector.MaxNative(a._lanes, b._lanes)
                : Vector.ConditionalSelect(Vector.GreaterThan(a._lanes, b._lanes), a._lanes, b._lanes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector Min(SimdVector a, SimdVector b) =>
        new(
            X86Base.IsSupported
                ? Vector.MinNative(a._lanes, b._lanes)
                : Vector.ConditionalSelect(Vector.LessThan(a._lanes, b._lanes), a._lanes, b._lanes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector Abs(SimdVector a) => new(Vector.Abs(a._lanes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector Sqrt(SimdVector a) => new(Vector.SquareRoot(a._lanes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector GreaterThan(SimdVector a, SimdVector b) => FromBits(Vector.GreaterThan(a._lanes, b._lanes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector GreaterThanOrEqual(SimdVector a, SimdVector b) => FromBits(Vector.GreaterThanOrEqual(a._lanes, b._lanes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector EqualTo(SimdVector a, SimdVector b) => FromBits(Vector.Equals(a._lanes, b._lanes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector ConditionalSelect(SimdVector mask, SimdVector whenTrue, SimdVector whenFalse) =>
        new(Vector.ConditionalSelect(mask.Bits, whenTrue._lanes, whenFalse._lanes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector AddInt32(SimdVector a, SimdVector b) => FromBits(a.Bits + b.Bits);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector SubtractInt32(SimdVector a, SimdVector b) => FromBits(a.Bits - b.Bits);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector MultiplyInt32(SimdVector a, SimdVector b) => FromBits(a.Bits * b.Bits);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector ShiftLeft(SimdVector a, int count) => FromBits(a.Bits << count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector ShiftRightLogical(SimdVector a, int count) => FromBits(a.Bits >>> count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector ToSingle(SimdVector integers) => new(Vector.ConvertToSingle(integers.Bits));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdVector ToInt32(SimdVector a) => FromBits(Vector.ConvertToInt32Native(a._lanes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float First(SimdVector a) => a._lanes.ToScalar();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SumLanes(SimdVector a) => Count switch
    {
        4 => LaneReduction.Sum(a._lanes.AsVector128()),
        8 => LaneReduction.Sum(a._lanes.AsVector256()),
        _ => LaneReduction.Sum(a._lanes.AsVector512().GetLower() + a._lanes.AsVector512().GetUpper()),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> AddLanes(Vector128<float> sums, SimdVector a, SimdVector b, SimdVector c, SimdVector d) => Count switch
    {
        4 => LaneReduction.AddLanes(sums, a._lanes.AsVector128(), b._lanes.AsVector128(), c._lanes.AsVector128(), d._lanes.AsVector128()),
        8 => LaneReduction.AddLanes(sums, a._lanes.AsVector256(), b._lanes.AsVector256(), c._lanes.AsVector256(), d._lanes.AsVector256()),
        _ => LaneReduction.AddLanes(sums, a._lanes.AsVector512(), b._lanes.AsVector512(), c._lanes.AsVector512(), d._lanes.AsVector512()),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxLanes(SimdVector a) => Count switch
    {
        4 => LaneReduction.Max(a._lanes.AsVector128()),
        8 => LaneReduction.Max(a._lanes.AsVector256()),
        _ => LaneReduction.Max(Vector256.MaxNative(a._lanes.AsVector512().GetLower(), a._lanes.AsVector512().GetUpper())),
    };
}
