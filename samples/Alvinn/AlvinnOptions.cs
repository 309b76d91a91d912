namespace Alvinn;

/// <summary>What the command line says.</summary>
internal sealed record AlvinnOptions
{
    internal required AlvinnModel Model { get; init; }

    /// <summary>The directory of recordings; null: the network learns and drives in the simulation.</summary>
    internal string? Data { get; init; }

    /// <summary>The name of the recording.</summary>
    internal required string Recording { get; init; }

    internal required int Epochs { get; init; }

    internal required int Threads { get; init; }

    internal required int Seed { get; init; }

    /// <summary>Where the trained network goes; null: nowhere.</summary>
    internal string? Save { get; init; }

    /// <summary>The directory for the pictures.</summary>
    internal required string Output { get; init; }
}
