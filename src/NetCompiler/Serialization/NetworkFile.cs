using NetCompiler.Simd;

namespace NetCompiler;

/// <summary>
/// Parameters as safetensors files, which Python's <c>safetensors</c> reads and writes: numbers in Keras's order and shapes, without
/// padding, under names like <c>dense_1/kernel</c>, as 32-bit floats or smaller (<see cref="WeightFormat"/>).
/// </summary>
public static class NetworkFile
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>Writes a network's parameters. The file appears under its name only when it is complete and on the disk: it is written
    /// beside it and then renamed over what is there. Not while the network trains on another thread.</summary>
    /// <param name="network">The network.</param>
    /// <param name="path">The file, usually <c>*.safetensors</c>; its directory must exist.</param>
    /// <param name="format">How numbers are stored.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such <paramref name="format"/>.</exception>
    /// <exception cref="InvalidOperationException">A parameter is NaN, infinite, or beyond what <paramref name="format"/> can hold; nothing
    /// was written.</exception>
    /// <exception cref="IOException">The file could not be written; what was there before is still there.</exception>
    /// <example><code>
    /// net.Save("digits.safetensors");
    /// net.Save("small.safetensors", WeightFormat.Float16);     // half as large
    /// </code></example>
    public static void Save(this INetwork network, string path, WeightFormat format = WeightFormat.Float32)
    {
        ArgumentNullException.ThrowIfNull(network);
        Save(network.Compiled, path, format);
    }

    /// <inheritdoc cref="Save(INetwork, string, WeightFormat)"/>
    public static void Save(CompiledNetwork network, string path, WeightFormat format = WeightFormat.Float32)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(path);
        CheckFormat(format);
        var writer = new SafetensorsWriter(network.Info, network.Store.Copy(), format);

        WholeFile.Write(path, network.Info.Name, writer.Write);
    }

    /// <summary>Writes a network's parameters to a stream, which stays open. Not while the network trains on another thread.</summary>
    /// <param name="network">The network.</param>
    /// <param name="stream">Receives the file's bytes from its position on.</param>
    /// <param name="format">How numbers are stored.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such <paramref name="format"/>.</exception>
    /// <exception cref="InvalidOperationException">A parameter is NaN, infinite, or beyond what <paramref name="format"/> can hold; nothing
    /// was written.</exception>
    /// <exception cref="IOException">The stream could not be written.</exception>
    public static void Save(CompiledNetwork network, Stream stream, WeightFormat format = WeightFormat.Float32)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(stream);
        CheckFormat(format);
        new SafetensorsWriter(network.Info, network.Store.Copy(), format).Write(stream);
    }

    /// <summary>Replaces a network's parameters by a file's. Everything is read and checked first; on an exception the network is as it
    /// was. Predictions on other threads use the old parameters or the new ones, never a mixture.</summary>
    /// <param name="network">The network.</param>
    /// <param name="path">A safetensors file whose tensors have exactly the network's names and shapes, as F32, F16, BF16 or F64, or as I8
    /// with an F32 tensor of scales, such as <c>dense_1/kernel.scale</c>, one for each output.</param>
    /// <exception cref="NetworkFileException">The file is damaged, holds a number that is not finite as a 32-bit float, or belongs to
    /// another architecture; then <see cref="NetworkFileException.Differences"/> has all differences.</exception>
    /// <exception cref="InvalidOperationException">The network is being trained or evaluated (callbacks and progress reports of a training
    /// may load); it is as it was.</exception>
    /// <exception cref="IOException">The file is missing or could not be read.</exception>
    /// <example><code>
    /// var copy = new Digits();
    /// copy.Load("digits.safetensors");
    /// </code></example>
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
        using FileStream stream = ReadableFile.Open(path, $"{network.Info.Name} was not loaded from", bufferSize: 0);
        AlignedBuffer weights = Read(network.Info, stream, path);
        network.ReplaceWeights(weights.Span);
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
        network.ReplaceWeights(weights.Span);
    }

    /// <summary>Takes a part of a network's parameters from another network's file, for transfer learning; all others stay. Everything
    /// is read and checked first;
    /// on an exception the network is as it was. Predictions on other threads use the old parameters or the new ones, never a
    /// mixture.</summary>
    /// <param name="network">The network.</param>
    /// <param name="path">A file as for <see cref="Load(INetwork, string)"/>, which must have the part's tensors in their shapes, and
    /// may have
    /// others.</param>
    /// <param name="part">A layer's name, the beginning of several up to a <c>/</c>, or a tensor's: <c>dense_1</c>, <c>stage_2</c>,
    /// <c>dense_1/kernel</c>.</param>
    /// <param name="partInFile">What stands in its place in the file's names; null for the same.</param>
    /// <exception cref="ArgumentException">Nothing of that name has parameters; the message lists the layers that have.</exception>
    /// <inheritdoc cref="Load(INetwork, string)" path="/exception"/>
    /// <example><code>
    /// net.LoadPart("trained.safetensors", "dense_1");
    /// net.Freeze("dense_1");                                   // and only the rest learns
    /// </code></example>
    public static void LoadPart(this INetwork network, string path, string part, string? partInFile = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(part);
        CompiledNetwork compiled = network.Compiled;
        compiled.Store.CheckPart(part, nameof(part));
        Dictionary<string, ParameterBlock> blocks = compiled.Store.Blocks.Where(block => block.IsPartOf(part))
            .ToDictionary(block => (partInFile ?? part) + block.Name[part.Length..], StringComparer.Ordinal);
        using FileStream stream = ReadableFile.Open(path, $"{part} of {compiled.Info.Name} was not loaded from", bufferSize: 0);
        AlignedBuffer read = compiled.Store.Copy();
        Read(compiled.Info, stream, path, blocks, read.Span, isPart: true);
        using WeightEdit edit = compiled.EditWeights();
        foreach (ParameterBlock block in blocks.Values)
            read.Span.Slice(block.Offset, block.Rows * block.RowStride).CopyTo(edit.Values[block.Offset..]);
    }

    /// <summary>Loads a file again whenever it changes, until the result is disposed; see <see cref="NetworkFileWatcher"/>. Does not
    /// load it
    /// now. Changes behind links and on shared folders are seen within two seconds.</summary>
    /// <param name="network">The network.</param>
    /// <param name="path">The file, as for <see cref="Load(INetwork, string)"/>. It may be missing at first; its directory must
    /// exist.</param>
    /// <param name="loaded">Called on a thread of the pool after each load; must not throw.</param>
    /// <param name="failed">Called on a thread of the pool where a changed file could not be loaded, with what
    /// <see cref="Load(INetwork, string)"/> would have thrown; the network keeps its parameters, and the next change is tried again. Must
    /// not throw.</param>
    /// <exception cref="ArgumentException">The directory does not exist, or <paramref name="path"/> is one.</exception>
    /// <example><code>
    /// using NetworkFileWatcher watcher = net.Watch("digits.safetensors", failed: error =&gt; Console.Error.WriteLine(error.Message));
    /// </code></example>
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

    /// <summary>Measures what each <see cref="WeightFormat"/> would cost: the size of the file, and the quality of the network that it
    /// gives back. Writes no file and changes no network; others may predict meanwhile.</summary>
    /// <param name="network">The network, trained.</param>
    /// <param name="validation">Samples that it was not trained on.</param>
    /// <param name="options">How to evaluate; null: all defaults.</param>
    /// <exception cref="ArgumentException">Data and network do not fit; the message has the numbers.</exception>
    /// <exception cref="InvalidOperationException">The network is in training or evaluation already, a parameter is NaN or infinite, or the
    /// network is declared with <see cref="NetworkMode.InferenceOnly"/> and has no code to evaluate with.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public static WeightFormatReport CompareFormats(this INetwork network, Dataset validation, EvaluateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        return CompareFormats(network.Compiled, validation, options);
    }

    /// <inheritdoc cref="CompareFormats(INetwork, Dataset, EvaluateOptions?)"/>
    public static WeightFormatReport CompareFormats(CompiledNetwork network, Dataset validation, EvaluateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(validation);
        return WeightFormatComparison.Run(network, validation, options ?? new EvaluateOptions());
    }

    /// <summary>A file's parameters in the network's own layout.</summary>
    internal static AlignedBuffer Read(NetworkInfo info, Stream stream, string fileName)
    {
        AlignedBuffer weights = new(info.WeightFloats);
        Dictionary<string, ParameterBlock> blocks = info.Parameters.ToDictionary(block => block.Name, StringComparer.Ordinal);
        Read(info, stream, fileName, blocks, weights.Span, isPart: false);
        return weights;
    }

    /// <summary>Reads a file into the network's own layout.</summary>
    /// <param name="info">The network.</param>
    /// <param name="stream">The file.</param>
    /// <param name="fileName">Its name, for messages.</param>
    /// <param name="blocks">The tensors to read, by their names in the file.</param>
    /// <param name="weights">Receives them.</param>
    /// <param name="isPart">Whether the file may have others.</param>
    private static void Read(
        NetworkInfo info, Stream stream, string fileName, Dictionary<string, ParameterBlock> blocks, Span<float> weights, bool isPart)
    {
        SafetensorsHeader header = SafetensorsHeader.Read(stream, fileName, stream.CanSeek ? stream.Length - stream.Position : null);
        header.TakeNamesOf(blocks);
        List<string> differences = Compare(header, blocks, isPart);
        if (differences.Count > 0)
            throw NetworkFileException.OtherArchitecture(fileName, info.Name, differences);

        var scales = new Dictionary<string, (float[] Factors, int Rank)>(StringComparer.Ordinal);
        byte[] chunk = new byte[ChunkBytes];
        foreach (SafetensorsEntry entry in header.Entries)
        {
            if (blocks.TryGetValue(entry.Name, out ParameterBlock? block))
            {
                ReadTensor(stream, entry, weights, block, chunk, header.DataStart, fileName);
                continue;
            }
            if (isPart && !IsScale(entry))
            {
                Skip(stream, entry, chunk, header.DataStart, fileName);
                continue;
            }
            float[] factors = new float[(entry.End - entry.Begin) / sizeof(float)];
            ReadTensor(stream, entry, factors, int.MaxValue, 0, chunk, header.DataStart, fileName);
            scales[entry.Name] = (factors, entry.Shape.Length);
        }
        if (stream.Read(chunk, 0, 1) != 0)
            throw NetworkFileException.At(
                fileName, header.DataStart + header.DataLength, $"the last tensor ends here, but more bytes follow.");
        foreach (SafetensorsEntry entry in header.Entries)
            if (scales.TryGetValue(entry.Name + TensorData.ScaleSuffix, out (float[] Factors, int Rank) scale))
                Scale(entry, blocks[entry.Name], weights, scale.Factors, scale.Rank, header.DataStart, fileName);
        foreach (SafetensorsEntry entry in header.Entries)
            if (blocks.TryGetValue(entry.Name, out ParameterBlock? block) && block.IndexOfNegativeVariance(weights) is >= 0 and int bad)
                throw NetworkFileException.At(
                    fileName, header.DataStart + entry.Begin,
                    $"{block.Element(bad)} is {weights[block.Offset + bad]}; expected a variance, 0 or more.");

        bool IsScale(SafetensorsEntry entry) => entry.Name.EndsWith(TensorData.ScaleSuffix, StringComparison.Ordinal)
            && blocks.ContainsKey(entry.Name[..^TensorData.ScaleSuffix.Length]);
    }

    /// <summary>Passes over the tensor that comes next.</summary>
    private static void Skip(Stream stream, SafetensorsEntry entry, byte[] chunk, long dataStart, string fileName)
    {
        for (long position = entry.Begin; position < entry.End;)
        {
            int got = stream.ReadAtLeast(chunk.AsSpan(0, (int)Math.Min(chunk.Length, entry.End - position)), 1, throwOnEndOfStream: false);
            if (got == 0)
                throw NetworkFileException.At(
                    fileName, dataStart + position,
                    $"the file ends inside {entry.Name}; expected {entry.End - position} more bytes of it.");
            position += got;
        }
    }

    /// <summary>All differences between a network and a file: first the network's tensors in their order, then what the file has
    /// besides, unless
    /// only a part is read.</summary>
    private static List<string> Compare(SafetensorsHeader header, Dictionary<string, ParameterBlock> blocks, bool isPart)
    {
        Dictionary<string, SafetensorsEntry> entries = header.Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        List<string> differences = [];
        foreach ((string name, ParameterBlock block) in blocks.OrderBy(pair => pair.Value.Offset))
        {
            if (CompareShape(name, block.Shape) is not { } entry)
                continue;
            if (TensorData.TypeOf(entry.Type) is not { } type)
                differences.Add($"{name} is {entry.Type} in the file; only {TensorData.Readable} can be read");
            else if (type == EmbeddedTensorType.I8
                && CompareShape(name + TensorData.ScaleSuffix, block.ScaleShape, block.ColumnScaleShape) is { Type: not "F32" } scale)
                differences.Add($"{scale.Name} is {scale.Type} in the file; scales are F32");
        }
        foreach (SafetensorsEntry entry in header.Entries)
            if (!isPart && entries.ContainsKey(entry.Name))
                differences.Add($"{PrintableText.Of(entry.Name)} {SafetensorsHeader.Describe(entry.Shape)} is in the file only");
        return differences;

        // Takes the tensor out of those that the file has besides.
        SafetensorsEntry? CompareShape(string name, IReadOnlyList<int> shape, IReadOnlyList<int>? other = null)
        {
            long[] wanted = Widen(shape);
            if (!entries.Remove(name, out SafetensorsEntry? entry))
                differences.Add($"{name} {SafetensorsHeader.Describe(wanted)} is not in the file");
            else if (!IsShape(shape, entry) && !(other is not null && IsShape(other, entry)))
                differences.Add(
                    $"{name} is {SafetensorsHeader.Describe(wanted)}, but {SafetensorsHeader.Describe(entry.Shape)} in the file");
            return entry;
        }

        static bool IsShape(IReadOnlyList<int> shape, SafetensorsEntry entry) => Widen(shape).AsSpan().SequenceEqual(entry.Shape);

        static long[] Widen(IReadOnlyList<int> shape)
        {
            long[] dimensions = new long[shape.Count];
            for (int i = 0; i < dimensions.Length; i++)
                dimensions[i] = shape[i];
            return dimensions;
        }
    }

    /// <summary>Reads the tensor that comes next to its place.</summary>
    private static void ReadTensor(
        Stream stream, SafetensorsEntry entry, Span<float> weights, ParameterBlock block, byte[] chunk, long dataStart, string fileName)
    {
        if (block.Swap is null)
        {
            ReadTensor(stream, entry, weights[block.Offset..], block.Columns, block.RowStride, chunk, dataStart, fileName);
            return;
        }
        float[] tensor = new float[block.Count];
        ReadTensor(stream, entry, tensor, block.TensorColumns, block.TensorColumns, chunk, dataStart, fileName);
        for (int row = 0; row < block.TensorRows; row++)
            block.SetRow(weights, row, tensor.AsSpan(row * block.TensorColumns));
    }

    /// <summary>Reads the tensor that comes next into rows of <paramref name="columns"/> numbers.</summary>
    private static void ReadTensor(
        Stream stream, SafetensorsEntry entry, Span<float> rows, int columns, int rowStride, byte[] chunk, long dataStart, string fileName)
    {
        EmbeddedTensorType type = TensorData.TypeOf(entry.Type)!.Value;
        int size = TensorData.Size(type);
        (int row, int column) = (0, 0);
        for (long position = entry.Begin; position < entry.End;)
        {
            Span<byte> bytes = chunk.AsSpan(0, (int)Math.Min(chunk.Length, entry.End - position));
            int got = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (got < bytes.Length)
                throw NetworkFileException.At(
                    fileName, dataStart + position + got,
                    $"the file ends inside {entry.Name}; expected {entry.End - position - got} more bytes of it.");
            for (int at = 0, count; at < bytes.Length; at += count * size)
            {
                count = Math.Min(columns - column, (bytes.Length - at) / size);
                Span<float> values = rows.Slice(row * rowStride + column, count);
                TensorData.Decode(bytes[at..], type, values);
                int bad = FiniteNumbers.IndexOfNotFinite(values);
                if (bad >= 0)
                {
                    int place = at + bad * size;
                    string element = Element(entry, row * (long)columns + column + bad);
                    throw NetworkFileException.At(fileName, dataStart + position + place,
                        $"{element} is {TensorData.Decode(bytes[place..], type)}; expected a finite number that a 32-bit float can hold.");
                }
                column += count;
                if (column == columns)
                    (row, column) = (row + 1, 0);
            }
            position += bytes.Length;
        }
    }

    private static void Scale(
        SafetensorsEntry entry, ParameterBlock block, Span<float> weights, float[] scales, int rank, long dataStart, string fileName)
    {
        bool isOfRows = block.HasOutputRows && rank > 1;
        float[] values = new float[block.TensorColumns], buffer = new float[block.TensorColumns];
        for (int row = 0; row < block.TensorRows; row++)
        {
            block.CopyRow(weights, row, values);
            ReadOnlySpan<float> factors = ParameterBlock.RowScales(row, scales, isOfRows, buffer);
            TensorData.Scale(values, factors);
            int bad = FiniteNumbers.IndexOfNotFinite(values);
            if (bad < 0)
            {
                block.SetRow(weights, row, values);
                continue;
            }
            int number = row * block.TensorColumns + bad;
            string product = FormattableString.Invariant($"{block.Element(number)} times its scale {factors[bad]} is {values[bad]}");
            throw NetworkFileException.At(
                fileName, dataStart + entry.Begin + number, $"{product}; expected a finite number that a 32-bit float can hold.");
        }
    }

    /// <summary>A number of a tensor as people write it, <c>dense/kernel[3, 5]</c>.</summary>
    private static string Element(SafetensorsEntry entry, long index) =>
        ParameterBlock.Element(entry.Name, [.. entry.Shape.Select(dimension => (int)dimension)], (int)index);

    private static void CheckFormat(WeightFormat format)
    {
        if (!Enum.IsDefined(format))
            throw new ArgumentOutOfRangeException(
                nameof(format), format,
                $"There is no weight format {(int)format}; there are {string.Join(", ", Enum.GetNames<WeightFormat>())}.");
    }
}
