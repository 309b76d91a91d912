using System.Diagnostics.CodeAnalysis;
using NetCompiler.Simd;

namespace NetCompiler;

/// <summary>A loss of your own, for <see cref="NetworkAttribute.LossType"/> and <see cref="OutputAttribute.LossType"/>: what one number of
/// an answer costs, and the derivative of that by the number. Networks compute whole vectors with it; every lane is a number of its
/// own.</summary>
/// <remarks>
/// <para>A sample's loss is the mean over all numbers of its answer, a batch's the mean over samples, as for
/// <see cref="Loss.MeanSquaredError"/>; weights of samples, classes and outputs and the lengths of sequences count as for that.</para>
/// <para>It gets the network's answer, behind the last activation. What it may be made of is said at <see cref="IActivation"/>;
/// <see cref="GradientCheck.Loss{T}"/> finds what is wrong with it. A loss that depends on several numbers of an answer at once is one for
/// <see cref="Loss.Custom"/>.</para>
/// </remarks>
/// <example>
/// <code>
/// using NetCompiler.Simd;
///
/// // The pinball loss: its least value is where nine of ten targets lie below the answer.
/// public readonly struct Quantile90 : ILoss
/// {
///     public static V Value&lt;V&gt;(V prediction, V target) where V : struct, ISimd&lt;V&gt; =&gt;
///         V.Max(V.Broadcast(0.9f) * (target - prediction), V.Broadcast(0.1f) * (prediction - target));
///
///     public static V Derivative&lt;V&gt;(V prediction, V target) where V : struct, ISimd&lt;V&gt; =&gt;
///         V.ConditionalSelect(V.GreaterThan(target, prediction), V.Broadcast(-0.9f), V.Broadcast(0.1f));
/// }
/// </code>
/// </example>
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
public interface ILoss
{
    /// <summary>What one number costs, lane by lane.</summary>
    /// <typeparam name="V">The machine's vector.</typeparam>
    /// <param name="prediction">Numbers of the answer.</param>
    /// <param name="target">Their targets.</param>
    static abstract V Value<V>(V prediction, V target) where V : struct, ISimd<V>;

    /// <summary>The derivative of <see cref="Value"/> by the prediction; at a kink any number between the slopes on both sides.</summary>
    /// <typeparam name="V">The machine's vector.</typeparam>
    /// <param name="prediction">Numbers of the answer.</param>
    /// <param name="target">Their targets.</param>
    static abstract V Derivative<V>(V prediction, V target) where V : struct, ISimd<V>;
}
