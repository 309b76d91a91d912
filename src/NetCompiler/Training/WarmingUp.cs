using static System.FormattableString;

namespace NetCompiler;

/// <summary>Makes first calls where the program chooses.</summary>
internal static class WarmingUp
{
    /// <summary>See <see cref="CompiledNetwork.WarmUp"/>.</summary>
    internal static void Run(CompiledNetwork network, int batchSize, Optimizer? optimizer)
    {
        if (batchSize < 0)
            throw new ArgumentOutOfRangeException(
                nameof(batchSize), batchSize, Invariant($"A batch has at least 0 samples, not {batchSize}."));
        NetworkInfo info = network.Info;
        // Two rows go another way than one, and take the memory of as many as ever go together.
        var inputs = new float[2 * info.InputLength];
        network.Predict(inputs.AsSpan(0, info.InputLength));
        network.Predict(inputs.AsSpan(0, info.InputLength));
        network.Predict(inputs);
        network.Classify(info.Outputs[0].Name, inputs.AsSpan(0, info.InputLength));
        network.Classify(info.Outputs[0].Name, inputs, stackalloc int[2]);
        if (info.IsInferenceOnly || batchSize == 0)
            return;
        TrainingStep step = network.Training;
        step.Memory.CheckBatch(batchSize, nameof(batchSize));
        network.Store.Memory.BeginTraining();
        try
        {
            optimizer?.Bind(network.Store);
            optimizer?.WarmUp();
            step.WarmUp(batchSize);
        }
        finally
        {
            network.Store.Memory.Release();
            network.Store.Memory.EndTraining();
        }
    }
}
