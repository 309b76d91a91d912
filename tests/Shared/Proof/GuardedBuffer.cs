using System.Runtime.CompilerServices;
using NetCompiler.Simd;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>An <see cref="AlignedBuffer"/> between two canaries of 4 KB: a write outside changes one, and a read outside that matters makes
/// the result NaN.</summary>
internal sealed class GuardedBuffer
{
    private const int Guard = 1024;
    private const int Canary = 0x7FC0BEEF;
    private readonly string _name;

    public GuardedBuffer(string name, int length)
    {
        _name = name;
        Buffer = new AlignedBuffer(length + 2 * Guard);
        Offset(Buffer) += Guard;
        Length(Buffer) = length;
        Before.Fill(BitConverter.Int32BitsToSingle(Canary));
        After.Fill(BitConverter.Int32BitsToSingle(Canary));
    }

    public AlignedBuffer Buffer { get; }

    private Span<float> Before => Array(Buffer).AsSpan(Offset(Buffer) - Guard, Guard);

    private Span<float> After => Array(Buffer).AsSpan(Offset(Buffer) + Buffer.Length, Guard);

    /// <summary>A training batch all of whose memory is guarded.</summary>
    public static (TrainingBatch Batch, GuardedBuffer[] Guards) Around(CompiledNetwork network, int capacity)
    {
        var batch = new TrainingBatch(network.Info, network.Store.Values, capacity);
        GuardedBuffer[] guards =
        [
            new("Gradients", batch.Gradients.Length), new("Transposed", batch.Transposed.Length), new("Inputs", batch.Inputs.Length),
            new("Targets", batch.Targets.Length), new("Outputs", batch.Outputs.Length), new("Work", batch.Work.Length),
            new("Losses", batch.Losses.Length), new("Statistics", batch.Statistics.Length), new("Scales", batch.Scales.Length),
        ];
        Gradients(batch) = guards[0].Buffer;
        Transposed(batch) = guards[1].Buffer;
        Inputs(batch) = guards[2].Buffer;
        Targets(batch) = guards[3].Buffer;
        Outputs(batch) = guards[4].Buffer;
        Work(batch) = guards[5].Buffer;
        Losses(batch) = guards[6].Buffer;
        Statistics(batch) = guards[7].Buffer;
        Scales(batch) = guards[8].Buffer;
        return (batch, guards);
    }

    /// <summary>Fails if a canary was written to.</summary>
    public void AssertIntact(string what)
    {
        AssertIntact(Before, what, "before");
        AssertIntact(After, what, "behind");
    }

    private void AssertIntact(Span<float> guard, string what, string side)
    {
        for (int i = 0; i < guard.Length; i++)
            Claim.True(
                BitConverter.SingleToInt32Bits(guard[i]) == Canary,
                $"{what}: wrote {guard[i]} to {i} of {guard.Length} floats {side} {_name} ({Buffer.Length} floats).");
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_array")]
    private static extern ref float[] Array(AlignedBuffer buffer);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_offset")]
    private static extern ref int Offset(AlignedBuffer buffer);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<Length>k__BackingField")]
    private static extern ref int Length(AlignedBuffer buffer);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<Gradients>k__BackingField")]
    private static extern ref AlignedBuffer Gradients(TrainingBatch batch);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<Transposed>k__BackingField")]
    private static extern ref AlignedBuffer Transposed(TrainingBatch batch);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<Inputs>k__BackingField")]
    private static extern ref AlignedBuffer Inputs(TrainingBatch batch);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<Targets>k__BackingField")]
    private static extern ref AlignedBuffer Targets(TrainingBatch batch);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<Outputs>k__BackingField")]
    private static extern ref AlignedBuffer Outputs(TrainingBatch batch);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<Work>k__BackingField")]
    private static extern ref AlignedBuffer Work(TrainingBatch batch);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<Losses>k__BackingField")]
    private static extern ref AlignedBuffer Losses(TrainingBatch batch);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<Scales>k__BackingField")]
    private static extern ref AlignedBuffer Scales(TrainingBatch batch);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<Statistics>k__BackingField")]
    private static extern ref AlignedBuffer Statistics(TrainingBatch batch);
}
