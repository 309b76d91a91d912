namespace NetCompiler.Generator.Model;

/// <summary>The bytes that predicting one sample takes.</summary>
/// <param name="Weights">All weights.</param>
/// <param name="Prepared">Kernels rearranged for prediction.</param>
/// <param name="Workspace">What is computed in.</param>
/// <param name="Largest">The largest part of all that.</param>
/// <param name="LargestPart">That part in words.</param>
internal sealed record MemoryUse(long Weights, long Prepared, long Workspace, long Largest, string LargestPart)
{
    public long Total => Weights + Prepared + Workspace;
}
