namespace Faces;

/// <summary>What the command line says.</summary>
internal sealed record FacesOptions
{
    /// <summary>The directory with the faces.</summary>
    internal required string Data { get; init; }

    internal required int Threads { get; init; }

    internal required int Seed { get; init; }

    /// <summary>Where the network that knows pose and person goes; null: nowhere.</summary>
    internal string? Save { get; init; }

    /// <summary>The directory for the pictures.</summary>
    internal required string Output { get; init; }
}
