#if !NET9_0_OR_GREATER
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace NetCompiler;

/// <summary>What .NET 9 has as <c>System.Threading.Lock</c>: an object that is there to be locked, by a statement or a scope.</summary>
internal sealed class Lock
{
    public bool IsHeldByCurrentThread => Monitor.IsEntered(this);

    public void Enter() => Monitor.Enter(this);

    public void Exit() => Monitor.Exit(this);

    public Scope EnterScope()
    {
        Enter();
        return new Scope(this);
    }

    internal readonly ref struct Scope(Lock entered)
    {
        public void Dispose() => entered.Exit();
    }
}

/// <summary>
/// What .NET 9 added to vectors, for .NET 8, with the same bits: there <c>Max</c>, <c>Min</c> and <c>ConvertToInt32</c> are still the
/// processor's own instructions, which .NET 9 calls native.
/// </summary>
internal static class Polyfills
{
    extension(float)
    {
        public static float MaxNative(float x, float y) => x > y ? x : y;
    }

    extension(Volatile)
    {
        /// <summary>Stronger than .NET 10's, which lets later writes wait.</summary>
        public static void ReadBarrier() => Interlocked.MemoryBarrier();
    }

    extension(Vector)
    {
        public static Vector<T> Create<T>(T value) => new(value);

        public static Vector<T> Create<T>(ReadOnlySpan<T> values) => new(values);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> MaxNative(Vector<float> left, Vector<float> right) => Vector.Max(left, right);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> MinNative(Vector<float> left, Vector<float> right) => Vector.Min(left, right);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<int> ConvertToInt32Native(Vector<float> vector) => Vector.ConvertToInt32(vector);

        /// <summary>Rounds once where the processor multiplies and adds at once, else twice.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> MultiplyAddEstimate(Vector<float> left, Vector<float> right, Vector<float> addend)
        {
            if (Fma.IsSupported && Vector<float>.Count == Vector256<float>.Count)
                return Fma.MultiplyAdd(left.AsVector256(), right.AsVector256(), addend.AsVector256()).AsVector();
            if (Fma.IsSupported && Vector<float>.Count == Vector128<float>.Count)
                return Fma.MultiplyAdd(left.AsVector128(), right.AsVector128(), addend.AsVector128()).AsVector();
            if (AdvSimd.IsSupported)
                return AdvSimd.FusedMultiplyAdd(addend.AsVector128(), left.AsVector128(), right.AsVector128()).AsVector();
            return left * right + addend;
        }
    }

    extension(Vector<int>)
    {
        public static Vector<int> Indices
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => Vector<int>.Count == Vector256<int>.Count
                ? Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7).AsVector()
                : Vector128.Create(0, 1, 2, 3).AsVector();
        }
    }
}

/// <inheritdoc cref="Polyfills"/>
internal static class Vector128Polyfills
{
    extension(Vector128)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> MaxNative(Vector128<float> left, Vector128<float> right) => Vector128.Max(left, right);
    }

    extension(Vector128<ushort>)
    {
        public static Vector128<ushort> Indices => Vector128.Create((ushort)0, 1, 2, 3, 4, 5, 6, 7);
    }

    extension(Vector256)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> MaxNative(Vector256<float> left, Vector256<float> right) => Vector256.Max(left, right);
    }
}

/// <inheritdoc cref="Polyfills"/>
internal static class Vector512Polyfills
{
    extension(Vector512)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> MaxNative(Vector512<float> left, Vector512<float> right) => Vector512.Max(left, right);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> MinNative(Vector512<float> left, Vector512<float> right) => Vector512.Min(left, right);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<int> ConvertToInt32Native(Vector512<float> vector) => Vector512.ConvertToInt32(vector);

        /// <summary>Rounds once where the processor multiplies and adds at once, else twice.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> MultiplyAddEstimate(Vector512<float> left, Vector512<float> right, Vector512<float> addend) =>
            Avx512F.IsSupported ? Avx512F.FusedMultiplyAdd(left, right, addend) : left * right + addend;
    }

    extension(Vector512<int>)
    {
        public static Vector512<int> Indices => Vector512.Create(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    }
}
#endif
