using System.Diagnostics.CodeAnalysis;
using NetCompiler.Simd;

namespace NetCompiler;

/// <summary>An activation function of your own, for <see cref="ActivationAttribute{TFunction}"/>: y = f(x), and the derivative f'(x).
/// Networks compute whole vectors with it, of whatever width the machine has, and every lane is a number of its own.</summary>
/// <remarks>
/// <para>The derivative is by what goes in, never by what comes out, so that functions that give a number twice can be said, too.</para>
/// <para>What <see cref="ISimd{V}"/> and <see cref="VectorMath"/> compute lane by lane has the same bits at every vector width, on every
/// number of threads and on every machine with fused multiply-add, and so has a function that is made of nothing else: no lane numbers, no
/// sums over lanes, no state, nothing that depends on <c>V.Count</c>. Sums and products that are written with operators are rounded one by
/// one; <c>V.MultiplyAdd</c> rounds once.</para>
/// <para>Both must be finite at 0: vectors are filled up with zeros. <see cref="GradientCheck.Activation{T}"/> finds what is wrong with
/// a function. Put <c>[MethodImpl(MethodImplOptions.AggressiveInlining)]</c> on methods of more than a few operations.</para>
/// </remarks>
/// <example>
/// <code>
/// using NetCompiler.Simd;
///
/// // Squareplus (Barron, 2021): a smooth ReLU without exponentials.
/// public readonly struct Squareplus : IActivation
/// {
///     public static V Value&lt;V&gt;(V x) where V : struct, ISimd&lt;V&gt; =&gt;
///         V.Broadcast(0.5f) * (x + V.Sqrt(x * x + V.Broadcast(4)));
///
///     public static V Derivative&lt;V&gt;(V x) where V : struct, ISimd&lt;V&gt; =&gt;
///         V.Broadcast(0.5f) * (V.One + x / V.Sqrt(x * x + V.Broadcast(4)));
/// }
/// </code>
/// </example>
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
public interface IActivation
{
    /// <summary>f(x), lane by lane.</summary>
    /// <typeparam name="V">The machine's vector.</typeparam>
    /// <param name="x">What goes in.</param>
    static abstract V Value<V>(V x) where V : struct, ISimd<V>;

    /// <summary>f'(x), lane by lane; at a kink any number between the slopes on both sides.</summary>
    /// <typeparam name="V">The machine's vector.</typeparam>
    /// <param name="x">What goes in.</param>
    static abstract V Derivative<V>(V x) where V : struct, ISimd<V>;
}
