using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Mnist;
using NetCompiler;

Option<DirectoryInfo?> data = new("--data") { Description = "Directory with the four IDX files of MNIST, .gz or not. Without it they are downloaded once." };
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
Option<int> epochs = new("--epochs") { Description = "Passes over the 60,000 training samples.", DefaultValueFactory = _ => 20 };
Option<int> threads = new("--threads") { Description = "Threads that train; the result does not depend on it.", DefaultValueFactory = _ => Environment.ProcessorCount };
Option<int> seed = new("--seed") { Description = "Same seed, same result.", DefaultValueFactory = _ => 1 };
Option<FileInfo?> save = new("--save") { Description = "Where to save the trained network, as safetensors." };
foreach (Option<int> positive in new[] { epochs, threads })
{
    positive.Validators.Add(result =>
    {
        if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) && value < 1)
            result.AddError($"{positive.Name} must be at least 1.");
    });
}
RootCommand command = new("Trains the multilayer perceptron of Keras's mnist_mlp example on MNIST, and measures it on the test set.")
{
    data, mirror, epochs, threads, seed, save,
};
command.SetAction((options, cancellation) => RunAsync(
    options.GetValue(data)?.FullName, options.GetValue(mirror), options.GetValue(epochs), options.GetValue(threads),
    options.GetValue(seed), options.GetValue(save)?.FullName, cancellation));
return await command.Parse(args).InvokeAsync();

static async Task<int> RunAsync(
    string? data, Uri? mirror, int epochs, int threads, int seed, string? save, CancellationToken cancellation)
{
    try
    {
        MnistFiles mnist = MnistFiles.Read(data ?? await DownloadAsync(mirror, cancellation), MnistFile.Official);
        foreach (string name in mnist.Changed)
            Console.WriteLine($"Note: {name} is valid, but not the original file; results may differ a little.");
        Train(mnist, epochs, threads, seed, save, cancellation);
        return 0;
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine("Cancelled.");
        return 130;
    }
    catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine(exception.Message);
        return 1;
    }
}

static async Task<string> DownloadAsync(Uri? mirror, CancellationToken cancellation)
{
    string directory = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "NetCompiler", "mnist");
    using HttpClient client = new();
    long shown = 0;
    MnistDownload download = new(client, directory, mirror is null ? MnistDownload.Mirrors : [mirror])
    {
        Progress = (name, received, total) =>
        {
            // A line a mebibyte and one at the end: readable in a terminal and in a log.
            if (received >> 20 == shown && received != total)
                return;
            shown = received >> 20;
            Console.WriteLine($"{name}.gz: {received / 1e6:0.0} MB{(total is long all ? $" of {all / 1e6:0.0} MB" : "")}");
        },
    };
    await download.EnsureAsync(MnistFile.Official, cancellation);
    return directory;
}

static void Train(MnistFiles mnist, int epochs, int threads, int seed, string? save, CancellationToken cancellation)
{
    CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
    Console.WriteLine(MnistMlp.Summary);
    MnistMlp net = new(seed);
    Stopwatch watch = Stopwatch.StartNew();
    net.Fit(mnist.Train, new FitOptions
    {
        Epochs = epochs,
        BatchSize = 128,
        Optimizer = new RMSprop(),
        Validation = mnist.Test,
        Seed = seed,
        MaxDegreeOfParallelism = threads,
        Progress = new ConsoleProgress(),
        CancellationToken = cancellation,
    });
    double seconds = watch.Elapsed.TotalSeconds;

    Evaluation test = net.Evaluate(mnist.Test);
    Console.WriteLine($"{epochs} {(epochs == 1 ? "epoch" : "epochs")} in {seconds:0.0} s, {(double)epochs * mnist.Train.Count / seconds:#,0} samples/s with {threads} threads, validation included.");
    Console.WriteLine($"Test loss {test.Loss:0.0000}, test accuracy {test.Accuracy:0.00%} (Keras: 98.40 %).");
    if (save is not null)
    {
        net.Save(save);
        Console.WriteLine($"Saved as {save}.");
    }
}

/// <summary>The network of Keras's mnist_mlp example.</summary>
[Network(784)]
[Dense(512), ReLU, Dropout(0.2f)]
[Dense(512), ReLU, Dropout(0.2f)]
[Dense(10), Softmax]
internal sealed partial class MnistMlp;
