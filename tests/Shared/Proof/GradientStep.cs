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
        Batch.Weights = _network.Store.Current.Floats;
        bool hasImages = info.InputShape.Count > 1 || info.Parameters.Any(block => block.Shape.Count > 2);
        foreach (GuardedBuffer guard in _guards)
            if (!hasImages || guard.Buffer != Batch.Work)
                guard.Buffer.Span.Fill(float.NaN);
        Spread(inputs, info.InputLength, Batch.Inputs.Span, info.InputStride);
        Spread(targets, info.OutputLength, Batch.Targets.Span, info.OutputStride);
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
        foreach (float loss in Batch.Losses.Span[rows..])
            Assert.True(float.IsNaN(loss), $"{what}: wrote the loss of a sample that is not there.");
        foreach (float output in Batch.Outputs.Span[(rows * info.OutputStride)..])
            Assert.True(float.IsNaN(output), $"{what}: wrote the output of a sample that is not there.");
        double sum = 0;
        foreach (float loss in Batch.Losses.Span[..rows])
            sum += loss;
        return sum / rows;
    }

    /// <summary>The answers of the last run, side by side.</summary>
    public float[] Outputs(int rows)
    {
        float[] outputs = new float[rows * _network.Info.OutputLength];
        for (int row = 0; row < rows; row++)
            Batch.Outputs.Span.Slice(row * _network.Info.OutputStride, _network.Info.OutputLength)
                .CopyTo(outputs.AsSpan(row * _network.Info.OutputLength));
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
            Assert.True(used[i] || flat[i] == 0, $"{what}: padding at {i} is {flat[i]}.");
    }

    /// <summary>Fails if a gradient is larger than what a step's guard makes of the numbers that gradients are computed from.</summary>
    private void AssertForeseeable(string what)
    {
        float largest = Math.Max(LargestOf(Batch.Work.Span), LargestOf(Batch.Inputs.Span)), gradient = LargestOf(Batch.Gradients.Span);
        double most = StepGuard.MostGradient(largest, Batch.Work.Length + Batch.Inputs.Length);
        Assert.True(
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
