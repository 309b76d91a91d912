namespace Gan;

/// <summary>What the command line says.</summary>
/// <param name="Data">The directory of MNIST; null: the digits inside the program.</param>
/// <param name="Epochs">How often the critic sees every image; null: as suits the images.</param>
/// <param name="Seed">Same seed, same result.</param>
/// <param name="Save">Where the painter goes; null: nowhere.</param>
/// <param name="Output">The directory for pictures.</param>
internal sealed record GanOptions(string? Data, int? Epochs, int Seed, string? Save, string Output);
