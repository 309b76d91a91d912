using System.CommandLine;
using Shared;

namespace Alvinn;

/// <summary>The command line.</summary>
internal static class AlvinnCommand
{
    /// <summary>The command with all its options.</summary>
    /// <param name="run">Does what they say, and gives the exit code.</param>
    internal static RootCommand Create(Func<AlvinnOptions, CancellationToken, Task<int>> run)
    {
        Option<string> model = new("--model")
        {
            Description = $"The network: {string.Join(", ", AlvinnModel.All.Select(model => $"{model.Name} ({model.Description})"))}.",
            DefaultValueFactory = _ => AlvinnModel.All[0].Name,
        };
        model.AcceptOnlyFromAmong([.. AlvinnModel.All.Select(model => model.Name)]);
        Option<DirectoryInfo?> data = new("--data")
        {
            Description = "Directory of recordings: NAME-images-idx3-ubyte and NAME-steering.csv, .gz or not. Without it the "
                + "network learns from a simulated camera and drives.",
        };
        Option<string> recording = new("--recording")
        {
            Description = "The NAME of the recording in --data.",
            DefaultValueFactory = _ => "garage",
        };
        Option<int?> epochs = CommonOptions.AtLeastOne(new Option<int?>("--epochs")
        {
            Description = "Passes over the training pictures. Left out, "
                + $"{string.Join(", ", AlvinnModel.All.Select(model => $"{model.Epochs} for {model.Name}"))}.",
        });
        Option<int> threads = CommonOptions.Threads();
        Option<int> seed = CommonOptions.Seed();
        Option<FileInfo?> save = CommonOptions.Save();
        Option<DirectoryInfo> output = CommonOptions.Output("the drive and of what the network learned", "alvinn");
        RootCommand command = new(
            "Teaches a network to follow a road by what a camera sees, and lets it drive; or learns from a recording how a person steered.")
        {
            model, data, recording, epochs, threads, seed, save, output,
        };
        command.SetAction((values, cancellation) =>
        {
            AlvinnModel chosen = AlvinnModel.All.Single(known => known.Name == values.GetValue(model));
            return run(
                new AlvinnOptions
                {
                    Model = chosen,
                    Data = values.GetValue(data)?.FullName,
                    Recording = values.GetRequiredValue(recording),
                    Epochs = values.GetValue(epochs) ?? chosen.Epochs,
                    Threads = values.GetValue(threads),
                    Seed = values.GetValue(seed),
                    Save = values.GetValue(save)?.FullName,
                    Output = values.GetRequiredValue(output).FullName,
                },
                cancellation);
        });
        return command;
    }
}
