namespace NetCompiler.Tests;

/// <summary>All layers on machines that have less.</summary>
public sealed class HardwareTests : HardwareProof
{
    /// <summary>Networks of layers whose own tests run there.</summary>
    protected override string[] LeftOutWithoutIntrinsics => ["*.PortTests", "*.ShareTests", "*.BlockTests"];
}
