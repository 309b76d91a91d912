namespace NetCompiler.Tests;

/// <summary>Kernels, losses, optimizers and whole networks on machines that have less: with the same bits where multiply-adds are
/// fused.</summary>
public sealed class HardwareTests : HardwareProof
{
    protected override IReadOnlyDictionary<string, string> Expected =>
        new Dictionary<string, string> { [BitIdentityTests.ExpectedHash] = BitIdentityTests.Hash() };

    protected override string[] LeftOutWithoutIntrinsics => ["*.BitIdentityTests", "*.BoundsTests", "*.PinnedBitsTests"];
}
