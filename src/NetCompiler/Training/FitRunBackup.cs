using System.Globalization;
using static System.FormattableString;

namespace NetCompiler;

/// <summary>What a training needs to go on as if it had never stopped.</summary>
internal sealed partial class FitRun
{
    /// <summary>Steps made.</summary>
    internal long Steps => _steps;

    /// <summary>Whether all that has to be kept between two steps can be: in the middle of an epoch nothing keeps the states that
    /// stateful layers carry.</summary>
    internal bool CanStopHere => _position.First == 0 || _network.Info.CarriedFloats == 0;

    /// <summary>What has to be the same for a training to go on, with names for messages.</summary>
    internal IReadOnlyList<(string Name, string Value)> Terms =>
    [
        ("network", _network.Info.Name),
        ("parameters",
            Invariant($"{_network.Info.Parameters.Count} tensors of {_network.Info.WeightFloats:N0} floats, {Fingerprint():x16}")),
        ("training samples", Invariant($"{_train.Count:N0}")),
        ("BatchSize", Invariant($"{_batchSize:N0}")),
        ("Seed", Invariant($"{_options.Seed}")),
        ("Shuffle", _options.Shuffle ? "true" : "false"),
        ("Optimizer", Invariant($"{_optimizer.GetType().Name} with {_optimizer.Slots.Count} numbers for each parameter")),
        ("figures", string.Join(", ", _allNames)),
        ("callbacks", string.Join(", ", _callbacks.Select(callback => callback.GetType().Name))),
    ];

    /// <summary>Writes it down.</summary>
    internal void Save(BinaryWriter writer)
    {
        writer.Write(_position.Epoch);
        writer.Write(_position.First);
        writer.Write(_position.Steps);
        writer.Write(_steps);
        writer.Write(_context.StopReason ?? "");
        writer.Write(_history.Epochs);
        foreach (string name in _allNames)
            foreach (double value in _history[name])
                writer.Write(value);
        foreach (double sum in _values.AsSpan(0, _names.Length))
            writer.Write(sum);
        writer.Write(_optimizer.Steps);
        writer.Write(_optimizer.LearningRate);
        Write(writer, _network.Weights);
        Write(writer, _snapshot);
        foreach (Simd.AlignedBuffer slot in _optimizer.Slots)
            Write(writer, slot.Span);
        foreach (Callback callback in _callbacks)
        {
            var memory = new CallbackMemory();
            callback.Save(memory);
            Write(writer, memory);
        }
    }

    /// <summary>Reads all of it, then takes it; on an exception the training is as it was.</summary>
    /// <param name="reader">What <see cref="Save"/> wrote.</param>
    /// <param name="end">What follows, and is the last.</param>
    /// <exception cref="InvalidDataException">It is not what <see cref="Save"/> writes.</exception>
    internal void Restore(BinaryReader reader, string end)
    {
        (int Epoch, int First, int Steps) position = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        long steps = reader.ReadInt64();
        string stopReason = reader.ReadString();
        int epochs = reader.ReadInt32();
        if (position.Epoch < 0 || position.First < 0 || position.First >= _train.Count || position.First % _batchSize != 0
            || position.Steps != position.First / _batchSize || epochs != position.Epoch || steps < 0
            || epochs > reader.BaseStream.Length / sizeof(double))
            throw new InvalidDataException(Invariant(
                $"it says that {epochs:N0} epochs, {position.First:N0} samples and {steps:N0} steps were done"));
        double[] values = new double[epochs * _allNames.Length], sums = new double[_names.Length];
        Read(reader, values);
        Read(reader, sums);
        long made = reader.ReadInt64();
        double rate = reader.ReadDouble();
        if (made < 0 || !(rate >= 0 && rate <= float.MaxValue))
            throw new InvalidDataException(Invariant($"it has {made:N0} steps of an optimizer with a learning rate of {rate}"));
        float[] weights = Floats(reader, _snapshot.Length), snapshot = Floats(reader, _snapshot.Length);
        float[][] slots = [.. _optimizer.Slots.Select(slot => Floats(reader, slot.Length))];
        CallbackMemory[] memories = [.. _callbacks.Select(_ => ReadMemory(reader))];
        if (reader.ReadString() != end || reader.BaseStream.Position != reader.BaseStream.Length)
            throw new InvalidDataException("it does not end where it should");

        (_position, _steps) = (position, steps);
        for (int epoch = 0; epoch < epochs; epoch++)
            _history.Add([.. _allNames.Select((_, i) => values[i * epochs + epoch])]);
        sums.CopyTo(_values, 0);
        for (int slot = 0; slot < slots.Length; slot++)
            slots[slot].CopyTo(_optimizer.Slots[slot].Span);
        _optimizer.Resume(made, rate);
        snapshot.CopyTo(_snapshot, 0);
        weights.CopyTo(_network.Store.Values.Span);
        _network.Store.Memory.Moved();
        if (stopReason.Length > 0)
            _context.StopTraining(stopReason);
        for (int i = 0; i < memories.Length; i++)
            _callbacks[i].Restore(memories[i]);
    }

    /// <summary>FNV-1a over names and shapes.</summary>
    private ulong Fingerprint()
    {
        ulong hash = 14695981039346656037;
        foreach (char letter in string.Join(";", _network.Info.Parameters.Select(block =>
            $"{block.Name} {string.Join("x", block.Shape.Select(size => size.ToString(CultureInfo.InvariantCulture)))}")))
            hash = (hash ^ letter) * 1099511628211;
        return hash;
    }

    private static void Write(BinaryWriter writer, ReadOnlySpan<float> values)
    {
        foreach (float value in values)
            writer.Write(value);
    }

    private static void Write(BinaryWriter writer, CallbackMemory memory)
    {
        writer.Write(memory.Numbers.Count);
        foreach ((string name, double value) in memory.Numbers)
        {
            writer.Write(name);
            writer.Write(value);
        }
        writer.Write(memory.Arrays.Count);
        foreach ((string name, float[] values) in memory.Arrays)
        {
            writer.Write(name);
            writer.Write(values.Length);
            Write(writer, values);
        }
    }

    private static CallbackMemory ReadMemory(BinaryReader reader)
    {
        var memory = new CallbackMemory();
        for (int count = reader.ReadInt32(); count > 0; count--)
            memory[reader.ReadString()] = reader.ReadDouble();
        for (int count = reader.ReadInt32(); count > 0; count--)
        {
            string name = reader.ReadString();
            memory.SetArray(name, Floats(reader, reader.ReadInt32()));
        }
        return memory;
    }

    private static void Read(BinaryReader reader, Span<double> values)
    {
        foreach (ref double value in values)
            value = reader.ReadDouble();
    }

    private static float[] Floats(BinaryReader reader, int length)
    {
        Stream stream = reader.BaseStream;
        if (length < 0 || length > (stream.Length - stream.Position) / sizeof(float))
            throw new InvalidDataException(Invariant($"{length:N0} numbers should stand at byte {stream.Position:N0}"));
        var values = new float[length];
        foreach (ref float value in values.AsSpan())
            value = reader.ReadSingle();
        int bad = FiniteNumbers.IndexOfNotFinite(values);
        return bad < 0 ? values : throw new InvalidDataException(Invariant(
            $"the number at byte {stream.Position - (length - bad) * sizeof(float):N0} is {values[bad]}"));
    }
}
