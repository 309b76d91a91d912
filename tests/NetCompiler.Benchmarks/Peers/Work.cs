namespace NetCompiler.Benchmarks.Peers;

/// <summary>A network and a batch size that every contender is given.</summary>
/// <param name="Net">The network as numbers.</param>
/// <param name="Batch">Samples a call.</param>
/// <param name="Compile">Makes the same network as our compiler wrote it.</param>
internal sealed record Work(Mlp Net, int Batch, Func<INetwork> Compile)
{
    public string Title => $"{Net.Name}, batch {Batch}";

    /// <summary>Our network with the work's weights.</summary>
    public CompiledNetwork CompileWithWeights()
    {
        CompiledNetwork compiled = Compile().Compiled;
        float[][] tensors = [.. Net.Kernels.Zip(Net.Biases).SelectMany(layer => new[] { layer.First, layer.Second })];
        if (!tensors.Select(tensor => tensor.Length).SequenceEqual(compiled.Info.Parameters.Select(block => block.Count)))
            throw new InvalidOperationException($"{compiled.Info.Name} is not {Net.Name}.");
        foreach ((float[] tensor, ParameterBlock block) in tensors.Zip(compiled.Info.Parameters))
            for (int row = 0; row < block.Rows; row++)
                tensor.AsSpan(row * block.Columns, block.Columns).CopyTo(compiled.Weights.Span[(block.Offset + row * block.RowStride)..]);
        return compiled;
    }
}
