using System.CommandLine;
using Shared;

namespace Mnist;

/// <summary>The command line.</summary>
internal static class MnistCommand
{
    /// <summary>The command with all its options.</summary>
    /// <param name="run">Does what they say, and gives the exit code.</param>
    internal static RootCommand Create(Func<MnistOptions, CancellationToken, Task<int>> run)
    {
        Option<string> model = new("--model")
        {
            Description = $"The network: {string.Join(", ", MnistModel.All.Select(model => $"{model.Name} ({model.Description})"))}.",
            DefaultValueFactory = _ => MnistModel.All[0].Name,
        };
        model.AcceptOnlyFromAmong([.. MnistModel.All.Select(model => model.Name)]);
        Option<string> dataset = new("--dataset")
        {
            Description = $"The images: {string.Join(", ", MnistImages.All.Select(images => $"{images.Name} ({images.Title})"))}.",
            DefaultValueFactory = _ => MnistImages.All[0].Name,
        };
        dataset.AcceptOnlyFromAmong([.. MnistImages.All.Select(images => images.Name)]);
        Option<DirectoryInfo?> data = new("--data")
        {
            Description = "Directory with the four IDX files of the images, .gz or not. Without it they are downloaded once."
        };
        Option<Uri?> mirror = new("--mirror")
        {
            Description = "Address to download from instead of the usual ones; the file names are appended to it.",
            CustomParser = result =>
            {
                if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
                    return address;
                result.AddError("--mirror must be an http or https address.");
                return null;
            },
        };
        Option<int?> epochs = CommonOptions.AtLeastOne(new Option<int?>("--epochs")
        {
            Description = "Passes over the 60,000 training samples. Left out, "
                + $"{string.Join(", ", MnistModel.All.Select(model => $"{model.Epochs} for {model.Name}"))}.",
        });
        Option<int> threads = CommonOptions.Threads();
        Option<int> seed = CommonOptions.Seed();
        Option<FileInfo?> save = CommonOptions.Save();
        Option<DirectoryInfo> output = CommonOptions.Output("the learned filters and of the misread images", "mnist");
        RootCommand command =
            new("Trains a network on MNIST or Fashion-MNIST, measures it on the test set, and draws what it learned and what it misreads.")
        {
            model, dataset, data, mirror, epochs, threads, seed, save, output,
        };
        command.SetAction((values, cancellation) =>
        {
            MnistModel chosen = MnistModel.All.Single(known => known.Name == values.GetValue(model));
            return run(
                new MnistOptions
                {
                    Model = chosen,
                    Images = MnistImages.All.Single(known => known.Name == values.GetValue(dataset)),
                    Data = values.GetValue(data)?.FullName,
                    Mirror = values.GetValue(mirror),
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
