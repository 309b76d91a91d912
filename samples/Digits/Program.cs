// Trains a perceptron and a convolutional network on handwritten digits, compares them on both usual splits, and shows one at work.
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Digits;
using NetCompiler;
using Shared;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Option<FileInfo?> save =
    new("--save") { Description = "File for the trained perceptron, as safetensors. Written as well when Ctrl+C ends its training." };
RootCommand command =
    new("Trains a perceptron and a convolutional network on handwritten digits, compares them, and shows one at work.") { save };
command.SetAction((values, cancellation) => Task.FromResult(Run(values.GetValue(save)?.FullName, cancellation)));
return await command.Parse(args).InvokeAsync();

static int Run(string? save, CancellationToken cancellation)
{
    Console.SetOut(NarrowWriter.Standard());
    DigitsNet net = new(seed: 1);
    try
    {
        Console.WriteLine("Shuffled (seed 1): 1,437 digits to train, 360 to test");
        Console.WriteLine(DigitsNet.Summary);
        Dataset digits = ReadDigits();
        Dataset shuffled = digits.Shuffle(seed: 1);
        (Dataset Train, Dataset Test) mixed = (shuffled.Take(1437), shuffled.Skip(1437)), byWriter = (digits.Take(1437), digits.Skip(1437));
        try
        {
            Fit(net.Compiled, mixed.Train, seed: 1, cancellation, new ConsoleProgress());
        }
        finally
        {
            if (save is not null)
                net.Save(save);
        }
        double accuracy = net.Evaluate(mixed.Test).Accuracy;

        Console.WriteLine();
        Console.WriteLine(DigitsCnn.Summary);
        Console.WriteLine();
        Console.WriteLine(
            "Both networks on both splits; by writer: the last 360 digits are from people whose writing the networks have never seen");
        Compare(cancellation, mixed, byWriter);

        Console.WriteLine();
        Console.WriteLine(net.CompareFormats(mixed.Test));
        Show(mixed.Test.Input(0), mixed.Test.Label(0), net);
        Measure(net, mixed.Test.Input(0));
        return accuracy >= 0.965 ? 0 : 1;
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine(save is null ? "Cancelled." : $"Cancelled; what was learned is in {save}.");
        return 130;
    }
    catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine(exception.Message);
        return 1;
    }
}

static Dataset ReadDigits()
{
    using Stream stream = typeof(DigitsNet).Assembly.GetManifestResourceStream("digits.csv.gz")!;
    return CsvFile.Read(stream, "digits.csv.gz").ToDataset(classes: 10, scale: 1f / 16);
}

static void Fit(CompiledNetwork network, Dataset train, int seed, CancellationToken cancellation, ConsoleProgress? progress = null) =>
    network.Fit(train, new FitOptions
    {
        Epochs = 60,
        BatchSize = 32,
        Optimizer = new Adam(),
        Seed = seed,
        Progress = progress,
        CancellationToken = cancellation,
    });

// Each network from three seeds, because one digit of the 360 is 0.28 %, and chance moves several.
static void Compare(CancellationToken cancellation, params (Dataset Train, Dataset Test)[] splits)
{
    const int Seeds = 3;
    var sheet = new Sheet("Network", "Parameters", "Shuffled", "By writer", "Seconds")
    {
        Numbers = ["Parameters", "Shuffled", "By writer", "Seconds"],
        Caption = $"Test accuracy in %: the mean of {Seeds} seeds, and the worst and the best of them",
    };
    List<double[]> means = [];
    (string, Func<int, INetwork>)[] networks = [("perceptron", seed => new DigitsNet(seed)), ("CNN", seed => new DigitsCnn(seed))];
    foreach ((string name, Func<int, INetwork> create) in networks)
    {
        long start = Stopwatch.GetTimestamp();
        double[][] accuracies = [.. splits.Select(split => Accuracies(create, split, Seeds, cancellation))];
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        means.Add([.. accuracies.Select(split => split.Average())]);
        IEnumerable<string> figures = accuracies.Select(split => $"{split.Average():F2} ({split.Min():F1}-{split.Max():F1})");
        sheet.Add([name, $"{create(1).Compiled.Info.ParameterCount:N0}", .. figures, $"{seconds:F1}"]);
    }
    sheet.Add(["gain", "", .. means[0].Zip(means[1], (perceptron, cnn) => $"{cnn - perceptron:+0.00;-0.00}"), ""]);
    sheet.Write();
}

static double[] Accuracies(Func<int, INetwork> create, (Dataset Train, Dataset Test) split, int seeds, CancellationToken cancellation)
{
    var accuracies = new double[seeds];
    for (int seed = 1; seed <= seeds; seed++)
    {
        CompiledNetwork network = create(seed).Compiled;
        Fit(network, split.Train, seed, cancellation);
        accuracies[seed - 1] = 100 * network.Evaluate(split.Test).Accuracy;
    }
    return accuracies;
}

static void Show(ReadOnlySpan<float> digit, int label, DigitsNet net)
{
    Console.WriteLine();
    Span<float> probabilities = stackalloc float[DigitsNet.OutputLength];
    net.Predict(digit, probabilities);
    for (int y = 0; y < 8; y++)
    {
        Console.Write("  ");
        for (int x = 0; x < 8; x++)
            Console.Write(new string(" .:-=+*#%@"[(int)(digit[8 * y + x] * 9.99f)], 2));
        Console.WriteLine();
    }
    int guess = net.Classify(digit);
    Console.WriteLine($"  A test digit: it is a {label}, the network says {guess} with probability {probabilities[guess]:P1}.");
}

static void Measure(DigitsNet net, ReadOnlySpan<float> digit)
{
    const int Calls = 200_000;
    Span<float> probabilities = stackalloc float[DigitsNet.OutputLength];
    double best = double.PositiveInfinity;
    long allocated = 0;
    for (int round = 0; round < 5; round++)
    {
        long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Calls; i++)
            net.Predict(digit, probabilities);
        best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / Calls);
        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
    }
    Console.WriteLine(
        $"  One prediction takes {best:N0} ns and allocates {allocated / Calls} bytes ({net.Compiled.Info.MultiplyAdds:N0} "
            + "multiply-adds).");
}
