namespace NetCompiler.Tests;

/// <summary>The size rule of kernels, over all layers.</summary>
public sealed class GeneratedCodeTests : GeneratedCodeProof
{
    protected override string[] Listed =>
        ["*.DenseTests", "*.DepthwiseConv2DTests", "*.DropoutTests", "*.PReLUTests", "*.MishTests", "*.GELUTests", "*.SoftmaxTests"];
}
