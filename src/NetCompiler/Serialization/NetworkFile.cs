using System.Buffers.Binary;
using NetCompiler.Simd;

namespace NetCompiler;

/// <summary>
/// Parameters as safetensors files, which Python's <c>safetensors</c> reads and writes: 32-bit floats in Keras's order and shapes, without
/// padding, under names like <c>dense_1/kernel</c>.
/// </summary>
public static class NetworkFile
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>Writes a network's parameters. The file appears under its name only when it is complete and on the disk: it is written
    /// beside it and then renamed over what is there. Not while the network trains on another thread.</summary>
    /// <param name="network">The network.</param>
    /// <param name="path">The file, usually <c>*.safetensors</c>; its directory must exist.</param>
    /// <exception cref="InvalidOperationException">A parameter is NaN or infinite; nothing was written.</exception>
    /// <exception cref="IOException">The file could not be written; what was there before is still there.</exception>
    public static void Save(this INetwork network, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        Save(network.Compiled, path);
    }

    /// <inheritdoc cref="Save(INetwork, string)"/>
    public static void Save(CompiledNetwork network, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(path);
        AlignedBuffer weights = network.Weights;
        ThrowIfNotFinite(network.Info, weights);

        string final = Path.GetFullPath(path);
        if (Path.GetDirectoryName(final) is string directory && !Directory.Exists(directory))
            throw new DirectoryNotFoundException($"{network.Info.Name} was not saved as {final}: the directory {directory} does not exist. Create it first.");
        string temporary = $"{final}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                Write(network.Info, weights, stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, final, overwrite: true);
        }
        catch
        {
            DeleteQuietly(temporary);
            throw;
        }
    }

    /// <summary>Writes a network's parameters to a stream, which stays open. Not while the network trains on another thread.</summary>
    /// <param name="network">The network.</param>
    /// <param name="stream">Receives the file's bytes from its position on.</param>
    /// <exception cref="InvalidOperationException">A parameter is NaN or infinite; nothing was written.</exception>
    /// <exception cref="IOException">The stream could not be written.</exception>
    public static void Save(CompiledNetwork network, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(stream);
        AlignedBuffer weights = network.Weights;
        ThrowIfNotFinite(network.Info, weights);
        Write(network.Info, weights, stream);
    }

    /// <summary>Replaces a network's parameters by a file's. Everything is read and checked first; on an exception the network is as it was.
    /// Predictions on other threads use the old parameters or the new ones, never a mixture.</summary>
    /// <param name="network">The network.</param>
    /// <param name="path">A safetensors file whose tensors have exactly the network's names and shapes, as F32, F16, BF16 or F64.</param>
    /// <exception cref="NetworkFileException">The file is damaged, holds a number that is not finite as a 32-bit float, or belongs to another
    /// architecture; then <see cref="NetworkFileException.Differences"/> has all differences.</exception>
    /// <exception cref="InvalidOperationException">The network is being trained or evaluated (callbacks and progress reports of a training may
    /// load); it is as it was.</exception>
    /// <exception cref="IOException">The file is missing or could not be read.</exception>
    public static void Load(this INetwork network, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        Load(network.Compiled, path);
    }

    /// <inheritdoc cref="Load(INetwork, string)"/>
    public static void Load(CompiledNetwork network, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        AlignedBuffer weights = Read(network.Info, stream, path);
        network.ReplaceWeights(() => weights);
    }

    /// <summary>Replaces a network's parameters by those of a file that a stream delivers from its position to its end; the stream stays
    /// open. Otherwise as <see cref="Load(INetwork, string)"/>.</summary>
    /// <param name="network">The network.</param>
    /// <param name="stream">The file's bytes; it need not be able to seek.</param>
    /// <inheritdoc cref="Load(INetwork, string)" path="/exception"/>
    public static void Load(CompiledNetwork network, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(stream);
        AlignedBuffer weights = Read(network.Info, stream, stream is FileStream file ? file.Name : "stream");
        network.ReplaceWeights(() => weights);
    }

    /// <summary>Loads a file again whenever it changes, until the result is disposed; see <see cref="NetworkFileWatcher"/>. Does not load it now.</summary>
    /// <param name="network">The network.</param>
    /// <param name="path">The file, as for <see cref="Load(INetwork, string)"/>. It may be missing at first; its directory must exist.</param>
    /// <param name="loaded">Called on a thread of the pool after each load; must not throw.</param>
    /// <param name="failed">Called on a thread of the pool where a changed file could not be loaded, with what <see cref="Load(INetwork, string)"/>
    /// would have thrown; the network keeps its parameters, and the next change is tried again. Must not throw.</param>
    /// <exception cref="ArgumentException">The directory does not exist.</exception>
    public static NetworkFileWatcher Watch(this INetwork network, string path, Action? loaded = null, Action<Exception>? failed = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Watch(network.Compiled, path, loaded, failed);
    }

    /// <inheritdoc cref="Watch(INetwork, string, Action?, Action{Exception}?)"/>
    public static NetworkFileWatcher Watch(CompiledNetwork network, string path, Action? loaded = null, Action<Exception>? failed = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new NetworkFileWatcher(network, path, loaded, failed, TimeProvider.System);
    }

    private static void Write(NetworkInfo info, AlignedBuffer weights, Stream stream)
    {
        stream.Write(SafetensorsHeader.Write(info));
        byte[] chunk = new byte[ChunkBytes];
        int filled = 0;
        foreach (ParameterBlock block in info.Parameters)
        {
            for (int row = 0; row < block.Rows; row++)
            {
                foreach (float value in weights.Span.Slice(block.Offset + row * block.RowStride, block.Columns))
                {
                    if (filled == chunk.Length)
                    {
                        stream.Write(chunk);
                        filled = 0;
                    }
                    BinaryPrimitives.WriteSingleLittleEndian(chunk.AsSpan(filled), value);
                    filled += sizeof(float);
                }
            }
        }
        stream.Write(chunk.AsSpan(0, filled));
    }

    private static AlignedBuffer Read(NetworkInfo info, Stream stream, string fileName)
    {
        SafetensorsHeader header = SafetensorsHeader.Read(stream, fileName, stream.CanSeek ? stream.Length - stream.Position : null);
        Dictionary<string, ParameterBlock> blocks = info.Parameters.ToDictionary(block => block.Name, StringComparer.Ordinal);
        List<string> differences = Compare(info, header, blocks);
        if (differences.Count > 0)
            throw NetworkFileException.OtherArchitecture(fileName, info.Name, differences);

        AlignedBuffer weights = new(info.WeightFloats);
        byte[] chunk = new byte[ChunkBytes];
        foreach (SafetensorsEntry entry in header.Entries)
            ReadTensor(stream, entry, blocks[entry.Name], weights, chunk, header.DataStart, fileName);
        if (stream.Read(chunk, 0, 1) != 0)
            throw NetworkFileException.At(fileName, header.DataStart + header.DataLength, $"the last tensor ends here, but more bytes follow.");
        return weights;
    }

    /// <summary>All differences between a network and a file: first the network's tensors in their order, then what the file has besides.</summary>
    private static List<string> Compare(NetworkInfo info, SafetensorsHeader header, Dictionary<string, ParameterBlock> blocks)
    {
        Dictionary<string, SafetensorsEntry> entries = header.Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        List<string> differences = [];
        foreach (ParameterBlock block in info.Parameters)
        {
            long[] wanted = [.. block.Shape.Select(dimension => (long)dimension)];
            if (!entries.TryGetValue(block.Name, out SafetensorsEntry? entry))
            {
                differences.Add($"{block.Name} {SafetensorsHeader.Describe(wanted)} is not in the file");
                continue;
            }
            if (!wanted.AsSpan().SequenceEqual(entry.Shape))
                differences.Add($"{block.Name} is {SafetensorsHeader.Describe(wanted)}, but {SafetensorsHeader.Describe(entry.Shape)} in the file");
            if (ElementBytes(entry.Type) == 0)
                differences.Add($"{block.Name} is {entry.Type} in the file; only F32, F16, BF16 and F64 can be read");
        }
        foreach (SafetensorsEntry entry in header.Entries)
            if (!blocks.ContainsKey(entry.Name))
                differences.Add($"{PrintableText.Of(entry.Name)} {SafetensorsHeader.Describe(entry.Shape)} is in the file only");
        return differences;
    }

    private static void ReadTensor(Stream stream, SafetensorsEntry entry, ParameterBlock block, AlignedBuffer weights, byte[] chunk, long dataStart, string fileName)
    {
        int size = ElementBytes(entry.Type);
        bool brain = entry.Type == "BF16";
        (int index, int row, int column) = (0, 0, 0);
        for (long position = entry.Begin; position < entry.End;)
        {
            Span<byte> bytes = chunk.AsSpan(0, (int)Math.Min(chunk.Length, entry.End - position));
            int got = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (got < bytes.Length)
                throw NetworkFileException.At(fileName, dataStart + position + got, $"the file ends inside {entry.Name}; expected {entry.End - position - got} more bytes of it.");
            for (int at = 0; at < bytes.Length; at += size, index++)
            {
                double exact = Decode(bytes[at..], size, brain);
                float value = (float)exact;
                if (!float.IsFinite(value))
                    throw NetworkFileException.At(fileName, dataStart + position + at,
                        $"{Element(block, index)} is {exact}; expected a finite number that a 32-bit float can hold.");
                weights.Span[block.Offset + row * block.RowStride + column] = value;
                if (++column == block.Columns)
                    (row, column) = (row + 1, 0);
            }
            position += bytes.Length;
        }
    }

    private static int ElementBytes(string type) => type switch
    {
        "F16" or "BF16" => 2,
        "F32" => 4,
        "F64" => 8,
        _ => 0,
    };

    private static double Decode(ReadOnlySpan<byte> bytes, int size, bool brain) => size switch
    {
        4 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        8 => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        _ when brain => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
        _ => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
    };

    private static void ThrowIfNotFinite(NetworkInfo info, AlignedBuffer weights)
    {
        foreach (ParameterBlock block in info.Parameters)
        {
            for (int i = 0; i < block.Count; i++)
            {
                float value = weights.Span[block.Offset + i / block.Columns * block.RowStride + i % block.Columns];
                if (!float.IsFinite(value))
                    throw new InvalidOperationException(FormattableString.Invariant($"{info.Name} was not saved: {Element(block, i)} is {value}, and no file with such a number can be loaded."));
            }
        }
    }

    /// <summary>A parameter as people write it, <c>dense/kernel[3, 5]</c>.</summary>
    private static string Element(ParameterBlock block, int index)
    {
        int[] indices = new int[block.Shape.Count];
        for (int dimension = indices.Length - 1; dimension >= 0; dimension--)
            (index, indices[dimension]) = Math.DivRem(index, block.Shape[dimension]);
        return $"{block.Name}[{string.Join(", ", indices)}]";
    }

    private static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The exception under way tells more than this one would.
        }
    }
}
