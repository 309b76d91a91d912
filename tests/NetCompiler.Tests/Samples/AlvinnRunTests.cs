using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Alvinn;
using Xunit;

namespace NetCompiler.Tests;

public sealed class AlvinnRunTests : IDisposable
{
    private const int Frames = 200;
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("alvinn", "The 4 filters of dense_1/kernel, 30 × 32")]
    [InlineData("cnn", "The 8 filters of conv2d_1/kernel, 5 × 5")]
    public void EveryModelLearnsAndDrives(string model, string filters)
    {
        StringWriter output = new();
        AlvinnOptions options = Options(model) with { Data = null, Save = _directory.File("net.safetensors"), Epochs = 2 };
        bool holds = new AlvinnRun(options, output) { Pictures = 64 }.Run(TestContext.Current.CancellationToken);
        Assert.Contains(holds ? "A lap of 399 m" : "Left the road after", output.ToString(), StringComparison.Ordinal);
        options.Model.Create(1).Load(options.Save!);
        Assert.StartsWith(holds ? "A lap by " : "A drive by ", Texts($"{model}-lap.svg")[0], StringComparison.Ordinal);
        Assert.Equal(["1", "2", "3", "4", "5", "6"], Texts($"{model}-lap.svg").Where(text => text.Length == 1).Distinct());
        Assert.Equal(filters, Texts($"{model}-weights.svg")[0]);
    }

    [Fact]
    public void ARecordingIsLearnedFromItsBeginningAndMeasuredOnItsEnd()
    {
        WriteRecording("stripe");
        StringWriter output = new();
        bool holds = new AlvinnRun(Options("cnn") with { Epochs = 60 }, output).Run(TestContext.Current.CancellationToken);
        string said = output.ToString();
        Assert.Contains("140 frames to learn from, the 60 after them to test.", said, StringComparison.Ordinal);
        // Angles are -0.9, -0.7 .. 0.9 in turn, whose mean is 0 and whose mean distance from it 0.5.
        Assert.Contains("0.500 always the mean angle", said, StringComparison.Ordinal);
        double linear = Figure("a linear model"), network = Figure("a small convolutional network");
        Assert.InRange(linear, 0, 0.1);
        Assert.InRange(network, 0, 0.1);
        Assert.True(holds ? network <= linear : network >= linear);
        Assert.Equal(["left", "straight", "right"], Texts("cnn-stripe.svg").Where(text => text is "left" or "straight" or "right"));

        double Figure(string name) => double.Parse(Regex.Match(said, $@"  (\d\.\d+) {name}").Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void TheMeanErrorIsThatOfTheFramesToTest()
    {
        WriteRecording("stripe");
        Recording recording = Recording.Read(_directory.Path, "stripe");
        Assert.Equal((Frames, 140), (recording.Count, recording.TrainCount));
        Assert.Equal(0, recording.MeanError(frame => recording.Angles[frame]));
        Assert.Equal(0.25, recording.MeanError(frame => recording.Angles[frame] + (frame < 140 ? 9 : frame % 2 == 0 ? 0.5 : 0)), 1e-6);
        Assert.Equal(1.9f, recording.Seconds[19], 1e-6f);
        Assert.Equal(200 / 255f, recording.Image(3)[9 + 0], 1e-6f);
        Dataset lessons = recording.Lessons();
        Assert.Equal((140, 960, 30), (lessons.Count, lessons.InputLength, lessons.TargetLength));
        var hill = new float[30];
        lessons.CopyTarget(13, hill);
        Assert.Equal(recording.Angles[13], SteeringHill.Decode(hill), 0.01);
    }

    [Fact]
    public void WhatIsWrongWithARecordingIsSaid()
    {
        FileNotFoundException missing = Assert.Throws<FileNotFoundException>(() => Recording.Read(_directory.Path, "none"));
        Assert.Contains("has no none-images-idx3-ubyte, no none-steering.csv (with", missing.Message, StringComparison.Ordinal);
        WriteRecording("stripe", angle: _ => "1.5");
        Refuse("the angle of frame 0 is 1.5; expected -1 to 1");
        WriteRecording("stripe", rows: 28);
        Refuse("has 200 x 28 x 32 elements; expected frames of 30 rows");
        WriteRecording("stripe", lines: 199);
        Refuse("has 199 rows of 4 columns; expected 200");

        void Refuse(string part)
        {
            IOException exception = Assert.Throws<IOException>(() => Recording.Read(_directory.Path, "stripe"));
            Assert.Contains(part, exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void WhatWasLearnedIsSavedWhenTrainingIsCancelled()
    {
        WriteRecording("stripe");
        using CancellationTokenSource source = new();
        AlvinnOptions options = Options("alvinn") with { Save = _directory.File("net.safetensors"), Epochs = 50 };
        AlvinnRun run = new(options, TextWriter.Null) { Progress = new Report(source.Cancel) };
        Assert.ThrowsAny<OperationCanceledException>(() => run.Run(source.Token));
        AlvinnNet learned = new(1), fresh = new(1);
        learned.Load(options.Save!);
        Assert.NotEqual(fresh.Compiled.GetParameter("dense_1/kernel"), learned.Compiled.GetParameter("dense_1/kernel"));
    }

    [Fact]
    public void OptionsArePassedOn()
    {
        Assert.Equal(
            new AlvinnOptions
            {
                Model = AlvinnModel.All[1],
                Data = "/data",
                Recording = "lanes",
                Epochs = 3,
                Threads = 1,
                Seed = 5,
                Save = "/net.safetensors",
                Output = "/pictures",
            },
            Parse("--model cnn --data /data --recording lanes --epochs 3 --threads 1 --seed 5 --save /net.safetensors --output /pictures"));
        AlvinnOptions plain = Parse("");
        Assert.Equal(("alvinn", null, "garage", 1, null), (plain.Model.Name, plain.Data, plain.Recording, plain.Seed, plain.Save));
        Assert.Equal(AlvinnModel.All.Select(model => model.Epochs), AlvinnModel.All.Select(model => Parse($"--model {model.Name}").Epochs));
        ParseResult refused = AlvinnCommand.Create((_, _) => Task.FromResult(0)).Parse("--epochs 0");
        Assert.Equal("--epochs must be at least 1.", Assert.Single(refused.Errors).Message);
    }

    private static AlvinnOptions Parse(string arguments)
    {
        AlvinnOptions? options = null;
        Assert.Equal(7, AlvinnCommand.Create((given, _) =>
        {
            options = given;
            return Task.FromResult(7);
        }).Parse(arguments).Invoke());
        return options!;
    }

    private AlvinnOptions Options(string model) => new()
    {
        Model = AlvinnModel.All.Single(known => known.Name == model),
        Data = _directory.Path,
        Recording = "stripe",
        Epochs = 1,
        Threads = 1,
        Seed = 1,
        Output = _directory.Path,
    };

    /// <summary>A recording whose angle is the place of a bright stripe.</summary>
    private void WriteRecording(string name, int rows = 30, int lines = Frames, Func<int, string>? angle = null)
    {
        angle ??= frame => string.Create(CultureInfo.InvariantCulture, $"{(frame % 10 - 4.5) / 5:0.0}");
        byte[] pixels = new byte[Frames * rows * 32];
        for (int frame = 0; frame < Frames; frame++)
            for (int row = 0; row < rows; row++)
                pixels.AsSpan((frame * rows + row) * 32 + frame % 10 * 3, 3).Fill(200);
        _directory.Write($"{name}-images-idx3-ubyte", IdxFileTests.Idx(8, [Frames, rows, 32], pixels));
        IEnumerable<string> steering = Enumerable.Range(0, lines).Select(frame => $"{2 * frame},{100 * frame},{angle(frame)},0.5");
        File.WriteAllLines(_directory.File($"{name}-steering.csv"), steering.Prepend("index,milliseconds,angle,throttle"));
    }

    private IReadOnlyList<string> Texts(string picture)
    {
        IEnumerable<XElement> elements = XDocument.Load(_directory.File(picture)).Descendants();
        return [.. elements.Where(element => element.Name.LocalName == "text").Select(text => text.Value)];
    }

    private sealed class Report(Action report) : IProgress<TrainingProgress>
    {
        void IProgress<TrainingProgress>.Report(TrainingProgress value) => report();
    }
}
