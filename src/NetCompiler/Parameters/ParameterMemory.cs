using NetCompiler.Simd;
using static System.FormattableString;

namespace NetCompiler;

/// <summary>
/// The memory of parameters: the present values, and who may change them. A network's is also that of its parts, each of which has a
/// <see cref="ParameterStore"/> for its stretch.
/// </summary>
/// <remarks>
/// Parameters change in two ways. A training step moves the present buffer in its place, so that whoever reads it meanwhile sees parameters
/// in motion. Everything else writes the other buffer and publishes it as a whole; the one that was present is written over by the
/// publication after the next, which <see cref="ParameterBuffer.Overwrites"/> tells those who still read it.
/// </remarks>
/// <param name="name">Whose parameters these are, for messages.</param>
/// <param name="values">The first values; nobody else's from now on.</param>
internal sealed class ParameterMemory(string name, AlignedBuffer values)
{
    private readonly Lock _gate = new();
    private ParameterBuffer _current = new(values);
    private ParameterBuffer? _spare;
    private int _version, _use, _trainings;

    /// <summary>Whose parameters these are, for messages.</summary>
    private string Name { get; } = name;

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
        ParameterBuffer spare = _spare ??= new ParameterBuffer(new AlignedBuffer(_current.Floats.Length));
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
