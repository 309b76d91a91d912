using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;
using Mnist;
using Mnist.Pictures;
using Shared;
using Xunit;

namespace NetCompiler.Tests;

public sealed class MnistRunTests : IDisposable
{
    private const int TrainImages = 128, TestImages = 40;
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("mlp", 669_706, "64 of the 512 filters of dense_1/kernel, 28 × 28")]
    [InlineData("cnn", 1_199_882, "The 32 filters of conv2d_1/kernel, 3 × 3")]
    [InlineData("lenet", 61_706, "The 6 filters of conv2d_1/kernel, 5 × 5")]
    [InlineData("resnet", 78_426, "The 16 filters of conv2d_1/kernel, 3 × 3")]
    public async Task EveryModelTrainsMeasuresAndDraws(string model, int parameters, string filters)
    {
        StringWriter output = new();
        string save = _directory.File("net.safetensors");
        CompiledNetwork network = await new MnistRun(
            Options() with { Model = MnistModel.All.Single(known => known.Name == model), Epochs = 2, Threads = 2, Save = save },
            output).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(parameters, network.Info.ParameterCount);
        Assert.True(File.Exists(save));
        MnistReading[] readings = [.. MnistReading.All(network, MnistFiles.Read(_directory.Path, Stripes(), []).Test)];
        int wrong = readings.Count(reading => !reading.IsRight);
        Assert.InRange(wrong, 0, TestImages - 1);
        string said = output.ToString();
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"test accuracy {100.0 * (TestImages - wrong) / TestImages:0.00} %."), said,
            StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\d%", said);
        Assert.Contains("class nine", said, StringComparison.Ordinal);
        Assert.Equal(filters, Texts($"pictures/stripes-{model}-filters.svg")[0]);
        IReadOnlyList<string> boxes = Texts($"pictures/stripes-{model}-network.svg");
        Assert.Equal("input", boxes[3]);
        Assert.All(network.Info.Layers, layer => Assert.Contains(
            boxes, text => text.Contains(layer.Title, StringComparison.Ordinal)));
        IReadOnlyList<string> mistakes = Texts($"pictures/stripes-{model}-mistakes.svg");
        Assert.StartsWith($"{wrong} of {TestImages} test images misread", mistakes[0], StringComparison.Ordinal);
        Assert.Equal(3 + 2 * wrong, mistakes.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9_999_999)]
    public async Task ThreadsAreAtMostTheProcessors(int threads)
    {
        StringWriter output = new();
        await new MnistRun(Options() with { Threads = threads }, output).RunAsync(TestContext.Current.CancellationToken);
        int most = Math.Min(threads, Environment.ProcessorCount);
        Assert.Contains(
            most == 1 ? "samples/s with 1 thread," : $"samples/s with up to {most} threads,", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "pictures", "--save", "", "directory")]
    [InlineData("new/", "pictures", "--save", "new/", "directory")]
    [InlineData("pictures", "pictures", "--save", "pictures", "directory")]
    [InlineData("train-images/below/net", "pictures", "--save", "train-images", "file")]
    [InlineData(null, "train-images", "--output", "train-images", "file")]
    [InlineData(null, "train-images/below", "--output", "train-images", "file")]
    public async Task WhatIsInTheWayIsNamedBeforeTraining(string? save, string output, string option, string obstacle, string kind)
    {
        StringWriter said = new();
        MnistOptions options = Options() with { Save = save is null ? null : _directory.File(save), Output = _directory.File(output) };
        IOException exception =
            await Assert.ThrowsAsync<IOException>(() => new MnistRun(options, said).RunAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith($"{option}: {_directory.File(obstacle)} is a {kind}, but a ", exception.Message, StringComparison.Ordinal);
        Assert.Empty(said.ToString());
    }

    [Theory]
    [InlineData("/proc/net.safetensors", null, "--save: nothing can be written into /proc (")]
    [InlineData(null, "/proc/pictures", "--output: nothing can be written into /proc/pictures (")]
    public async Task ADirectoryThatTakesNoFilesIsFoundBeforeTraining(string? save, string? output, string message)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc, where not even root can write, is Linux's.");
        StringWriter said = new();
        MnistOptions options = Options();
        options = options with { Save = save, Output = output ?? options.Output };
        IOException exception =
            await Assert.ThrowsAsync<IOException>(() => new MnistRun(options, said).RunAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
        Assert.Empty(said.ToString());
    }

    [Fact]
    public async Task TheNetworkIsSavedInANewDirectoryBeforeAnythingIsDrawn()
    {
        MnistOptions options = Options() with { Save = _directory.File("new/below/net.safetensors") };
        MnistRun run = new(options, TextWriter.Null)
        {
            Progress = new Report(() =>
            {
                if (!Directory.Exists(options.Output))
                    return;
                Directory.Delete(options.Output);
                File.WriteAllText(options.Output, "in the way");
            }),
        };
        await Assert.ThrowsAsync<IOException>(() => run.RunAsync(TestContext.Current.CancellationToken));
        new MnistLeNet(1).Load(options.Save!);
        Assert.Equal(["net.safetensors"], Directory.EnumerateFileSystemEntries(_directory.File("new/below")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task WhatWasLearnedIsSavedWhenTrainingIsCancelled()
    {
        using CancellationTokenSource source = new();
        StringWriter output = new();
        MnistOptions options = Options() with { Save = _directory.File("net.safetensors"), Epochs = 3 };
        MnistRun run = new(options, output) { Progress = new Report(source.Cancel) };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.RunAsync(source.Token));
        INetwork learned = options.Model.Create(options.Seed), fresh = options.Model.Create(options.Seed);
        learned.Load(options.Save!);
        string first = learned.Compiled.Info.Parameters[0].Name;
        Assert.NotEqual(fresh.Compiled.GetParameter(first), learned.Compiled.GetParameter(first));
        Assert.EndsWith($"Saved as {options.Save}.{Environment.NewLine}", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TheLearningRateOfLeNetFallsAlongHalfACosine()
    {
        Callback decay = Assert.Single(MnistModel.All[2].Callbacks(0, 4));
        CompiledNetwork network = new MnistLeNet(1).Compiled;
        Adam optimizer = new() { LearningRate = 0.001 };
        List<double> rates = [];
        network.Fit(
            Dataset.FromLabels(new float[784], [3], classes: 10),
            new FitOptions { Epochs = 4, Optimizer = optimizer, Callbacks = [decay, new Note(() => rates.Add(optimizer.LearningRate))] });
        Assert.Equal([0.001, 0.00085, 0.0005, 0.00015], rates.Select(rate => Math.Round(rate, 5)));
        Assert.Empty(MnistModel.All[0].Callbacks(0, 4));
    }

    [Fact]
    public async Task MissingFilesAreAnError()
    {
        MnistOptions options = Options() with { Images = MnistImages.All[1] };
        FileNotFoundException exception = await Assert.ThrowsAsync<FileNotFoundException>(
            () => new MnistRun(options, TextWriter.Null).RunAsync(TestContext.Current.CancellationToken));
        Assert.Contains("has no train-images-idx3-ubyte, no train-labels-idx1-ubyte, no t10k", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFilterShowsItsWeights()
    {
        CompiledNetwork network = new MnistLeNet(1).Compiled;
        float[] kernel = new float[5 * 5 * 6];
        (kernel[0 * 6 + 1], kernel[7 * 6 + 1], kernel[24 * 6 + 1]) = (2, -4, 4);
        network.SetParameter("conv2d_1/kernel", kernel);
        new FilterPicture(network, "by hand").Save(_directory.File("filters.svg"));

        // The second of six: 24 + 60 + 12 pixels from the left, 84 from above, 12 a weight.
        Dictionary<string, string> paths = XDocument.Load(_directory.File("filters.svg")).Descendants(Svg + "path")
            .Where(path => path.Attribute("fill")!.Value != "#ffffff").ToDictionary(
                path => path.Attribute("fill")!.Value, path => path.Attribute("d")!.Value);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["#ecaf80"] = "M96 84h12v12h-12z",
                ["#2166ac"] = "M120 96h12v12h-12z",
                ["#d95f02"] = "M144 132h12v12h-12z"
            }, paths);
    }

    [Fact]
    public void TheSurestMistakesComeFirstAndNamesAreEscaped()
    {
        Dataset images = Dataset.FromLabels([0, 1, 0.5f, 0, 0, 0, 0, 1, 1, 1, 1, 1], [0, 1, 1], classes: 2);
        MnistReading[] readings = [new(0, 0, 1, 0.625f), new(1, 1, 1, 0.9f), new(2, 1, 0, 0.9999f)];
        new MistakePicture(["<cat>", "dog & bone"], images, readings, "by hand").Save(_directory.File("mistakes.svg"));
        Assert.Equal(
            [
                "2 of 3 test images misread", "by hand", "Below each image: what it is, then what the network says and its probability.",
                "dog & bone", "<cat>, 99.9 %", "<cat>", "dog & bone, 62.5 %"],
            Texts("mistakes.svg"));
        string[] colors =
            [.. XDocument.Load(_directory.File("mistakes.svg")).Descendants(Svg + "path").Select(path => path.Attribute("fill")!.Value)];
        Assert.Equal(["#000000", "#000000", "#777777"], colors);
    }

    /// <summary>One epoch of LeNet-5 on stripes.</summary>
    private MnistOptions Options() => new()
    {
        Model = MnistModel.All[2],
        Images = Stripes(),
        Data = _directory.Path,
        Epochs = 1,
        Threads = 1,
        Seed = 1,
        Output = _directory.File("pictures"),
    };

    private sealed class Report(Action report) : IProgress<TrainingProgress>
    {
        void IProgress<TrainingProgress>.Report(TrainingProgress value) => report();
    }

    private sealed class Note(Action begin) : Callback
    {
        public override void OnEpochBegin(TrainingContext context) => begin();
    }

    /// <summary>Writes a set of images whose class is the place of a stripe, which every network learns, and gives its
    /// description.</summary>
    private MnistImages Stripes()
    {
        string[] classes = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "class nine"];
        return new MnistImages("stripes", "Stripes", classes, [.. Write("train", TrainImages), .. Write("test", TestImages)], []);
    }

    private IEnumerable<MnistFile> Write(string name, int count)
    {
        byte[] pixels = new byte[count * 784], labels = new byte[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = (byte)(i % 10);
            pixels.AsSpan(i * 784 + (4 + 2 * labels[i]) * 28, 56).Fill(200);
        }
        return [Add($"{name}-images", [count, 28, 28], pixels), Add($"{name}-labels", [count], labels)];

        MnistFile Add(string file, int[] shape, byte[] data)
        {
            byte[] content = IdxFileTests.Idx(8, shape, data);
            _directory.Write(file, content);
            return new(file, shape, Convert.ToHexString(SHA256.HashData(content)));
        }
    }

    private IReadOnlyList<string> Texts(string picture) =>
        [.. XDocument.Load(_directory.File(picture)).Descendants(Svg + "text").Select(text => text.Value)];
}
