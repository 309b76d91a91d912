using Xunit;

namespace NetCompiler.Tests;

/// <summary>What training says about data far from unit size when the loss does not move, and that it says nothing else.</summary>
public partial class ScaleCheckTests
{
    /// <summary>Three numbers up to <paramref name="x"/>; a target up to <paramref name="y"/> that follows from them.</summary>
    private static Dataset Data(double x, double y, int count = 500)
    {
        var random = new RandomSequence(3);
        float[] inputs = new float[3 * count], targets = new float[count];
        for (int i = 0; i < count; i++)
        {
            (double a, double b, double c) = (random.NextDouble(), random.NextDouble(), random.NextDouble());
            (inputs[3 * i], inputs[3 * i + 1], inputs[3 * i + 2]) = ((float)(a * x), (float)(b * x), (float)(c * x));
            targets[i] = (float)(y * (0.5 * a + 0.4 * b * b + 0.1 * c));
        }
        (inputs[0], targets[0]) = ((float)x, (float)y);
        return Dataset.FromTargets(inputs, targets, count);
    }

    private static string? Note(INetwork net, Dataset data, int epochs = 2, Optimizer? optimizer = null, int batch = 32)
    {
        var options = new FitOptions { Epochs = epochs, Optimizer = optimizer ?? new Adam(), BatchSize = batch };
        History history = net.Compiled.Fit(data, options);
        return history.Notes.SingleOrDefault();
    }

    [Theory]
    [InlineData(3000, 500_000, "inputs go up to 3,000, targets go up to 500,000",
        "[Normalization] before the first layer and [Normalization(Invert = true)] behind the last")]
    [InlineData(1, 500_000, "targets go up to 500,000", "[Normalization(Invert = true)] behind the last layer")]
    public void A_loss_that_hardly_moves_on_large_numbers_is_explained(double x, double y, string sizes, string layers)
    {
        string note = Note(new Plain(1), Data(x, y))!;
        Assert.StartsWith("The loss has hardly moved, from 5.", note, StringComparison.Ordinal);
        string end = $"e+10, and {sizes}, far from about 1. Put {layers}, and call Adapt(train) before Fit.";
        Assert.EndsWith(end, note, StringComparison.Ordinal);
    }

    [Fact]
    public void So_is_one_that_moves_but_is_worse_than_a_constant()
    {
        string note = Note(new Plain(1), Data(3000, 1))!;
        Assert.EndsWith(
            "that of always answering with the targets' mean, and inputs go up to 3,000, far from about 1. " +
            "Put [Normalization] before the first layer, and call Adapt(train) before Fit.", note, StringComparison.Ordinal);
    }

    [Fact]
    public void Small_numbers_are_far_from_1_too()
    {
        string note = Note(new Plain(1), Data(1e-4, 1), optimizer: new Adam { LearningRate = 1e-4 })!;
        Assert.Contains("inputs are at most 0.0001, far from about 1.", note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_normalization_that_was_forgotten_is_remembered_and_one_that_was_fitted_is_silent()
    {
        Dataset data = Data(3000, 500_000);
        Assert.EndsWith(
            "Normalized has Normalization that nothing was fitted to: call Adapt(train) before Fit.", Note(new Normalized(1), data),
            StringComparison.Ordinal);
        var fitted = new Normalized(1);
        fitted.Adapt(data);
        Assert.Null(Note(fitted, data));
    }

    /// <summary>Unit data never say anything, even where nothing can be learned; large inputs do not where the network learns or scales
    /// them itself.</summary>
    [Fact]
    public void Nothing_is_said_without_reason()
    {
        Assert.Null(Note(new Plain(1), Data(1, 1)));
        Dataset noise = Dataset.FromTargets(new Samples(1).Normal(1500), new Samples(2).Normal(500), 500);
        Assert.Null(Note(new Plain(1), noise, optimizer: new SGD { LearningRate = 1e-9 }));
        var random = new RandomSequence(5);
        float[] pixels = new float[64 * 400];
        int[] labels = new int[400];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = random.Next(4);
            for (int pixel = 0; pixel < 64; pixel++)
                pixels[64 * i + pixel] = pixel / 16 == labels[i] ? 155 + random.Next(100) : random.Next(100);
        }
        Dataset images = Dataset.FromLabels(pixels, labels, 4);
        Assert.Null(Note(new Pixels(1), images));
        Assert.Null(Note(new ScaledPixels(1), images, optimizer: new SGD { LearningRate = 1e-9 }));
        Assert.Null(Note(new BatchPixels(1), images, optimizer: new SGD { LearningRate = 1e-9 }));
        Assert.NotNull(Note(new Pixels(1), images, optimizer: new SGD { LearningRate = 1e-12 }));
    }

    /// <summary>Of epochs of one step the tenth tells.</summary>
    [Fact]
    public void It_waits_for_ten_steps_and_says_it_once()
    {
        Dataset data = Data(3000, 500_000, 30);
        var reports = new List<TrainingProgress>();
        History history = new Plain(1).Fit(data, new FitOptions
        {
            Epochs = 15,
            BatchSize = 30,
            Optimizer = new Adam { LearningRate = 1e-5 },
            Progress = new Reports(reports),
        });
        TrainingProgress told = Assert.Single(reports, report => report.Note is not null);
        Assert.Equal((10, Assert.Single(history.Notes)), (told.Epoch, told.Note));
        Assert.Null(Note(new Plain(1), data, epochs: 9, batch: 30));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_console_shows_it_below_the_epoch(bool inPlace)
    {
        var output = new StringWriter { NewLine = "\n" };
        History history = new Plain(1).Fit(Data(3000, 500_000), new FitOptions
        {
            Epochs = 2,
            Optimizer = new Adam(),
            Progress = new ConsoleProgress(output, inPlace),
        });
        string[] lines = output.ToString().Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Contains("Epoch 1/2", lines[0], StringComparison.Ordinal);
        Assert.Equal(Assert.Single(history.Notes), lines[1]);
        Assert.Contains("Epoch 2/2", lines[2], StringComparison.Ordinal);
    }

    /// <summary>What is measured beside the steps changes none of them.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Looking_changes_no_bit(int threads)
    {
        Dataset data = Data(3000, 500_000, 320);
        Plain fitted = new(1), stepped = new(1);
        fitted.Fit(data, new FitOptions
        {
            Epochs = 2,
            Shuffle = false,
            Optimizer = new Adam(),
            MaxDegreeOfParallelism = threads,
            WorkPerThread = 1,
        });
        var optimizer = new Adam();
        float[] inputs = new float[96], targets = new float[32];
        for (int step = 0; step < 20; step++)
        {
            for (int i = 0; i < 32; i++)
            {
                data.Input(step % 10 * 32 + i).CopyTo(inputs.AsSpan(3 * i));
                data.CopyTarget(step % 10 * 32 + i, targets.AsSpan(i, 1));
            }
            stepped.TrainOnBatch(inputs, targets, optimizer);
        }
        Assert.Equal(stepped.Compiled.Weights, fitted.Compiled.Weights);
    }

    private sealed class Reports(List<TrainingProgress> reports) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => reports.Add(value);
    }

    [Network(3)]
    [Dense(64), ReLU, Dense(64), ReLU, Dense(1)]
    private sealed partial class Plain;

    [Network(3)]
    [Normalization]
    [Dense(64), ReLU, Dense(64), ReLU, Dense(1), Normalization(Invert = true)]
    private sealed partial class Normalized;

    [Network(64)]
    [Dense(16), ReLU, Dense(4), Softmax]
    private sealed partial class Pixels;

    [Network(64)]
    [Rescaling(1.0 / 255), Dense(16), ReLU, Dense(4), Softmax]
    private sealed partial class ScaledPixels;

    [Network(64)]
    [BatchNorm, Dense(16), ReLU, Dense(4), Softmax]
    private sealed partial class BatchPixels;
}
