using NetCompiler.Simd;
using static System.FormattableString;

namespace NetCompiler;

/// <summary>
/// Owns parameters: where each tensor lies, the present values, and who may change them. Optimizers keep their state for a store, files and
/// hot reload publish to it, training steps move what is in it.
/// </summary>
/// <remarks>
/// Parameters change in two ways. A training step moves the present buffer in its place, so that whoever reads it meanwhile sees parameters
/// in motion. Everything else writes the other buffer and publishes it as a whole; the one that was present is written over by the
/// publication after the next, which <see cref="ParameterBuffer.Overwrites"/> tells those who still read it.
/// </remarks>
internal sealed class ParameterStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ParameterBlock> _byName = new(StringComparer.Ordinal);
    private ParameterBuffer _current;
    private ParameterBuffer? _spare;
    private int _version, _use, _trainings;
    private bool[] _frozen;

    /// <summary>Takes first values.</summary>
    /// <param name="info">Names the owner and says where tensors lie.</param>
    /// <param name="values">As long as that says; nobody else's from now on.</param>
    internal ParameterStore(NetworkInfo info, AlignedBuffer values)
    {
        Name = info.Name;
        Blocks = [.. info.Parameters];
        foreach (ParameterBlock block in Blocks)
            _byName.Add(block.Name, block);
        _current = new ParameterBuffer(values);
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

    /// <summary>The length of a buffer in floats, padding included.</summary>
    internal int Floats => _current.Floats.Length;

    /// <summary>The present parameters.</summary>
    internal ParameterBuffer Current => Volatile.Read(ref _current);

    /// <summary>Another number after every change; odd while a publication is under way.</summary>
    internal int Version => Volatile.Read(ref _version);

    /// <summary>The present parameters, with the numbers that belong to them.</summary>
    internal (ParameterBuffer Buffer, int Version, int Overwrites) Present
    {
        get
        {
            var spin = new SpinWait();
            while (true)
            {
                int version = Version;
                ParameterBuffer buffer = Current;
                int overwrites = buffer.Overwrites;
                if ((version & 1) == 0 && Version == version)
                    return (buffer, version, overwrites);
                spin.SpinOnce();
            }
        }
    }

    /// <summary>Says that a training step has moved the present parameters in their place.</summary>
    internal void Moved() => Interlocked.Add(ref _version, 2);

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

    /// <summary>Begins to replace the parameters: gives the buffer to write, which holds anything. No training step can begin until
    /// <see cref="EndReplacing"/>.</summary>
    /// <exception cref="InvalidOperationException">They are being trained or evaluated, outside of callbacks, or edited by this thread;
    /// nothing has changed.</exception>
    internal ParameterBuffer BeginReplacing()
    {
        if (_gate.IsHeldByCurrentThread)
            throw BeingEdited();
        _gate.Enter();
        if (!TryEnter(Use.Replacing))
        {
            _gate.Exit();
            throw new InvalidOperationException(
                $"This {Name} is being trained or evaluated, so its parameters cannot be replaced now: wait for the other call, do it in " +
                "a callback of that training, or use another network.");
        }
        ParameterBuffer spare = _spare ??= new ParameterBuffer(new AlignedBuffer(Floats));
        spare.Overwrite();
        return spare;
    }

    /// <summary>Makes what <see cref="BeginReplacing"/> gave the present parameters, at once for everyone.</summary>
    internal void Publish()
    {
        Interlocked.Increment(ref _version);
        ParameterBuffer published = _spare!;
        _spare = _current;
        Volatile.Write(ref _current, published);
        Interlocked.Increment(ref _version);
    }

    /// <summary>Ends replacing, whether or not something was published.</summary>
    internal void EndReplacing()
    {
        Leave();
        _gate.Exit();
    }

    /// <summary>Copies the present parameters, all of one publication, however often others publish meanwhile.</summary>
    /// <param name="values">Receives them: the whole buffer, or one tensor as in files.</param>
    /// <param name="block">The tensor; null for the whole buffer.</param>
    internal void CopyTo(Span<float> values, ParameterBlock? block = null)
    {
        var spin = new SpinWait();
        while (true)
        {
            (ParameterBuffer buffer, _, int overwrites) = Present;
            if (block is null)
                buffer.Floats.Span.CopyTo(values);
            else
                block.CopyTensor(buffer.Floats.Span, values);
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

    /// <summary>Keeps others from replacing the parameters until the result is disposed: for who would else be overtaken again and
    /// again.</summary>
    internal Lock.Scope HoldStill() => _gate.EnterScope();

    /// <summary>Whether a training is under way, callbacks included, or an evaluation.</summary>
    internal bool IsBusy => Volatile.Read(ref _trainings) > 0 || Volatile.Read(ref _use) == (int)Use.Training;

    /// <summary>Begins the one training there can be at a time, which goes on in callbacks while the parameters are not claimed, and claims
    /// them.</summary>
    /// <exception cref="InvalidOperationException">There is one already, perhaps one whose callback calls this, or someone has claimed
    /// them.</exception>
    internal void BeginTraining()
    {
        if (Interlocked.CompareExchange(ref _trainings, 1, 0) != 0)
        {
            throw new InvalidOperationException(
                $"This {Name} is in training already. One training at a time: wait for the other call, or use a network " +
                "of its own for each thread. Callbacks and progress reports of a training may evaluate, save and load the network, " +
                "not train it.");
        }
        try
        {
            Claim();
        }
        catch (InvalidOperationException)
        {
            EndTraining();
            throw;
        }
    }

    /// <summary>Ends the training, after its claim was given back.</summary>
    internal void EndTraining() => Volatile.Write(ref _trainings, 0);

    /// <summary>Claims the parameters for steps: nobody replaces them until <see cref="Release"/>.</summary>
    /// <exception cref="InvalidOperationException">Someone has claimed them, or this thread edits them.</exception>
    internal void Claim()
    {
        if (_gate.IsHeldByCurrentThread)
            throw BeingEdited();
        if (!TryEnter(Use.Training))
        {
            throw new InvalidOperationException(
                $"This {Name} is being trained or evaluated already. One training at a time: wait for the other call, or use a network " +
                "of its own for each thread.");
        }
    }

    /// <summary>Gives the claim back.</summary>
    internal void Release() => Leave();

    /// <summary>A claim for replacing is waited for.</summary>
    private bool TryEnter(Use use)
    {
        var spin = new SpinWait();
        while (true)
        {
            var found = (Use)Interlocked.CompareExchange(ref _use, (int)use, (int)Use.None);
            if (found != Use.Replacing)
                return found == Use.None;
            spin.SpinOnce();
        }
    }

    private void Leave() => Volatile.Write(ref _use, (int)Use.None);

    private InvalidOperationException BeingEdited() =>
        new(Invariant($"This {Name} is being edited by this thread: dispose what EditWeights gave first."));

    /// <summary>What parameters are claimed for. Predictions claim nothing.</summary>
    private enum Use
    {
        None,
        Training,
        Replacing,
    }
}
