namespace NetCompiler;

/// <summary>A loss of the caller's, for networks with <see cref="Loss.Custom"/>: gets the outputs of a batch and writes the loss's
/// derivative by each of them, which is used as it is: divided by nothing, weighted by nothing.</summary>
/// <typeparam name="TState">What the function needs besides, so that it can be <c>static</c> and allocates nothing.</typeparam>
/// <param name="outputs">The answers of all samples, one after the other; of several outputs, those that have a loss side by side.</param>
/// <param name="gradients">Receives the derivatives, laid out as <paramref name="outputs"/>; 0 at first.</param>
/// <param name="state">What the caller gave.</param>
/// <returns>The loss of the batch, for the caller: training reads no more of it than whether it is finite.</returns>
public delegate float CustomLoss<in TState>(ReadOnlySpan<float> outputs, Span<float> gradients, TState state);
