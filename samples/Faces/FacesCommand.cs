using System.CommandLine;
using Shared;

namespace Faces;

/// <summary>The command line.</summary>
internal static class FacesCommand
{
    /// <summary>The command with all its options.</summary>
    /// <param name="run">Does what they say, and gives the exit code.</param>
    internal static RootCommand Create(Func<FacesOptions, CancellationToken, Task<int>> run)
    {
        Option<DirectoryInfo> data = new("--data")
        {
            Description = "Directory with the CMU face images as faces-32x30-images-idx3-ubyte and labels.csv, .gz or not.",
            Required = true,
        };
        Option<int> threads = CommonOptions.Threads();
        Option<int> seed = CommonOptions.Seed();
        Option<FileInfo?> save = CommonOptions.Save();
        Option<DirectoryInfo> output = CommonOptions.Output("what the hidden units look for", "faces");
        RootCommand command = new("Learns from the textbook's photographs where a face looks, who it is, and whether it wears sunglasses.")
        {
            data, threads, seed, save, output,
        };
        command.SetAction((values, cancellation) => run(
            new FacesOptions
            {
                Data = values.GetRequiredValue(data).FullName,
                Threads = values.GetValue(threads),
                Seed = values.GetValue(seed),
                Save = values.GetValue(save)?.FullName,
                Output = values.GetRequiredValue(output).FullName,
            },
            cancellation));
        return command;
    }
}
