using NetCompiler.Simd;
using static System.FormattableString;

namespace NetCompiler;

/// <content>What it has learned.</content>
public partial class CompiledNetwork
{
    /// <summary>The flat parameters as they are now. To change them, see <see cref="EditWeights"/> and <see cref="SetParameter"/>. A span
    /// that was kept shows what training steps make of the parameters, and something else once they are replaced: ask anew each
    /// time.</summary>
    public ReadOnlySpan<float> Weights => Store.Values.Span;

    /// <summary>Gives a copy of the parameters to write into, which become the network's when the result is disposed:
    /// <c>using (WeightEdit edit = network.EditWeights()) edit.Values.Clear();</c> Predictions on other threads use the old parameters or
    /// the new ones, never a mixture. Allocates a second buffer for parameters the first time, and nothing then.</summary>
    /// <exception cref="InvalidOperationException">The network is being trained or evaluated (callbacks and progress reports of a training
    /// may edit parameters), or another edit of this thread is not disposed.</exception>
    /// <example><code>
    /// using (WeightEdit edit = net.Compiled.EditWeights())
    /// {
    ///     foreach (ref float weight in edit.Values)
    ///         weight *= 0.99f;
    /// }
    /// </code></example>
    public WeightEdit EditWeights() => new(this);

    /// <summary>The loss's derivative by each parameter as the last training step or <see cref="Trainer.ComputeGradients"/> left it
    /// (clipped, if the optimizer clips; not clipped after a step that was not made), laid out as <see cref="Weights"/>; empty before the
    /// first.</summary>
    public ReadOnlySpan<float> Gradients => Training.Gradients;

    /// <summary>Replaces the parameters by others, laid out as <see cref="Weights"/>.</summary>
    /// <exception cref="InvalidOperationException">The network is being trained or evaluated, outside of callbacks; nothing has
    /// changed.</exception>
    internal void ReplaceWeights(ReadOnlySpan<float> weights)
    {
        ParameterBuffer buffer = Store.BeginReplacing();
        weights.CopyTo(Store.ValuesIn(buffer).Span);
        EndReplacing(buffer);
    }

    /// <summary>Publishes what <see cref="ParameterStore.BeginReplacing"/> gave, after it was prepared for predictions.</summary>
    internal void EndReplacing(ParameterBuffer buffer)
    {
        try
        {
            lock (_preparation)
            {
                PreparedParameters prepared = PreparedOf(buffer);
                if (Info.PreparedFloats > 0)
                    Code.Prepare(ref prepared.Values.Start, ref prepared.Prepared.Start);
                _memory.Publish();
                Serve(prepared, _memory.Version);
            }
        }
        finally
        {
            _memory.EndReplacing();
        }
    }

    /// <summary>A copy of one parameter's values, for looking at what was learned.</summary>
    /// <param name="name">Layer and tensor, as in <see cref="NetworkInfo.Parameters"/> and in files: <c>dense_1/kernel</c>.</param>
    /// <returns>The values in Keras's order, without padding: a Dense kernel (inputs, units) row by row.</returns>
    /// <exception cref="ArgumentException">There is no such parameter; the message lists those that there are.</exception>
    /// <example><code>
    /// float[] kernel = net.GetParameter("dense_1/kernel");     // (784, 128), row by row
    /// Console.WriteLine($"pixel 0 to unit 5: {kernel[0 * 128 + 5]}");
    /// </code></example>
    public float[] GetParameter(string name) => Store.GetTensor(name);

    /// <summary>A copy of the loss's derivative by one parameter, as the last training step or <see cref="Trainer.ComputeGradients"/> left
    /// it.</summary>
    /// <param name="name">Layer and tensor, as in <see cref="NetworkInfo.Parameters"/> and in files: <c>dense_1/kernel</c>.</param>
    /// <returns>The values in Keras's order, without padding: a Dense kernel (inputs, units) row by row.</returns>
    /// <exception cref="ArgumentException">There is no such parameter; the message lists those that there are.</exception>
    /// <exception cref="InvalidOperationException">There was no step yet, or the network is for inference only.</exception>
    /// <example><code>
    /// net.ComputeGradients(inputs, targets);
    /// Console.WriteLine($"steepest: {net.GetGradient("dense_2/bias").Max(MathF.Abs)}");
    /// </code></example>
    public float[] GetGradient(string name)
    {
        ParameterBlock block = Store.Find(name);
        ReadOnlySpan<float> gradients = Gradients;
        return gradients.IsEmpty
            ? throw new InvalidOperationException($"{Info.Name} has no gradients yet: call Fit, TrainOnBatch or ComputeGradients first.")
            : block.CopyTensor(gradients);
    }

    /// <summary>Sets one parameter, for weights chosen by hand or brought from elsewhere. Predictions on other threads use the old value or
    /// the new one, never a mixture.</summary>
    /// <param name="name">Layer and tensor, as in <see cref="NetworkInfo.Parameters"/> and in files: <c>dense_1/kernel</c>.</param>
    /// <param name="values">All values in Keras's order, without padding: a Dense kernel (inputs, units) row by row.</param>
    /// <exception cref="ArgumentException">There is no such parameter, it has another number of values, or a value is NaN or infinite, or a
    /// variance below zero; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">The network is being trained or evaluated (callbacks and progress reports of a training
    /// may set parameters); nothing has changed.</exception>
    /// <example><code>
    /// net.SetParameter("dense_2/bias", new float[10]);         // no class is likelier than another
    /// </code></example>
    public void SetParameter(string name, params ReadOnlySpan<float> values)
    {
        ParameterBlock block = Store.CheckTensor(name, values);
        using WeightEdit edit = EditWeights();
        block.SetTensor(edit.Values, values);
    }

    /// <summary>Takes over another network's parameters. Allocates nothing once parameters were replaced before. Predictions on other
    /// threads use the old parameters or the new ones, never a mixture.</summary>
    /// <param name="source">A network with the same parameters: of the same class, or of one with the same layers. It may be published to
    /// meanwhile, but not trained.</param>
    /// <exception cref="ArgumentException">The networks have different parameters; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">This network is being trained or evaluated, outside of callbacks; nothing has
    /// changed.</exception>
    /// <example><code>
    /// var target = new Digits();
    /// target.CopyWeightsFrom(net);                             // the same answers from now on
    /// </code></example>
    public void CopyWeightsFrom(CompiledNetwork source) => MoveTowards(source, 1);

    /// <inheritdoc cref="CopyWeightsFrom(CompiledNetwork)"/>
    public void CopyWeightsFrom(INetwork source)
    {
        ArgumentNullException.ThrowIfNull(source);
        MoveTowards(source.Compiled, 1);
    }

    /// <summary>Moves every parameter, statistics included, towards another network's: w += (w' - w) · <paramref name="tau"/>. So target
    /// networks follow (Lillicrap and others, 2016), and averages of weights are made. Otherwise as
    /// <see cref="CopyWeightsFrom(CompiledNetwork)"/>.</summary>
    /// <param name="source">A network with the same parameters: of the same class, or of one with the same layers. It may be published to
    /// meanwhile, but not trained.</param>
    /// <param name="tau">The share of the way, 0 to 1; 1 copies.</param>
    /// <exception cref="ArgumentException">The networks have different parameters; nothing has changed.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tau"/> is not between 0 and 1; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">This network is being trained or evaluated, outside of callbacks; nothing has
    /// changed.</exception>
    /// <example><code>
    /// var average = new Digits();
    /// average.CopyWeightsFrom(net);
    /// var adam = new Adam();
    /// for (int step = 0; step &lt; 100; step++)
    /// {
    ///     net.TrainOnBatch(inputs, targets, adam);
    ///     average.MoveTowards(net, 0.01);
    /// }
    /// </code></example>
    public void MoveTowards(CompiledNetwork source, double tau)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!(tau is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(tau), tau, Invariant($"tau is a share of the way, 0 to 1, not {tau}."));
        Store.CheckSameLayout(source.Store, nameof(source));
        if (source.Store == Store || tau == 0)
            return;
        ParameterBuffer buffer = Store.BeginReplacing();
        AlignedBuffer values = Store.ValuesIn(buffer);
        source.Store.CopyTo(values.Span);
        if (tau < 1)
            ParameterBlending.Blend(values, Store.Values, (float)tau);
        EndReplacing(buffer);
    }

    /// <inheritdoc cref="MoveTowards(CompiledNetwork, double)"/>
    public void MoveTowards(INetwork source, double tau)
    {
        ArgumentNullException.ThrowIfNull(source);
        MoveTowards(source.Compiled, tau);
    }

    /// <summary>Keeps what a layer, or a part of the network, has learned, from the next batch on: for transfer learning, while the
    /// rest is trained. Frozen
    /// parameters cost no gradient and, in front of everything that learns, no backward pass; no optimizer moves or decays them, and
    /// its state for them is kept. Their
    /// gradient is zero, so that norms for clipping go over trained parameters only. A frozen <see cref="BatchNormAttribute"/>
    /// normalises by its
    /// moving averages, which stay, as in Keras; dropout stays on.</summary>
    /// <param name="name">A layer's name, the beginning of several up to a <c>/</c>, or a tensor's: <c>dense_1</c>, <c>stage_2</c>,
    /// <c>dense_1/kernel</c>.</param>
    /// <exception cref="ArgumentException">Nothing of that name has parameters; the message lists the layers that have.</exception>
    /// <example><code>
    /// net.Freeze("dense_1");                                   // kernel and bias stay what they are
    /// net.Fit(train, new FitOptions { Epochs = 2 });
    /// </code></example>
    public void Freeze(string name) => Store.Freeze(name, isFrozen: true);

    /// <summary>Trains again what was frozen, or declared with <see cref="LayerAttribute.Trainable"/> = false, from the next batch
    /// on.</summary>
    /// <param name="name">As for <see cref="Freeze"/>.</param>
    /// <exception cref="ArgumentException">Nothing of that name has parameters; the message lists the layers that have.</exception>
    /// <example><code>
    /// net.Freeze("dense_1");
    /// net.Fit(train, new FitOptions { Epochs = 2 });           // the rest first,
    /// net.Unfreeze("dense_1");
    /// net.Fit(train, new FitOptions { Epochs = 2, Optimizer = new Adam { LearningRate = 1e-5 } });   // then everything, gently
    /// </code></example>
    public void Unfreeze(string name) => Store.Freeze(name, isFrozen: false);

    /// <summary>The names of the tensors that are frozen now, in layer order: <c>dense_1/kernel</c>, ...</summary>
    public IReadOnlyList<string> FrozenParameters => [.. Store.Blocks.Where((_, i) => Store.Frozen[i]).Select(block => block.Name)];
}
