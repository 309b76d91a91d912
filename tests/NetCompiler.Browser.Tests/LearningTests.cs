using System.Runtime.CompilerServices;
using Browser.Learning;

namespace NetCompiler.Tests;

/// <summary>What the page computes with, on this machine.</summary>
public sealed class LearningTests
{
    private static readonly DigitData s_data = DigitData.Read();

    /// <summary>Where bits are promised, the file is what training gives; <c>NETCOMPILER_UPDATE_WEIGHTS=1</c> writes it.</summary>
    [Fact]
    public void The_weights_inside_are_what_training_gives()
    {
        Assert.SkipUnless(NetworkInfo.IsBitExact, "This machine has no fused multiply-add: training gives other last bits here.");
        string trained = Path.GetTempFileName();
        try
        {
            Pretraining.Run(s_data).Save(trained, WeightFormat.BFloat16);
            if (Environment.GetEnvironmentVariable("NETCOMPILER_UPDATE_WEIGHTS") == "1")
                File.Copy(trained, WeightsFile(), overwrite: true);
            Assert.Equal(File.ReadAllBytes(WeightsFile()), File.ReadAllBytes(trained));
        }
        finally
        {
            File.Delete(trained);
        }
    }

    /// <summary>The documentation says 98.3 %.</summary>
    [Fact]
    public void Reads_digits_of_people_whose_writing_it_has_not_seen()
    {
        double accuracy = DigitReader.LoadPretrained().Evaluate(s_data.Test).Accuracy;
        Assert.Equal(0.983, accuracy, 0.0005);
    }

    [Fact]
    public void A_lesson_teaches_what_was_drawn_and_leaves_the_rest()
    {
        DigitReader network = DigitReader.LoadPretrained();
        Tutor tutor = new(network, s_data.Train);
        float[] seven = Seven().ToImage();
        Assert.Equal(7, network.Classify(seven));
        tutor.Correct(seven, 4);
        int steps = 0;
        while (network.Predict(seven)[4] < Tutor.Enough && steps < Tutor.MostSteps)
        {
            Assert.True(float.IsFinite(tutor.Step()));
            steps++;
        }
        Assert.InRange(steps, 1, Tutor.MostSteps - 1);
        Assert.InRange(network.Evaluate(s_data.Test).Accuracy, 0.85, 1);

        tutor.Forget();
        Assert.Equal(DigitReader.Pretrained.Predict(seven), network.Predict(seven));
    }

    /// <summary>Where and how large something is drawn does not matter.</summary>
    [Fact]
    public void A_drawing_fills_the_image()
    {
        Drawing small = new();
        small.Begin(0.1, 0.1);
        small.Continue(0.3, 0.1);
        small.Continue(0.2, 0.35);
        Drawing large = new();
        large.Begin(0.1, 0.05);
        large.Continue(0.7, 0.05);
        large.Continue(0.4, 0.8);
        Assert.Equal(large.ToImage(), small.ToImage());
        Assert.All(large.ToImage(), level => Assert.InRange(level, 0, 1));
        Assert.Contains(1, large.ToImage());
        Assert.All(new Drawing().ToImage(), level => Assert.Equal(0, level));
    }

    private static Drawing Seven()
    {
        Drawing drawing = new();
        drawing.Begin(0.3, 0.2);
        drawing.Continue(0.7, 0.2);
        drawing.Continue(0.45, 0.85);
        return drawing;
    }

    private static string WeightsFile([CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "samples", "Browser", "Learning", "reader.safetensors");
}
