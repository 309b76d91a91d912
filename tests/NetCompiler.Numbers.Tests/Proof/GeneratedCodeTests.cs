namespace NetCompiler.Tests;

/// <summary>The size rule of kernels, over networks of every form.</summary>
public sealed class GeneratedCodeTests : GeneratedCodeProof
{
    protected override string[] Listed => ["*.LossTests", "*.GoldenTests", "*.FormTests", "*.DepthTests", "*.BitIdentityTests"];
}
