// Trains a network on handwritten digits, measures it on both usual splits, and shows it at work.
using System.Diagnostics;
using System.Globalization;
using Digits;
using NetCompiler;
using Spectre.Console;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Dataset digits = ReadDigits();

Console.WriteLine(DigitsNet.Summary);
Console.WriteLine();
Console.WriteLine("Shuffled (seed 1): 1,437 digits to train, 360 to test");
Dataset shuffled = digits.Shuffle(seed: 1);
(DigitsNet net, Evaluation shuffledScore) = Train(shuffled.Take(1437), shuffled.Skip(1437));

Console.WriteLine();
Console.WriteLine("By writer: the last 360 digits are from people whose writing the network has never seen");
(_, Evaluation writerScore) = Train(digits.Take(1437), digits.Skip(1437));

Console.WriteLine();
var table = new Table().AddColumn("Split").AddColumn(new TableColumn("Test accuracy").RightAligned()).AddColumn(new TableColumn("Test loss").RightAligned());
table.AddRow("shuffled", $"{shuffledScore.Accuracy:P2}", $"{shuffledScore.Loss:F4}");
table.AddRow("by writer", $"{writerScore.Accuracy:P2}", $"{writerScore.Loss:F4}");
AnsiConsole.Write(table);

Console.WriteLine();
Console.WriteLine(net.CompareFormats(shuffled.Skip(1437)));
Show(shuffled.Input(1437), shuffled.Label(1437), net);
Measure(net, shuffled.Input(1437));
return shuffledScore.Accuracy >= 0.965 ? 0 : 1;

static Dataset ReadDigits()
{
    using Stream stream = typeof(DigitsNet).Assembly.GetManifestResourceStream("digits.csv.gz")!;
    return CsvFile.Read(stream, "digits.csv.gz").ToDataset(classes: 10, scale: 1f / 16);
}

static (DigitsNet Net, Evaluation Score) Train(Dataset train, Dataset test)
{
    var net = new DigitsNet(seed: 1);
    net.Fit(train, new FitOptions
    {
        Epochs = 60,
        BatchSize = 32,
        Optimizer = new Adam(),
        Seed = 1,
        Progress = new ConsoleProgress(),
    });
    return (net, net.Evaluate(test));
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
    Console.WriteLine($"  One prediction takes {best:N0} ns and allocates {allocated / Calls} bytes ({net.Compiled.Info.MultiplyAdds:N0} multiply-adds).");
}
