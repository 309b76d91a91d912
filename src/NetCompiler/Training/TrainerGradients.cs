using static System.FormattableString;

namespace NetCompiler;

/// <content>Losses of the caller's, and gradients by the inputs.</content>
public static partial class Trainer
{
    /// <summary>One gradient step on one batch by the caller's own loss, for policy gradients, generators that learn through a critic,
    /// triplets. On this thread, with dropout on and batch normalisation over this batch. Allocates nothing once a batch as large has been
    /// trained on this thread.</summary>
    /// <typeparam name="TState">What the loss needs besides.</typeparam>
    /// <param name="network">A network all of whose losses are <see cref="Loss.Custom"/>.</param>
    /// <param name="inputs">Samples one after the other.</param>
    /// <param name="optimizer">Makes the step; belongs to this network from now on.</param>
    /// <param name="state">Handed to the loss.</param>
    /// <param name="loss">Called once, with the outputs of all samples. It may use any other network, and predict with this one; if it
    /// throws, no step was made.</param>
    /// <returns>What the loss returned, and the penalties of the network's layers. If it is not finite, the step was not made and the
    /// weights are what they were; NaN, too, where the gradient, a statistic of the batch, a new parameter or the optimizer's new state has
    /// a number that is NaN or infinite.</returns>
    /// <exception cref="ArgumentException">The length does not fit, or a number is NaN or infinite.</exception>
    /// <exception cref="InvalidOperationException">The network has another loss, is in training already, or the optimizer belongs to
    /// another.</exception>
    /// <example><code>
    /// // Squared errors; any other rule goes as well.
    /// loss = net.TrainOnBatch(inputs, new Adam(), targets, static (outputs, gradients, targets) =&gt;
    /// {
    ///     float sum = 0;
    ///     for (int i = 0; i &lt; outputs.Length; i++)
    ///     {
    ///         gradients[i] = outputs[i] - targets[i];
    ///         sum += gradients[i] * gradients[i] / 2;
    ///     }
    ///     return sum;
    /// });
    /// </code></example>
    public static float TrainOnBatch<TState>(
        this CompiledNetwork network, ReadOnlySpan<float> inputs, Optimizer optimizer, TState state, CustomLoss<TState> loss)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        return PassOnce(network, inputs, StepKind.Train, optimizer, isTraining: true, state, loss);
    }

    /// <inheritdoc cref="TrainOnBatch{TState}(CompiledNetwork, ReadOnlySpan{float}, Optimizer, TState, CustomLoss{TState})"/>
    public static float TrainOnBatch<TState>(
        this INetwork network, ReadOnlySpan<float> inputs, Optimizer optimizer, TState state, CustomLoss<TState> loss) =>
        TrainOnBatch(CompiledOf(network), inputs, optimizer, state, loss);

    /// <summary>Computes the gradient of the caller's own loss by every parameter, moving none: it is then in the network's
    /// <see cref="CompiledNetwork.Gradients"/>.</summary>
    /// <typeparam name="TState">What the loss needs besides.</typeparam>
    /// <param name="network">A network all of whose losses are <see cref="Loss.Custom"/>.</param>
    /// <param name="inputs">Samples one after the other.</param>
    /// <param name="state">Handed to the loss.</param>
    /// <param name="loss">Called once, with the outputs of all samples.</param>
    /// <param name="training">Whether dropout is on, and batch normalisation goes over this batch; its moving averages stay.</param>
    /// <returns>What the loss returned, and the penalties of the network's layers.</returns>
    /// <exception cref="ArgumentException">The length does not fit, or a number is NaN or infinite.</exception>
    /// <exception cref="InvalidOperationException">The network has another loss, or is in training already.</exception>
    public static float ComputeGradients<TState>(
        this CompiledNetwork network, ReadOnlySpan<float> inputs, TState state, CustomLoss<TState> loss, bool training = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        return PassOnce(network, inputs, StepKind.Gradients, null, training, state, loss);
    }

    /// <inheritdoc cref="ComputeGradients{TState}(CompiledNetwork, ReadOnlySpan{float}, TState, CustomLoss{TState}, bool)"/>
    public static float ComputeGradients<TState>(
        this INetwork network, ReadOnlySpan<float> inputs, TState state, CustomLoss<TState> loss, bool training = false) =>
        ComputeGradients(CompiledOf(network), inputs, state, loss, training);

    /// <summary>Computes the gradient of the mean loss by the inputs, of the network as it predicts: dropout is off, batch normalisation
    /// goes by its moving averages. Nothing of the network changes, neither parameters nor statistics nor
    /// <see cref="CompiledNetwork.Gradients"/>; what is frozen passes gradients, too.
    /// Allocates nothing once a batch as large was passed.</summary>
    /// <param name="network">A network that is declared with <see cref="NetworkAttribute.InputGradient"/>.</param>
    /// <param name="inputs">Samples one after the other.</param>
    /// <param name="targets">Their targets one after the other.</param>
    /// <param name="gradients">Receives the derivatives, laid out as <paramref name="inputs"/>, which they may not overlap.</param>
    /// <returns>The mean loss.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit, or a number is NaN or infinite.</exception>
    /// <exception cref="InvalidOperationException">The network is not declared so, or is in training.</exception>
    /// <example><code>
    /// // [Network(784, InputGradient = true)]
    /// float[] gradients = new float[inputs.Length];
    /// loss = net.InputGradient(inputs, targets, gradients);
    /// for (int i = 0; i &lt; inputs.Length; i++)
    ///     inputs[i] += 0.1f * MathF.Sign(gradients[i]);                  // what the network takes for something else
    /// </code></example>
    public static float InputGradient(
        this CompiledNetwork network, ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, Span<float> gradients)
    {
        ArgumentNullException.ThrowIfNull(network);
        CheckInputGradient(network, inputs, gradients);
        int rows = CheckBatch(network.Info, inputs, targets);
        TrainingStep step = network.Training;
        network.Store.Memory.Claim();
        try
        {
            step.Run(new StepRequest { Kind = StepKind.InputGradients, Samples = new StepSamples(inputs, targets, rows) });
            step.InputGradients.CopyTo(gradients);
            return (float)(step.LossSum / rows);
        }
        finally
        {
            network.Store.Memory.Release();
        }
    }

    /// <inheritdoc cref="InputGradient(CompiledNetwork, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float})"/>
    public static float InputGradient(
        this INetwork network, ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, Span<float> gradients) =>
        InputGradient(CompiledOf(network), inputs, targets, gradients);

    /// <summary>Computes the gradient of the caller's own loss by the inputs: by which anything of the outputs can be asked for. Otherwise
    /// as <see cref="InputGradient(CompiledNetwork, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float})"/>.</summary>
    /// <typeparam name="TState">What the loss needs besides.</typeparam>
    /// <param name="network">A network that is declared with <see cref="NetworkAttribute.InputGradient"/>, all of whose losses are
    /// <see cref="Loss.Custom"/>.</param>
    /// <param name="inputs">Samples one after the other.</param>
    /// <param name="gradients">Receives the derivatives, laid out as <paramref name="inputs"/>.</param>
    /// <param name="state">Handed to the loss.</param>
    /// <param name="loss">Called once, with the outputs of all samples.</param>
    /// <returns>What the loss returned, and the penalties of the network's layers.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit, or a number is NaN or infinite.</exception>
    /// <exception cref="InvalidOperationException">The network is not declared so, or is in training.</exception>
    public static float InputGradient<TState>(
        this CompiledNetwork network, ReadOnlySpan<float> inputs, Span<float> gradients, TState state, CustomLoss<TState> loss)
    {
        ArgumentNullException.ThrowIfNull(network);
        CheckInputGradient(network, inputs, gradients);
        return PassOnce(network, inputs, StepKind.InputGradients, null, isTraining: false, state, loss, gradients);
    }

    /// <inheritdoc cref="InputGradient{TState}(CompiledNetwork, ReadOnlySpan{float}, Span{float}, TState, CustomLoss{TState})"/>
    public static float InputGradient<TState>(
        this INetwork network, ReadOnlySpan<float> inputs, Span<float> gradients, TState state, CustomLoss<TState> loss) =>
        InputGradient(CompiledOf(network), inputs, gradients, state, loss);

    private static float PassOnce<TState>(
        CompiledNetwork network, ReadOnlySpan<float> inputs, StepKind kind, Optimizer? optimizer, bool isTraining, TState state,
        CustomLoss<TState> loss, Span<float> inputGradients = default)
    {
        ArgumentNullException.ThrowIfNull(loss);
        TrainingStep step = network.Training;
        foreach (TrainedOutput output in network.Info.Trained)
            if (output.Port.Loss != Loss.Custom)
                throw new InvalidOperationException(
                    $"{network.Info.Name}'s output \"{output.Port.Name}\" is declared with Loss.{output.Port.Loss}; a loss of the caller's "
                        + "needs Loss = Loss.Custom at every output that is trained.");
        int rows = CheckInputs(network.Info, inputs);
        step.Memory.CheckBatch(rows, nameof(inputs));
        BeginPass(network, inputs, rows, kind, optimizer, isTraining);
        try
        {
            float value = loss(step.CustomOutputs, step.CustomGradients, state);
            value = step.CompleteCustom(value);
            if (kind == StepKind.InputGradients)
                step.InputGradients.CopyTo(inputGradients);
            return step.Guard.Fault != StepFault.None && float.IsFinite(value) ? float.NaN : value;
        }
        finally
        {
            EndPass(network, optimizer);
        }
    }

    private static void BeginPass(
        CompiledNetwork network, ReadOnlySpan<float> inputs, int rows, StepKind kind, Optimizer? optimizer, bool isTraining)
    {
        TrainingStep step = network.Training;
        ParameterStore store = network.Store;
        if (optimizer is null)
            store.Memory.Claim();
        else
            store.Memory.BeginTraining();
        bool begun = false;
        try
        {
            optimizer?.Bind(store);
            step.BeginCustom(new StepRequest
            {
                Kind = kind,
                Samples = new StepSamples(inputs, default(ReadOnlySpan<float>), rows),
                Optimizer = optimizer,
                IsTraining = isTraining,
                RandomKey = isTraining ? TrainingStep.RandomKey(network.Seed, step.LooseSteps++) : 0,
            }, inputs);
            begun = true;
        }
        finally
        {
            if (!begun)
                EndPass(network, optimizer);
        }
    }

    private static void EndPass(CompiledNetwork network, Optimizer? optimizer)
    {
        network.Training.End();
        network.Store.Memory.Release();
        if (optimizer is not null)
            network.Store.Memory.EndTraining();
    }

    private static void CheckInputGradient(CompiledNetwork network, ReadOnlySpan<float> inputs, Span<float> gradients)
    {
        NetworkInfo info = network.Info;
        _ = network.Training;
        if (info.InputGradients.Count == 0)
            throw new InvalidOperationException(
                $"{info.Name} has no code that goes back to its inputs: declare it with InputGradient = true in [Network].");
        if (gradients.Length != inputs.Length)
            throw new ArgumentException(
                Invariant($"There are {inputs.Length:N0} floats of inputs, but room for {gradients.Length:N0} derivatives by them."),
                nameof(gradients));
        if (inputs.Overlaps(gradients))
            throw new ArgumentException("The derivatives would overwrite the inputs.", nameof(gradients));
    }

    private static CompiledNetwork CompiledOf(INetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.Compiled;
    }

    /// <summary>Whoever brings targets needs a loss that knows what to do with them.</summary>
    private static void RefuseCustomLoss(NetworkInfo info)
    {
        if (info.HasCustomLoss)
            throw new InvalidOperationException(
                $"{info.Name} is declared with Loss.Custom, so that only the caller knows its loss: train it by TrainOnBatch with a "
                    + "function that gets the outputs and writes their derivatives.");
    }
}
