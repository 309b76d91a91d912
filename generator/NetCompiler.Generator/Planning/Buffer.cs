// System.Buffer is not meant anywhere here.
global using Buffer = NetCompiler.Generator.Planning.Buffer;

namespace NetCompiler.Generator.Planning;

/// <summary>A stretch of memory with a life: from the first step of the schedule that writes it to the last that reads it.</summary>
/// <param name="Memory">What it is a part of.</param>
/// <param name="Floats">Its length, of one sample where samples have their own.</param>
/// <param name="Offset">Where it begins in that memory.</param>
internal sealed record Buffer(Memory Memory, int Floats, int Offset)
{
    /// <summary>Where samples lie one behind the other: what each of them has in front of that, one buffer behind the other.</summary>
    public int Ahead { get; init; }

    /// <summary>Where samples lie one behind the other: the distance between them.</summary>
    public int Stride { get; init; }

    /// <summary>What nobody keeps.</summary>
    public static readonly Buffer None = new(Memory.None, 0, 0);

    /// <summary>The network's inputs.</summary>
    public static readonly Buffer Inputs = new(Memory.Inputs, 0, 0);

    /// <summary>The network's outputs.</summary>
    public static readonly Buffer Outputs = new(Memory.Outputs, 0, 0);
}

/// <summary>What buffers are a part of.</summary>
internal enum Memory
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>The samples.</summary>
    Inputs,

    /// <summary>The answers, one output behind the other.</summary>
    Outputs,

    /// <summary>What answers should be, one output behind the other.</summary>
    Targets,

    /// <summary>Workspace with room for every sample of a batch, one buffer behind the other.</summary>
    Batch,

    /// <summary>Workspace with room for every sample of a batch, one sample behind the other.</summary>
    Sample,

    /// <summary>Workspace that one sample after the other uses.</summary>
    Shared,

    /// <summary>Kernels transposed for the data gradients.</summary>
    Transposed,

    /// <summary>What normalisations know of a batch.</summary>
    Statistics,

    /// <summary>What training carries from batch to batch, one sample behind the other.</summary>
    Carried,

    /// <summary>What prediction computes from the parameters once.</summary>
    Prepared,
}
