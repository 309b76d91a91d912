using NetCompiler.Simd;
using static System.FormattableString;

namespace NetCompiler;

/// <summary>
/// A network's parameters: where each tensor lies in a stretch of a <see cref="ParameterMemory"/>, which are frozen. Optimizers keep their
/// state for a store, files and hot reload publish to it, training steps move what is in it.
/// </summary>
internal sealed class ParameterStore
{
    private readonly Dictionary<string, ParameterBlock> _byName = new(StringComparer.Ordinal);
    private readonly int _offset;
    private bool[] _frozen;

    // The stretches of the two buffers that were seen last: looking at one again allocates nothing.
    private Stretch? _stretch, _otherStretch;

    /// <summary>Takes first values.</summary>
    /// <param name="info">Names the owner and says where tensors lie.</param>
    /// <param name="values">As long as that says; nobody else's from now on.</param>
    internal ParameterStore(NetworkInfo info, AlignedBuffer values) : this(info, new ParameterMemory(info.Name, values), 0)
    {
    }

    /// <summary>Takes a stretch of a memory.</summary>
    /// <param name="info">Names the owner and says where tensors lie.</param>
    /// <param name="memory">The memory.</param>
    /// <param name="offset">Where the stretch begins, in floats; a multiple of 16.</param>
    internal ParameterStore(NetworkInfo info, ParameterMemory memory, int offset)
    {
        (Name, Memory, _offset, Floats) = (info.Name, memory, offset, info.WeightFloats);
        Blocks = [.. info.Parameters];
        foreach (ParameterBlock block in Blocks)
            _byName.Add(block.Name, block);
        _frozen = [.. Blocks.Select(block => !block.IsTrainable)];
    }

    /// <summary>For each tensor, whether steps leave it as it is; never written into, but replaced as a whole.</summary>
    internal bool[] Frozen => Volatile.Read(ref _frozen);

    /// <summary>Freezes or unfreezes the tensors of a layer, of a part of the network or of one name, from the next step on.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    internal void Freeze(string name, bool isFrozen)
    {
        CheckPart(name, nameof(name));
        bool[] seen, changed;
        do
        {
            seen = Frozen;
            changed = [.. seen.Select((was, i) => Blocks[i].IsPartOf(name) ? isFrozen : was)];
        }
        while (Interlocked.CompareExchange(ref _frozen, changed, seen) != seen);
    }

    /// <summary>Whose parameters these are, for messages.</summary>
    internal string Name { get; }

    /// <summary>The tensors, in layer order.</summary>
    internal ParameterBlock[] Blocks { get; }

    /// <summary>Where the values are.</summary>
    internal ParameterMemory Memory { get; }

    /// <summary>The number of floats, padding included.</summary>
    internal int Floats { get; }

    /// <summary>The present values.</summary>
    internal AlignedBuffer Values => ValuesIn(Memory.Current);

    /// <summary>The values in one of the memory's buffers.</summary>
    internal AlignedBuffer ValuesIn(ParameterBuffer buffer)
    {
        if (buffer.Floats.Length == Floats)
            return buffer.Floats;
        if (Volatile.Read(ref _stretch) is { } stretch && stretch.Buffer == buffer)
            return stretch.Values;
        if (Volatile.Read(ref _otherStretch) is not { } other || other.Buffer != buffer)
            other = new Stretch(buffer, buffer.Floats.Slice(_offset, Floats));
        Volatile.Write(ref _otherStretch, _stretch);
        Volatile.Write(ref _stretch, other);
        return other.Values;
    }

    /// <summary>Begins to replace the parameters: gives the buffer to write, whose values in this store hold anything. See
    /// <see cref="ParameterMemory.BeginReplacing"/>.</summary>
    internal ParameterBuffer BeginReplacing()
    {
        ParameterBuffer buffer = Memory.BeginReplacing();
        // What is not this store's stays as it is.
        if (buffer.Floats.Length != Floats)
            Memory.Current.Floats.Span.CopyTo(buffer.Floats.Span);
        return buffer;
    }

    /// <summary>A tensor by its name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those that there are.</exception>
    internal ParameterBlock Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _byName.TryGetValue(name, out ParameterBlock? block) ? block : throw new ArgumentException(
            $"{Name} has no parameter \"{name}\"; it has {string.Join(", ", Blocks.Select(known => known.Name))}.", nameof(name));
    }

    /// <summary>Checks that there are tensors of a layer, of a part of the network or of one name.</summary>
    /// <exception cref="ArgumentException">There are none; the message lists the layers that have some.</exception>
    internal void CheckPart(string name, string parameter)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        if (Array.Exists(Blocks, block => block.IsPartOf(name)))
            return;
        IEnumerable<string> layers = Blocks.Select(block => block.Name[..block.Name.LastIndexOf('/')]).Distinct();
        throw new ArgumentException($"{Name} has no layer \"{name}\" with parameters; it has {string.Join(", ", layers)}.", parameter);
    }

    /// <summary>A copy of a tensor as in files.</summary>
    /// <exception cref="ArgumentException">There is no such tensor.</exception>
    internal float[] GetTensor(string name)
    {
        ParameterBlock block = Find(name);
        var values = new float[block.Count];
        CopyTo(values, block);
        return values;
    }

    /// <summary>Checks that values can be a tensor's.</summary>
    /// <returns>The tensor.</returns>
    /// <exception cref="ArgumentException">There is no such tensor, or they cannot.</exception>
    internal ParameterBlock CheckTensor(string name, ReadOnlySpan<float> values)
    {
        ParameterBlock block = Find(name);
        if (values.Length != block.Count)
        {
            string shape = string.Join(", ", block.Shape);
            throw new ArgumentException(
                Invariant($"{Name}'s {name} is ({shape}), which takes {block.Count:N0} values, not {values.Length:N0}."), nameof(values));
        }
        int bad = FiniteNumbers.IndexOfNotFinite(values);
        if (bad >= 0)
        {
            throw new ArgumentException(
                Invariant($"Value {bad:N0} for {Name}'s {name} is {values[bad]}; parameters are finite numbers."), nameof(values));
        }
        int negative = block.IsVariance ? values.IndexOfAnyInRange(float.NegativeInfinity, -float.Epsilon) : -1;
        if (negative >= 0)
        {
            throw new ArgumentException(
                Invariant($"Value {negative:N0} for {Name}'s {name} is {values[negative]}; a variance is 0 or more."), nameof(values));
        }
        return block;
    }

    /// <summary>Checks that another store's parameters can stand in place of these.</summary>
    /// <exception cref="ArgumentException">They lie otherwise; the message has the first difference.</exception>
    internal void CheckSameLayout(ParameterStore other, string name)
    {
        for (int i = 0; i < Math.Max(Blocks.Length, other.Blocks.Length); i++)
        {
            ParameterBlock? mine = i < Blocks.Length ? Blocks[i] : null, its = i < other.Blocks.Length ? other.Blocks[i] : null;
            if (mine is not null && its is not null && mine.LiesAs(its))
                continue;
            throw new ArgumentException(
                $"{Name} and {other.Name} have different parameters: number {i + 1} is {Describe(mine)} here and {Describe(its)} there. " +
                "Between networks of different layers, parameters go by name: see GetParameter, SetParameter and files.", name);
        }

        static string Describe(ParameterBlock? block) => block is null ? "missing" : $"{block.Name} ({string.Join(", ", block.Shape)})";
    }

    /// <summary>The tensor that a place in a buffer belongs to.</summary>
    internal ParameterBlock At(int index) => Blocks.Last(block => block.Offset <= index);

    /// <summary>Copies the present parameters, all of one publication, however often others publish meanwhile.</summary>
    /// <param name="values">Receives them: the whole buffer, or one tensor as in files.</param>
    /// <param name="block">The tensor; null for the whole buffer.</param>
    internal void CopyTo(Span<float> values, ParameterBlock? block = null)
    {
        var spin = new SpinWait();
        while (true)
        {
            (ParameterBuffer buffer, _, int overwrites) = Memory.Present;
            AlignedBuffer present = ValuesIn(buffer);
            if (block is null)
                present.Span.CopyTo(values);
            else
                block.CopyTensor(present.Span, values);
            Volatile.ReadBarrier();
            if (buffer.Overwrites == overwrites)
                return;
            spin.SpinOnce();
        }
    }

    /// <summary>A copy of the present parameters.</summary>
    internal AlignedBuffer Copy()
    {
        var copy = new AlignedBuffer(Floats);
        CopyTo(copy.Span);
        return copy;
    }

    /// <summary>The store's values in one buffer.</summary>
    private sealed record Stretch(ParameterBuffer Buffer, AlignedBuffer Values);
}
