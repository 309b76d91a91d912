using System.CommandLine;
using System.Globalization;

namespace Shared;

/// <summary>What several samples' command lines have in common.</summary>
internal static class CommonOptions
{
    /// <summary><c>--seed</c>.</summary>
    internal static Option<int> Seed() => new("--seed") { Description = "Same seed, same result.", DefaultValueFactory = _ => 1 };

    /// <summary><c>--save</c>.</summary>
    internal static Option<FileInfo?> Save() =>
        new("--save") { Description = "File for the trained network, as safetensors. Written as well when Ctrl+C ends the training." };

    /// <summary><c>--threads</c>.</summary>
    internal static Option<int> Threads() => AtLeastOne(new Option<int>("--threads")
    {
        Description = "Threads that train, at most one for each processor; the result does not depend on it.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    });

    /// <summary><c>--output</c>.</summary>
    /// <param name="pictures">What is drawn there.</param>
    /// <param name="directory">The usual place.</param>
    internal static Option<DirectoryInfo> Output(string pictures, string directory) =>
        new("--output")
        {
            Description = $"Where the pictures of {pictures} go, as SVG.",
            DefaultValueFactory = _ => new DirectoryInfo(directory),
        };

    /// <summary>The option, which refuses numbers below 1.</summary>
    internal static TOption AtLeastOne<TOption>(TOption option)
        where TOption : Option
    {
        option.Validators.Add(result =>
        {
            string? text = result.Tokens.FirstOrDefault()?.Value;
            if (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) && value < 1)
                result.AddError($"{option.Name} must be at least 1.");
        });
        return option;
    }
}
