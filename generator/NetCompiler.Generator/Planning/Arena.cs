namespace NetCompiler.Generator.Planning;

/// <summary>Hands out the parts of a memory, one behind the other.</summary>
internal sealed class Arena(Memory memory)
{
    /// <summary>What has been handed out.</summary>
    public int Floats { get; private set; }

    /// <summary>Rows that a sample has of what is asked for.</summary>
    public int Rows { get; set; } = 1;

    /// <summary>Room for so many floats in each row.</summary>
    public Buffer Take(int floats)
    {
        floats *= Rows;
        var buffer = new Buffer(memory, floats, Floats);
        Floats += floats;
        return buffer;
    }
}

/// <summary>The memories that stages take room in.</summary>
internal sealed class Arenas
{
    /// <summary>What a training batch has for each sample.</summary>
    public Arena Batch { get; } = new(Memory.Batch);

    /// <summary>The transposed kernels.</summary>
    public Arena Transposed { get; } = new(Memory.Transposed);

    /// <summary>What normalisations know of a batch.</summary>
    public Arena Statistics { get; } = new(Memory.Statistics);

    /// <summary>What training carries from batch to batch, of each sample.</summary>
    public Arena Carried { get; } = new(Memory.Carried);

    /// <summary>What prediction computes from the parameters once; null where nothing predicts.</summary>
    public Arena? Prepared { get; init; }
}
