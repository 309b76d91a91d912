using System.ComponentModel;
using System.Reflection;
using NetCompiler.Simd;

namespace NetCompiler;

/// <summary>
/// A safetensors file inside an assembly, whose header the compiler has read and compared with the network: at run time its tensors are
/// copied from known places, once, into aligned memory. Nothing is parsed, and no file is opened. Generated code makes these.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class EmbeddedWeights
{
    /// <summary>The file as the project names it, for messages.</summary>
    public required string FileName { get; init; }

    /// <summary>The assembly that holds the file.</summary>
    public required Assembly Assembly { get; init; }

    /// <summary>The manifest resource that is the file.</summary>
    public required string ResourceName { get; init; }

    /// <summary>The length of the file in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>The number of bytes before the first tensor: the header with its length.</summary>
    public required int HeaderLength { get; init; }

    /// <summary>FNV-1a, 64 bits, of the first <see cref="HeaderLength"/> bytes, as when compiling.</summary>
    public required ulong HeaderHash { get; init; }

    /// <summary>The tensors, in the order of <see cref="NetworkInfo.Parameters"/>.</summary>
    public required IReadOnlyList<EmbeddedTensor> Tensors { get; init; }

    /// <summary>The parameters in the network's own layout.</summary>
    /// <exception cref="NetworkFileException">The assembly holds another file than the compiler saw, or a number that is not finite as a
    /// 32-bit float.</exception>
    internal unsafe AlignedBuffer Read(NetworkInfo info)
    {
        using Stream? stream = Assembly.GetManifestResourceStream(ResourceName);
        if (stream is null)
            throw NetworkFileException.At(
                FileName, 0, $"{Assembly.GetName().Name} has no resource {ResourceName}. Was it removed after compiling?");
        // The resource of a loaded assembly is mapped memory: reading it in place spares a copy.
        if (stream is UnmanagedMemoryStream mapped && mapped.Length <= int.MaxValue)
            return Read(info, new ReadOnlySpan<byte>(mapped.PositionPointer, (int)mapped.Length));
        byte[] file = new byte[stream.Length];
        stream.ReadExactly(file);
        return Read(info, file);
    }

    /// <inheritdoc cref="Read(NetworkInfo)"/>
    internal AlignedBuffer Read(NetworkInfo info, ReadOnlySpan<byte> file)
    {
        if (file.Length != Length)
            throw NetworkFileException.At(
                FileName, 0, $"the assembly holds {file.Length} bytes of it, but the compiler saw {Length}. Build the project again.");
        if (Hash(file[..HeaderLength]) != HeaderHash)
            throw NetworkFileException.At(
                FileName, 0, $"the header inside the assembly is not the one that the compiler saw. Build the project again.");

        AlignedBuffer weights = new(info.WeightFloats);
        for (int i = 0; i < info.Parameters.Count; i++)
        {
            ParameterBlock block = info.Parameters[i];
            Read(block, Tensors[i], file, weights.Span);
            if (block.IndexOfNegativeVariance(weights.Span) is >= 0 and int bad)
                throw NetworkFileException.At(
                    FileName, Tensors[i].Position,
                    $"{block.Element(bad)} is {weights.Span[block.Offset + bad]}; expected a variance, 0 or more.");
        }
        return weights;
    }

    private void Read(ParameterBlock block, EmbeddedTensor tensor, ReadOnlySpan<byte> file, Span<float> weights)
    {
        int size = TensorData.Size(tensor.Type);
        ReadOnlySpan<byte> bytes = file.Slice((int)tensor.Position, block.Count * size);
        int scaleCount = tensor.Type != EmbeddedTensorType.I8 ? 0 : tensor.ScalesRows ? block.Shape[^2] : block.TensorColumns;
        float[] scales = new float[scaleCount], buffer = tensor.ScalesRows ? new float[block.TensorColumns] : [];
        float[] swapped = block.Swap is null ? [] : new float[block.TensorColumns];
        TensorData.Decode(file[(int)tensor.ScalePosition..], EmbeddedTensorType.F32, scales);
        for (int row = 0; row < block.TensorRows; row++)
        {
            Span<float> values = block.Swap is null ? block.Row(weights, row) : swapped;
            TensorData.Decode(bytes[(row * values.Length * size)..], tensor.Type, values);
            if (scales.Length > 0)
                TensorData.Scale(values, ParameterBlock.RowScales(row, scales, tensor.ScalesRows, buffer));
            int bad = FiniteNumbers.IndexOfNotFinite(values);
            long number = (long)row * values.Length + bad;
            if (bad >= 0)
                throw NetworkFileException.At(
                    FileName, tensor.Position + number * size,
                    $"number {number} of {block.Name} is {values[bad]}; expected a finite number that a 32-bit float can hold.");
            if (block.Swap is not null)
                block.SetRow(weights, row, values);
        }
    }

    internal static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in bytes)
            hash = (hash ^ b) * 1099511628211;
        return hash;
    }
}
