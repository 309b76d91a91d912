namespace NetCompiler;

/// <summary>The largest number of every window of one channel.
/// Input (steps, features), output (new steps, features).</summary>
/// <remarks>y[o, c] = max of x[o · stride + k - pads before, c] over the k from 0 to the pool size - 1 that lie in the sequence. With
/// padding p before and after, n steps become ⌊(n + p - pool size) / stride⌋ + 1. Defaults as Keras 3's <c>MaxPooling1D</c>: windows lie
/// side by side and steps that do not fill one are dropped. Keras has no <see cref="NetCompiler.Padding.Causal"/> pools. PyTorch pads both
/// ends alike and, with <c>ceil_mode</c>, lets the last window end outside: <see cref="NetCompiler.Padding.Explicit"/> does
/// either.</remarks>
/// <param name="poolSize">The window's size in steps, at least 1.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class MaxPool1DAttribute(int poolSize) : LayerAttribute
{
    /// <summary>The window's size in steps.</summary>
    public int PoolSize { get; } = poolSize;

    /// <summary>Input steps from window to window; left out, the window's size.</summary>
    public int Strides { get; init; }

    /// <summary>What the window sees beyond the ends. Default <see cref="NetCompiler.Padding.Valid"/>.</summary>
    public Padding Padding { get; init; } = Padding.Valid;

    /// <summary>Steps that the first window begins before the sequence, with <see cref="NetCompiler.Padding.Explicit"/>; less than the
    /// window's size.</summary>
    public int PadBefore { get; init; }

    /// <summary>Steps that the last window may end behind the sequence, with <see cref="NetCompiler.Padding.Explicit"/>.</summary>
    public int PadAfter { get; init; }
}
