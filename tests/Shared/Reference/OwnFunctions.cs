using NetCompiler.Simd;

namespace NetCompiler.Tests;

/// <summary>Activations and losses as users write them, and the same once more in double precision.</summary>
internal static class OwnFunctions
{
    /// <summary>y, and its derivative by x.</summary>
    public static (Func<double, double> Value, Func<double, double> Derivative) Activation(Type function) => function.Name switch
    {
        nameof(Squareplus) => (x => (x + Math.Sqrt(x * x + 4)) / 2, x => (1 + x / Math.Sqrt(x * x + 4)) / 2),
        nameof(OwnReLU) => (x => Math.Max(0, x), x => x > 0 ? 1 : 0),
        nameof(OwnTanh) => (Math.Tanh, x => 1 - Math.Tanh(x) * Math.Tanh(x)),
        _ => throw new NotSupportedException(function.Name),
    };

    /// <summary>What a number costs, and the derivative by it.</summary>
    public static (Func<double, double, double> Value, Func<double, double, double> Derivative) Loss(Type function) => function.Name switch
    {
        nameof(Quantile90) => ((y, t) => Math.Max(0.9 * (t - y), 0.1 * (y - t)), (y, t) => t > y ? -0.9 : 0.1),
        nameof(OwnSquare) => ((y, t) => (y - t) * (y - t), (y, t) => 2 * (y - t)),
        _ => throw new NotSupportedException(function.Name),
    };
}

/// <summary>A smooth ReLU (Barron, 2021), which is 1 at 0.</summary>
public readonly struct Squareplus : IActivation
{
    public static V Value<V>(V x) where V : struct, ISimd<V> => V.Broadcast(0.5f) * (x + V.Sqrt(x * x + V.Broadcast(4)));

    public static V Derivative<V>(V x) where V : struct, ISimd<V> => V.Broadcast(0.5f) * (V.One + x / V.Sqrt(x * x + V.Broadcast(4)));
}

/// <summary>As the built-in one.</summary>
public readonly struct OwnReLU : IActivation
{
    public static V Value<V>(V x) where V : struct, ISimd<V> => V.Max(V.Zero, x);

    public static V Derivative<V>(V x) where V : struct, ISimd<V> => V.ConditionalSelect(V.GreaterThan(x, V.Zero), V.One, V.Zero);
}

/// <summary>As the built-in one, in a class.</summary>
internal sealed class OwnTanh : IActivation
{
    public static V Value<V>(V x) where V : struct, ISimd<V> => VectorMath.Tanh(x);

    public static V Derivative<V>(V x) where V : struct, ISimd<V> => V.One - VectorMath.Tanh(x) * VectorMath.Tanh(x);
}

/// <summary>The pinball loss, whose least value is where nine of ten targets lie below the answer.</summary>
public readonly struct Quantile90 : ILoss
{
    public static V Value<V>(V prediction, V target) where V : struct, ISimd<V> =>
        V.Max(V.Broadcast(0.9f) * (target - prediction), V.Broadcast(0.1f) * (prediction - target));

    public static V Derivative<V>(V prediction, V target) where V : struct, ISimd<V> =>
        V.ConditionalSelect(V.GreaterThan(target, prediction), V.Broadcast(-0.9f), V.Broadcast(0.1f));
}

/// <summary>As the built-in mean squared error.</summary>
public readonly struct OwnSquare : ILoss
{
    public static V Value<V>(V prediction, V target) where V : struct, ISimd<V> => (prediction - target) * (prediction - target);

    public static V Derivative<V>(V prediction, V target) where V : struct, ISimd<V> => V.Broadcast(2) * (prediction - target);
}
