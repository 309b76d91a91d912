using NetCompiler.Simd;

namespace NetCompiler;

/// <summary>A network's parameters as the tensors of a file. What cannot be stored is refused when this is made, before anything is
/// written.</summary>
internal sealed class SafetensorsWriter
{
    private const int ChunkBytes = 64 * 1024;

    private readonly NetworkInfo _info;
    private readonly AlignedBuffer _weights;
    private readonly Tensor[] _tensors;

    /// <summary>Lays the file out.</summary>
    /// <exception cref="InvalidOperationException">A parameter is NaN, infinite, or beyond what the format can hold.</exception>
    internal SafetensorsWriter(NetworkInfo info, AlignedBuffer weights, WeightFormat format)
    {
        _info = info;
        _weights = weights;
        ThrowIfUnfit(format);
        EmbeddedTensorType type = format switch
        {
            WeightFormat.BFloat16 => EmbeddedTensorType.BF16,
            WeightFormat.Float16 => EmbeddedTensorType.F16,
            _ => EmbeddedTensorType.F32,
        };
        // Wide numbers first, so that each tensor begins at a multiple of its numbers' size, as PyTorch's reader wants it.
        _tensors = [.. info.Parameters
            .SelectMany(block => format == WeightFormat.Int8 && block.TensorRows > 1
                ? Quantized(block)
                : [new Tensor(block.Name, block.IsStatistic ? EmbeddedTensorType.F32 : type, block.Shape, block, null)])
            .OrderByDescending(tensor => TensorData.Size(tensor.Type))];
    }

    /// <summary>Writes the file from the stream's position on.</summary>
    internal void Write(Stream stream)
    {
        stream.Write(SafetensorsHeader.Write(_info.Name, _tensors.Select(tensor => (tensor.Name, tensor.Type, tensor.Shape))));
        byte[] chunk = new byte[ChunkBytes];
        int filled = 0;
        foreach (Tensor tensor in _tensors)
        {
            int size = TensorData.Size(tensor.Type), rows = tensor.Block?.TensorRows ?? 1,
                columns = tensor.Block?.TensorColumns ?? tensor.Scales!.Length;
            float[] values = tensor.Block is null ? tensor.Scales! : new float[columns], buffer = new float[columns];
            for (int row = 0; row < rows; row++)
            {
                tensor.Block?.CopyRow(_weights.Span, row, values);
                ReadOnlySpan<float> scales =
                    tensor is { Block: { } block, Scales: { } all } ? ParameterBlock.RowScales(row, all, block.HasOutputRows, buffer) : [];
                for (int column = 0, count; column < columns; column += count)
                {
                    count = Math.Min(columns - column, (chunk.Length - filled) / size);
                    if (scales.IsEmpty)
                        TensorData.Encode(values.AsSpan(column, count), tensor.Type, chunk.AsSpan(filled, count * size));
                    else
                        TensorData.Encode(values.AsSpan(column, count), scales.Slice(column, count), chunk.AsSpan(filled, count * size));
                    filled += count * size;
                    if (chunk.Length - filled < sizeof(double))
                    {
                        stream.Write(chunk.AsSpan(0, filled));
                        filled = 0;
                    }
                }
            }
        }
        stream.Write(chunk.AsSpan(0, filled));
    }

    private Tensor[] Quantized(ParameterBlock block)
    {
        float[] scales = new float[block.HasOutputRows ? block.Shape[^2] : block.TensorColumns], values = new float[block.TensorColumns];
        for (int row = 0; row < block.TensorRows; row++)
        {
            block.CopyRow(_weights.Span, row, values);
            for (int column = 0; column < values.Length; column++)
            {
                ref float scale = ref scales[block.HasOutputRows ? row % scales.Length : column];
                scale = Math.Max(scale, Math.Abs(values[column]));
            }
        }
        foreach (ref float scale in scales.AsSpan())
        {
            scale /= TensorData.LargestByte;
            // Rounded up, a scale for the largest float would bring back infinity.
            if (!float.IsFinite(scale * TensorData.LargestByte))
                scale = MathF.BitDecrement(scale);
        }
        return
        [
            new(block.Name + TensorData.ScaleSuffix, EmbeddedTensorType.F32, block.ScaleShape, null, scales),
            new(block.Name, EmbeddedTensorType.I8, block.Shape, block, scales),
        ];
    }

    private void ThrowIfUnfit(WeightFormat format)
    {
        float limit = format switch
        {
            WeightFormat.Float16 => (float)Half.MaxValue,
            WeightFormat.BFloat16 => BitConverter.Int32BitsToSingle(0x7F7F0000),
            _ => float.MaxValue,
        };
        foreach (ParameterBlock block in _info.Parameters)
        {
            float most = block.IsStatistic ? float.MaxValue : limit;
            float[] values = new float[block.TensorColumns];
            for (int row = 0; row < block.TensorRows; row++)
            {
                block.CopyRow(_weights.Span, row, values);
                for (int column = 0; column < values.Length; column++)
                    if (!(Math.Abs(values[column]) <= most))
                        throw Unfit(block, row * block.TensorColumns + column, values[column], format, limit);
            }
        }
    }

    private InvalidOperationException Unfit(ParameterBlock block, int index, float value, WeightFormat format, float limit)
    {
        WeightFormat wider = format == WeightFormat.Float16 ? WeightFormat.BFloat16 : WeightFormat.Float32;
        string reason = float.IsFinite(value)
            ? FormattableString.Invariant($"but {format} goes no further than {limit}. Save it as {wider}.")
            : "and no file with such a number can be loaded.";
        return new(FormattableString.Invariant($"{_info.Name} was not saved: {block.Element(index)} is {value}, {reason}"));
    }

    /// <summary>A tensor of the file: a parameter, one as multiples of scales, or the scales.</summary>
    private sealed record Tensor(string Name, EmbeddedTensorType Type, IReadOnlyList<int> Shape, ParameterBlock? Block, float[]? Scales);
}
