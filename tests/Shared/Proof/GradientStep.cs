using Xunit;

namespace NetCompiler.Tests;

/// <summary>Calls the generated training code as the trainer does, but for the optimizer: one batch, in memory with canaries.</summary>
internal sealed class GradientStep
{
    private readonly CompiledNetwork _network;
    private readonly GuardedBuffer[] _guards;

    public GradientStep(CompiledNetwork network, int capacity)
    {
        _network = network;
        (Batch, _guards) = GuardedBuffer.Around(network, capacity);
    }

    public TrainingBatch Batch { get; }

    /// <summary>The gradients of the mean loss of a batch, which is returned. What no sample uses is NaN beforehand; but images keep the
    /// zeros around them and between their pixels from the allocation on, so there the workspace holds what the run before left.</summary>
    public double Run(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, int randomKey = 0, bool training = true, bool frozen = false)
    {
        NetworkInfo info = _network.Info;
        int rows = inputs.Length / info.InputLength;
        Batch.Scale = 1f / rows;
        Batch.RandomKey = randomKey;
        Batch.UsesBatchStatistics = training && !frozen;
        Batch.Weights = _network.Store.Values;
        bool hasImages = info.Inputs.Any(input => input.Shape.Count > 1) || info.ClassInputs.Count > 0
            || info.Parameters.Any(block => block.Shape.Count > 2);
        foreach (GuardedBuffer guard in _guards)
            if (!hasImages || guard.Buffer != Batch.Work)
                guard.Buffer.Span.Fill(float.NaN);
        Spread(inputs, info.InputLength, Batch.Inputs.Span, info.InputStride);
        foreach (TrainedOutput output in info.Trained)
            for (int row = 0; row < rows; row++)
            {
                Batch.Targets.Span.Slice(Batch.Capacity * output.Place + row * output.Port.Stride, output.Port.Stride).Clear();
                targets.Slice(row * info.TargetLength + output.TargetOffset, output.Port.Length)
                    .CopyTo(output.Of(Batch.Targets.Span, Batch.Capacity, row));
            }
        for (int output = 0; output < info.Trained.Length; output++)
            for (int row = 0; row < rows; row++)
                Batch.Scales.Span[output * Batch.Capacity + row] =
                    Batch.Scale * info.Trained[output].Port.Weight * ShareOf(info, info.Trained[output].Port, row, rows);
        Batch.Gradients.Span.Clear();
        Batch.Transposed.Span.Clear();

        for (int part = 0; training && part < info.TransposeParts.Count; part++)
            _network.Code.Transpose(Batch, part);
        _network.Code.RunPart(Batch, 0, 0, rows, training);
        for (int reduction = 0; reduction < (training ? info.Reductions.Count : info.ForwardReductions); reduction++)
        {
            for (int unit = 0; unit < info.Reductions[reduction]; unit++)
                _network.Code.Reduce(Batch, reduction, unit, rows);
            _network.Code.RunPart(Batch, reduction + 1, 0, rows, training);
        }
        for (int block = 0; training && block < info.WeightBlocks.Count; block++)
            if (info.WeightBlocks[block].Average is null)
                _network.Code.AddGradients(Batch, block, rows);

        string what = $"{info.Name} with {rows} of {Batch.Capacity} samples";
        foreach (GuardedBuffer guard in _guards)
            guard.AssertIntact(what);
        AssertPaddingZero(Batch.Gradients.Span, info, $"{what}, gradients");
        AssertForeseeable(what);
        double sum = 0;
        for (int i = 0; i < info.Trained.Length; i++)
        {
            OutputPort port = info.Trained[i].Port;
            Span<float> losses = Batch.Losses.Span.Slice(i * Batch.Capacity, Batch.Capacity);
            Span<float> outputs = Batch.Outputs.Span.Slice(Batch.Capacity * info.Trained[i].Place, Batch.Capacity * port.Stride);
            foreach (float loss in losses[rows..])
                Claim.True(float.IsNaN(loss), $"{what}: wrote the loss of a sample that is not there.");
            foreach (float output in outputs[(rows * port.Stride)..])
                Claim.True(float.IsNaN(output), $"{what}: wrote the output of a sample that is not there.");
            for (int row = 0; row < rows; row++)
                sum += (double)port.Weight * losses[row] * ShareOf(info, port, row, rows);
        }
        return sum / rows;
    }

    /// <summary>What a sample's mean over its steps counts where samples have lengths.</summary>
    private float ShareOf(NetworkInfo info, OutputPort port, int row, int rows)
    {
        if (!port.IsMasked)
            return 1;
        double[] lengths = [.. Enumerable.Range(0, rows).Select(i =>
            (double)Batch.Inputs.Span[i * info.InputStride + info.Inputs[info.LengthsInput].Offset])];
        return lengths.Sum() == 0 ? 0 : (float)(lengths[row] * rows / lengths.Sum());
    }

    /// <summary>The answers of the last run, side by side, but for those that are not trained on.</summary>
    public float[] Outputs(int rows)
    {
        NetworkInfo info = _network.Info;
        float[] outputs = new float[rows * info.TargetLength];
        for (int row = 0; row < rows; row++)
            foreach (TrainedOutput output in info.Trained)
                output.Of(Batch.Outputs.Span, Batch.Capacity, row).CopyTo(outputs.AsSpan(row * info.TargetLength + output.TargetOffset));
        return outputs;
    }

    /// <summary>Fails unless everything between and behind the rows of the tensors is +0.</summary>
    public static void AssertPaddingZero(ReadOnlySpan<float> flat, NetworkInfo info, string what)
    {
        bool[] used = new bool[flat.Length];
        foreach (ParameterBlock block in info.Parameters)
            for (int row = 0; row < block.Rows; row++)
                used.AsSpan(block.Offset + row * block.RowStride, block.Columns).Fill(true);
        for (int i = 0; i < flat.Length; i++)
            Claim.True(used[i] || flat[i] == 0, $"{what}: padding at {i} is {flat[i]}.");
    }

    /// <summary>Fails if a gradient is larger than what a step's guard makes of the numbers that gradients are computed from.</summary>
    private void AssertForeseeable(string what)
    {
        ReadOnlySpan<float> outputs = _network.Info.Outputs.Count > 1 ? Batch.Outputs.Span : default;
        float largest = Math.Max(Math.Max(LargestOf(Batch.Work.Span), LargestOf(Batch.Inputs.Span)), LargestOf(outputs));
        float gradient = LargestOf(Batch.Gradients.Span);
        double most = StepGuard.MostGradient(largest, Batch.Work.Length + Batch.Inputs.Length + outputs.Length);
        Claim.True(
            gradient <= most, $"{what}: a gradient of {gradient} comes of numbers of at most {largest}: not above {most} was foreseen.");

        static float LargestOf(ReadOnlySpan<float> values)
        {
            float largest = 0;
            foreach (float value in values)
                largest = float.IsFinite(value) ? Math.Max(largest, Math.Abs(value)) : largest;
            return largest;
        }
    }

    private static void Spread(ReadOnlySpan<float> values, int length, Span<float> buffer, int stride)
    {
        for (int row = 0; row * length < values.Length; row++)
        {
            buffer.Slice(row * stride, stride).Clear();
            values.Slice(row * length, length).CopyTo(buffer[(row * stride)..]);
        }
    }
}
