namespace Mnist;

/// <summary>What the command line says.</summary>
internal sealed record MnistOptions
{
    internal required MnistModel Model { get; init; }

    internal required MnistImages Images { get; init; }

    /// <summary>The directory with the four files; null: they are downloaded.</summary>
    internal string? Data { get; init; }

    /// <summary>Where to download from; null: the usual addresses.</summary>
    internal Uri? Mirror { get; init; }

    internal required int Epochs { get; init; }

    internal required int Threads { get; init; }

    internal required int Seed { get; init; }

    /// <summary>Where the trained network goes; null: nowhere.</summary>
    internal string? Save { get; init; }

    /// <summary>The directory for the pictures.</summary>
    internal required string Output { get; init; }
}
