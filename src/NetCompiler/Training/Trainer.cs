using NetCompiler.Simd;
using static System.FormattableString;

namespace NetCompiler;

/// <summary>Training and evaluation: what generated classes call, and what code for any network calls on <see cref="INetwork.Compiled"/>.
/// One training or evaluation of a network at a time; predictions may run beside it and see weights in motion.</summary>
/// <remarks>
/// Targets must be finite, labels be classes that there are, and targets of <see cref="Loss.BinaryCrossentropy"/> probabilities, each 0 to
/// 1. Whether others lie where the network's loss is meant for them is not checked, as in Keras; those that do not train towards something
/// else:
/// <list type="bullet">
/// <item><see cref="Loss.CategoricalCrossentropy"/>, <see cref="Loss.KullbackLeiblerDivergence"/>: probabilities of a distribution, each 0
/// to 1, a sample's sum 1. After a softmax, cross-entropy with an action's advantage in its place and zeros elsewhere is the policy
/// gradient.</item>
/// <item><see cref="Loss.Poisson"/>: counts or rates, 0 or more.</item>
/// <item><see cref="Loss.Hinge"/>: -1 and 1, or 0 and 1.</item>
/// <item><see cref="Loss.Perceptron"/>: the two values of the step, 0 and 1, or -1 and 1.</item>
/// <item>All others: any finite number that the last layer can give.</item>
/// </list>
/// </remarks>
public static partial class Trainer
{
    /// <summary>About what one core does in twice the time of a step's barriers.</summary>
    internal const long WorkPerThread = 1 << 20;

    /// <summary>Trains the network: goes through the samples <see cref="FitOptions.Epochs"/> times, in batches, each of which is one step
    /// of the optimizer, and returns when that is done. Goes on from the present parameters, so a second call trains further. Uses several
    /// threads where that pays; the result has the same bits with any number of them.</summary>
    /// <param name="network">The network.</param>
    /// <param name="train">The samples, as long as the network's input and answer; at least one.</param>
    /// <param name="options">Epochs, batch size, optimizer, validation, callbacks, progress; null: Keras's defaults, one epoch of
    /// RMSprop in batches of 32.</param>
    /// <returns>Loss and metrics of every epoch, the last included.</returns>
    /// <exception cref="ArgumentException">Data and network or options do not fit; the message has the numbers.</exception>
    /// <exception cref="InvalidOperationException">The network is in training already (callbacks and progress reports of a training may not
    /// train it), the optimizer belongs to another, or a callback does not fit this training.</exception>
    /// <exception cref="TrainingDivergedException">The loss, a gradient, a batch's statistic, a parameter or the optimizer's state became
    /// NaN or infinite; the weights are those of the epoch's beginning.</exception>
    /// <exception cref="IOException">A <see cref="ModelCheckpoint"/> could not be saved, or <see cref="ConsoleProgress"/> could not write.
    /// Whether they can is tried before the first epoch.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled; the weights are those of the last step
    /// made.</exception>
    /// <example><code>
    /// History history = net.Fit(train, new FitOptions
    /// {
    ///     Epochs = 20,
    ///     BatchSize = 128,
    ///     Optimizer = new Adam { LearningRate = 0.001 },
    ///     ValidationSplit = 0.1,
    ///     Callbacks = [new EarlyStopping { Patience = 3, RestoreBestWeights = true }],
    ///     Progress = new ConsoleProgress(),
    /// });
    /// Console.WriteLine(history.ValidationLoss[^1]);
    /// </code></example>
    public static History Fit(this CompiledNetwork network, Dataset train, FitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(train);
        options ??= new FitOptions();
        options.Check();
        RefuseCustomLoss(network.Info);
        _ = DataBinding.Of(network.Info, train, nameof(train));
        DataBinding? validation = options.Validation is null ? null
            : DataBinding.Of(network.Info, options.Validation, nameof(FitOptions.Validation));
        (train, Dataset? last) = options.DataFrom(train);
        DataBinding data = DataBinding.Of(network.Info, train, nameof(train));
        validation ??= last is null ? null : DataBinding.Of(network.Info, last, nameof(train));
        int batchSize = Math.Min(options.BatchSize, train.Count);
        CheckCarried(network.Info, options, train.Count, batchSize);
        Figures figures = Figures.Of(network.Info, options.Metrics, data);
        int workers = Workers(network.Info, 3L * batchSize, options.MaxDegreeOfParallelism, options.WorkPerThread);

        TrainingStep step = network.Training;
        step.Memory.CheckBatch(batchSize, nameof(options));
        network.Store.Memory.BeginTraining();
        bool claimed = true;
        try
        {
            (options.Progress as ConsoleProgress)?.Begin();
            Optimizer optimizer = options.Optimizer ?? new RMSprop();
            optimizer.Bind(network.Store);
            using var team = new WorkerTeam(workers, step.Work);
            var fit = new FitRun(network, data, validation, options, batchSize, figures, optimizer, team, held => claimed = held);
            return fit.Run();
        }
        finally
        {
            (options.Progress as ConsoleProgress)?.EndLine();
            if (claimed)
                network.Store.Memory.Release();
            network.Store.Memory.EndTraining();
        }
    }

    /// <summary>Checks that batches can carry states from one to the next.</summary>
    private static void CheckCarried(NetworkInfo info, FitOptions options, int count, int batchSize)
    {
        if (info.CarriedFloats == 0)
            return;
        const string Rule = "has stateful layers, so that sample i of a batch goes on where sample i of the batch before ended";
        if (options.Shuffle)
            throw new ArgumentException($"{info.Name} {Rule}: write Shuffle = false, and give the samples in that order.", nameof(options));
        if (count % batchSize != 0)
            throw new ArgumentException(
                $"{info.Name} {Rule}: " + Invariant($"{count:N0} samples are no whole number of batches of {batchSize:N0}."),
                nameof(options));
    }

    /// <summary>Fits the network's <c>Normalization</c> layers to data, as Keras's <c>adapt</c>: mean and variance of the inputs, and of
    /// the targets for an inverted one. To be called once before training, on the samples to train on. Predictions on other threads use the
    /// old values or the new ones.</summary>
    /// <remarks>In double precision by two passes on one thread: the same data in the same order give the same bits everywhere.</remarks>
    /// <param name="network">The network.</param>
    /// <param name="data">The samples.</param>
    /// <exception cref="ArgumentException">Data and network do not fit, an inverted layer gets labels, or a variance is too large for a
    /// float; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">The network has no <c>Normalization</c>, or is being trained or evaluated outside of
    /// callbacks; nothing has changed.</exception>
    /// <example><code>
    /// net.Compiled.Adapt(train);
    /// net.Fit(train, new FitOptions { Epochs = 10 });
    /// </code></example>
    public static void Adapt(this CompiledNetwork network, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        if (network.Info.Normalizations.Count == 0)
        {
            throw new InvalidOperationException($"{network.Info.Name} has nothing to fit to data: " + (network.Info.IsInferenceOnly
                ? "it only predicts, and mean and variance come with its weights."
                : "none of its layers is a Normalization."));
        }
        Adaptation.Fit(network, DataBinding.Of(network.Info, data, nameof(data)));
    }

    /// <summary>Measures loss and metrics, with dropout off and batch normalisation by its moving averages.</summary>
    /// <param name="network">The network.</param>
    /// <param name="data">The samples.</param>
    /// <param name="options">How; null: all defaults.</param>
    /// <exception cref="ArgumentException">Data and network do not fit; the message has the numbers.</exception>
    /// <exception cref="InvalidOperationException">The network is in training or evaluation already.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    /// <example><code>
    /// Evaluation evaluation = net.Evaluate(test);
    /// Console.WriteLine($"{evaluation.Accuracy:P2} of {evaluation.Samples}, loss {evaluation.Loss:F4}");
    /// </code></example>
    public static Evaluation Evaluate(this CompiledNetwork network, Dataset data, EvaluateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        return Evaluate(network, data, options ?? new EvaluateOptions(), null);
    }

    /// <summary>Measures the network with other parameters than its own, or with its own where <paramref name="weights"/> is
    /// null.</summary>
    internal static Evaluation Evaluate(CompiledNetwork network, Dataset data, EvaluateOptions options, AlignedBuffer? weights)
    {
        RefuseCustomLoss(network.Info);
        DataBinding bound = DataBinding.Of(network.Info, data, nameof(data));
        Figures figures = Figures.Of(network.Info, options.Metrics, bound);
        int workers = Workers(network.Info, Math.Min(data.Count, EvaluationRows), options.MaxDegreeOfParallelism, options.WorkPerThread);

        TrainingStep step = network.Training;
        network.Store.Memory.Claim();
        try
        {
            using var team = new WorkerTeam(workers, step.Work);
            var values = new double[figures.Names.Length];
            Measure(step, bound, new Measurement(figures, team, weights), values, options.CancellationToken);
            return new Evaluation(figures.Names, values, data.Count);
        }
        finally
        {
            network.Store.Memory.Release();
        }
    }

    /// <summary>One gradient step on one batch, on this thread, with dropout on and batch normalisation over this batch. Allocates nothing
    /// once a batch as large has been trained on this thread.</summary>
    /// <param name="network">The network.</param>
    /// <param name="inputs">Samples one after the other.</param>
    /// <param name="targets">Their targets one after the other.</param>
    /// <param name="optimizer">Makes the step; belongs to this network from now on.</param>
    /// <returns>The mean loss before the step. If it is not finite, the step was not made: parameters, moving averages, the optimizer's
    /// state and its number of steps are what they were. That is so where the loss is NaN or infinite; and NaN is returned, whatever the
    /// loss, where the gradient (after <see cref="Optimizer.ClipValue"/>), a statistic of the batch, a new parameter or the new state has a
    /// number that is NaN or infinite.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit, or a number is NaN or infinite.</exception>
    /// <exception cref="InvalidOperationException">The network is in training already (callbacks and progress reports of a training may not
    /// train it), or the optimizer belongs to another.</exception>
    /// <example><code>
    /// Adam optimizer = new();                                  // one for the network's whole life: it has memory
    /// for (int step = 0; step &lt; 100; step++)
    ///     loss = net.TrainOnBatch(inputs, targets, optimizer);
    /// </code></example>
    public static float TrainOnBatch(
        this CompiledNetwork network, ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        int rows = CheckBatch(network.Info, inputs, targets);
        return StepOnce(network, new StepSamples(inputs, targets, rows), optimizer, isTraining: true);
    }

    /// <summary>One gradient step on one batch of samples with class numbers; otherwise as
    /// <see cref="TrainOnBatch(CompiledNetwork, ReadOnlySpan{float}, ReadOnlySpan{float}, Optimizer)"/>.</summary>
    /// <param name="network">The network.</param>
    /// <param name="inputs">Samples one after the other.</param>
    /// <param name="labels">One class number a sample: 0 .. outputs - 1, or 0 and 1 for a network with a single output. For a network with
    /// classes at every step, one a step.</param>
    /// <param name="optimizer">Makes the step; belongs to this network from now on.</param>
    /// <returns>The mean loss before the step. If it is not finite, the step was not made and the weights are what they were, as
    /// above.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit, a label is out of range, or a number is NaN or infinite.</exception>
    /// <exception cref="InvalidOperationException">The network is in training already (callbacks and progress reports of a training may not
    /// train it), or the optimizer belongs to another.</exception>
    /// <example><code>
    /// loss = net.TrainOnBatch(inputs, [7], new SGD { LearningRate = 0.01 });   // one sample, a seven
    /// </code></example>
    public static float TrainOnBatch(
        this CompiledNetwork network, ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels, Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        NetworkInfo info = network.Info;
        RefuseCustomLoss(info);
        int rows = CheckInputs(info, inputs);
        if (info.Trained.Length != 1)
            throw new ArgumentException(
                $"{info.Name} has several outputs with a loss, so that one label a sample does not say all: give target values, "
                    + "those of all outputs side by side.", nameof(labels));
        int steps = info.Trained[0].Port.LabelsOf(labels.Length / rows);
        if (labels.Length != (long)rows * steps)
            throw new ArgumentException(
                Invariant($"There are {rows:N0} samples{(steps > 1 ? Invariant($" of {steps:N0} steps") : "")} ")
                    + Invariant($"but {labels.Length:N0} labels."), nameof(labels));
        int classes = Math.Max(2, info.TargetLength / steps);
        for (int i = 0; i < labels.Length; i++)
            if ((uint)labels[i] >= (uint)classes)
                throw new ArgumentException(
                    Invariant($"The label of sample {Dataset.LabelPlace(i, steps)} is {labels[i]}; ")
                        + Invariant($"for {info.Name} labels are 0 to {classes - 1}."),
                    nameof(labels));
        return StepOnce(network, new StepSamples(inputs, labels, steps), optimizer, isTraining: true);
    }

    /// <summary>Computes the gradient of the mean loss by every parameter, moving none: it is then in the network's
    /// <see cref="CompiledNetwork.Gradients"/>, laid out as the parameters.</summary>
    /// <param name="network">The network.</param>
    /// <param name="inputs">Samples one after the other.</param>
    /// <param name="targets">Their targets one after the other.</param>
    /// <param name="training">Whether dropout is on, each call drawing new masks, and batch normalisation goes over this batch; its moving
    /// averages stay. Default: off, the gradient of the network as it predicts.</param>
    /// <returns>The mean loss.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit, or a number is NaN or infinite.</exception>
    /// <exception cref="InvalidOperationException">The network is in training already.</exception>
    /// <example><code>
    /// float before = net.ComputeGradients(inputs, targets);
    /// float[] kernel = net.GetGradient("dense_1/kernel");
    /// </code></example>
    public static float ComputeGradients(
        this CompiledNetwork network, ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, bool training = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        int rows = CheckBatch(network.Info, inputs, targets);
        return StepOnce(network, new StepSamples(inputs, targets, rows), null, training);
    }

    /// <summary>How many samples an evaluation takes at once.</summary>
    internal const int EvaluationRows = 256;

    /// <summary>Evaluates while the parameters are claimed: means of losses and metrics go to <paramref name="values"/>.</summary>
    internal static void Measure(
        TrainingStep step, DataBinding bound, Measurement measurement, Span<double> values, CancellationToken cancellation)
    {
        values.Clear();
        int rows = Math.Min(EvaluationRows, step.Memory.RowLimit);
        Dataset data = bound.Data;
        for (int first = 0; first < data.Count; first += rows)
        {
            cancellation.ThrowIfCancellationRequested();
            step.Run(new StepRequest
            {
                Kind = StepKind.Evaluate,
                Samples = new StepSamples(bound, null, first, Math.Min(rows, data.Count - first)),
                Metrics = measurement.Figures.Metrics,
                Team = measurement.Team,
                OtherWeights = measurement.OtherWeights,
            });
            measurement.Figures.Add(step, values);
        }
        foreach (ref double value in values)
            value /= data.Count;
    }

    private static float StepOnce(CompiledNetwork network, StepSamples samples, Optimizer? optimizer, bool isTraining)
    {
        TrainingStep step = network.Training;
        ParameterStore store = network.Store;
        if (isTraining)
            step.Memory.CheckBatch(samples.Count, "inputs");
        if (optimizer is null)
            store.Memory.Claim();
        else
            store.Memory.BeginTraining();
        try
        {
            optimizer?.Bind(store);
            step.Run(new StepRequest
            {
                Kind = optimizer is null ? StepKind.Gradients : StepKind.Train,
                Samples = samples,
                Optimizer = optimizer,
                IsTraining = isTraining,
                RandomKey = isTraining ? TrainingStep.RandomKey(network.Seed, step.LooseSteps++) : 0,
            });
            double loss = step.LossSum / samples.Count;
            return step.Guard.Fault != StepFault.None && double.IsFinite(loss) ? float.NaN : (float)loss;
        }
        finally
        {
            store.Memory.Release();
            if (optimizer is not null)
                store.Memory.EndTraining();
        }
    }

    private static int Workers(NetworkInfo info, long passes, int most, long workPerThread)
    {
        if (most is not -1 and < 1)
            throw FitOptions.Refused(
                nameof(FitOptions.MaxDegreeOfParallelism), Invariant($"is {most}; it is -1 for all processors, or at least 1."));
        // A browser starts no threads; the bits do not depend on their number.
        if (OperatingSystem.IsBrowser())
            return 1;
        long useful = Math.Max(1, passes * info.MultiplyAdds / workPerThread);
        return (int)Math.Min(most == -1 ? Environment.ProcessorCount : most, useful);
    }

    private static int CheckBatch(NetworkInfo info, ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets)
    {
        RefuseCustomLoss(info);
        int rows = CheckInputs(info, inputs), length = info.TargetLength;
        if (targets.Length != (long)rows * length)
            throw new ArgumentException(
                Invariant($"{info.Name} has {length:N0} outputs; {rows:N0} samples need {(long)rows * length:N0} ")
                    + Invariant($"targets, but there are {targets.Length:N0}."), nameof(targets));
        int bad = FiniteNumbers.IndexOfNotFinite(targets);
        if (bad >= 0)
            throw new ArgumentException(
                Invariant($"The target of sample {bad / length:N0} is {targets[bad]} in column {bad % length:N0}; ")
                    + "training needs finite numbers.", nameof(targets));
        foreach (TrainedOutput output in info.Trained)
            if (output.Port.Loss == Loss.BinaryCrossentropy)
                for (int row = 0; row < rows; row++)
                    CheckProbabilities(
                        info, output.Port, targets.Slice(row * length + output.TargetOffset, output.Port.Length), row, nameof(targets));
        return rows;
    }

    /// <summary>Binary cross-entropy with other numbers has no minimum: the weights would grow without end, and no loss would say
    /// so.</summary>
    internal static void CheckProbabilities(NetworkInfo info, OutputPort output, ReadOnlySpan<float> targets, int sample, string name)
    {
        const float Rounding = 1e-3f;
        int bad = FiniteNumbers.IndexOfOutside(targets, -Rounding, 1 + Rounding);
        if (bad < 0)
            return;
        string whose = info.Outputs.Count == 1 ? $"{info.Name}'s loss" : $"the loss of {info.Name}'s output \"{output.Name}\"";
        throw new ArgumentException(
            Invariant($"The target of sample {sample:N0} is {targets[bad]} in column ")
                + Invariant($"{bad:N0}; {whose}, {nameof(Loss.BinaryCrossentropy)}, takes ")
                + "probabilities, 0 to 1. For \"no\" and \"yes\" use 0 and 1; for other numbers another loss, such as "
                + $"{nameof(Loss.MeanSquaredError)}.", name);
    }

    private static int CheckInputs(NetworkInfo info, ReadOnlySpan<float> inputs)
    {
        if (inputs.Length == 0 || inputs.Length % info.InputLength != 0)
            throw new ArgumentException(
                Invariant($"{info.Name} takes {Counts.OfSample(info, "float")}; {inputs.Length:N0} is not a whole number of samples, ")
                    + "1 or more.", nameof(inputs));
        int bad = FiniteNumbers.IndexOfNotFinite(inputs);
        if (bad >= 0)
            throw new ArgumentException(
                Invariant($"The input of sample {bad / info.InputLength:N0} is {inputs[bad]} in column {bad % info.InputLength:N0}; ")
                    + "training needs finite numbers.", nameof(inputs));
        ClassNumbers.Check(info, inputs, nameof(inputs));
        return inputs.Length / info.InputLength;
    }

    /// <summary>What an evaluation measures, who works, and the parameters in place of the network's own, if any.</summary>
    internal readonly record struct Measurement(Figures Figures, WorkerTeam Team, AlignedBuffer? OtherWeights = null);
}
