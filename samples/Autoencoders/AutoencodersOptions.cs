namespace Autoencoders;

/// <summary>What the command line says.</summary>
/// <param name="Data">The directory of MNIST; null: the digits inside the program.</param>
/// <param name="Epochs">How often each network sees every image; null: as suits the images.</param>
/// <param name="Seed">Same seed, same result.</param>
/// <param name="Save">Where the variational autoencoder goes; null: nowhere.</param>
/// <param name="Output">The directory for pictures and decoder.</param>
internal sealed record AutoencodersOptions(string? Data, int? Epochs, int Seed, string? Save, string Output);
