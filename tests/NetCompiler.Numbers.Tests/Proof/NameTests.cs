using Xunit;

namespace NetCompiler.Tests;

/// <summary>First values and random masks belong to a layer's name: other layers that come, go or change places move none of
/// them.</summary>
[Trait("Category", "Numbers")]
public partial class NameTests
{
    private const int Width = 48, Rows = 9;

    [Fact]
    public void First_values_are_those_of_the_name()
    {
        CompiledNetwork plain = new Plain(5).Compiled;
        foreach (CompiledNetwork other in new[] { new Inserted(5).Compiled, new Exchanged(5).Compiled, new Removed(5).Compiled })
        {
            string[] common =
                [.. other.Info.Parameters.Select(block => block.Name).Intersect(plain.Info.Parameters.Select(block => block.Name))];
            Claim.True(common.Length >= 6, $"{other.Info.Name} has only {common.Length} tensors of {plain.Info.Name}.");
            Assert.All(common, name => Assert.Equal(plain.GetParameter(name), other.GetParameter(name)));
        }
        Assert.Equal(new Plain(5).Compiled.GetParameter("a/kernel"), plain.GetParameter("a/kernel"));
        Assert.NotEqual(new Plain(6).Compiled.GetParameter("a/kernel"), plain.GetParameter("a/kernel"));
        Assert.NotEqual(plain.GetParameter("a/kernel"), plain.GetParameter("b/kernel"));
        Assert.NotEqual(plain.GetParameter("a/kernel")[..Width], plain.GetParameter("a/bias"));
    }

    [Fact]
    public void Random_masks_are_those_of_the_name()
    {
        float[] plain = Masks(new Plain(5)), inserted = Masks(new Inserted(5));
        Assert.Contains(0, plain);
        Assert.Equal(plain, inserted);
        Assert.Equal(plain, Masks(new Exchanged(5)));
        Assert.Equal(plain, Masks(new Removed(5)));
        Assert.NotEqual(plain, Masks(new Renamed(5)));
    }

    [Fact]
    public void Noise_is_that_of_the_name()
    {
        float[] noise = Masks(new Noisy(5));
        Assert.Equal(Width * Rows, noise.Distinct().Count());
        Assert.Equal(noise, Masks(new NoisyInserted(5)));
    }

    /// <summary>What one step's random numbers make of ones in a network whose other layers change nothing.</summary>
    private static float[] Masks(INetwork network)
    {
        CompiledNetwork compiled = network.Compiled;
        using (WeightEdit edit = compiled.EditWeights())
            edit.Values.Clear();
        foreach (ParameterBlock block in compiled.Info.Parameters.Where(block => block.Rows > 1))
            for (int i = 0; i < block.Rows; i++)
                using (WeightEdit edit = compiled.EditWeights())
                    edit.Values[block.Offset + i * block.RowStride + i] = 1;
        var step = new GradientStep(compiled, Rows);
        float[] ones = [.. Enumerable.Repeat(1f, Rows * Width)];
        step.Run(ones, new float[Rows * Width], randomKey: 12);
        return step.Outputs(Rows);
    }

    [Network(Width)]
    [Dense(Width, Name = "a", BiasInitializer = Initializer.RandomNormal), ReLU]
    [Dense(Width, Name = "b", BiasInitializer = Initializer.RandomNormal), ReLU, Dropout(0.5f, Name = "drop")]
    [Dense(Width, Name = "c", BiasInitializer = Initializer.RandomNormal)]
    private sealed partial class Plain;

    /// <summary>Another kind of activation, which learns, and layers in front and in between.</summary>
    [Network(Width)]
    [ReLU, Dense(Width), PReLU]
    [Dense(Width, Name = "a", BiasInitializer = Initializer.RandomNormal), PReLU]
    [Dropout(0), Dense(Width), ReLU]
    [Dense(Width, Name = "b", BiasInitializer = Initializer.RandomNormal), ReLU, Dropout(0), Dropout(0.5f, Name = "drop")]
    [Dense(Width, Name = "c", BiasInitializer = Initializer.RandomNormal)]
    private sealed partial class Inserted;

    [Network(Width)]
    [Dense(Width, Name = "c", BiasInitializer = Initializer.RandomNormal), ReLU]
    [Dropout(0.5f, Name = "drop"), Dense(Width, Name = "b", BiasInitializer = Initializer.RandomNormal), ReLU]
    [Dense(Width, Name = "a", BiasInitializer = Initializer.RandomNormal)]
    private sealed partial class Exchanged;

    [Network(Width)]
    [Dense(Width, Name = "b", BiasInitializer = Initializer.RandomNormal), ReLU, Dropout(0.5f, Name = "drop")]
    [Dense(Width, Name = "a", BiasInitializer = Initializer.RandomNormal), ReLU]
    [Dense(Width, Name = "c", BiasInitializer = Initializer.RandomNormal)]
    private sealed partial class Removed;

    [Network(Width)]
    [Dense(Width, Name = "a", BiasInitializer = Initializer.RandomNormal), ReLU]
    [Dense(Width, Name = "b", BiasInitializer = Initializer.RandomNormal), ReLU, Dropout(0.5f, Name = "drop_other")]
    [Dense(Width, Name = "c", BiasInitializer = Initializer.RandomNormal)]
    private sealed partial class Renamed;

    [Network(Width)]
    [Dense(Width), GaussianNoise(0.1f, Name = "noise"), ReLU]
    [Dense(Width)]
    private sealed partial class Noisy;

    [Network(Width)]
    [Dense(Width), PReLU, Dense(Width), ReLU, Linear, GaussianNoise(0.1f, Name = "noise"), ReLU]
    [Dense(Width)]
    private sealed partial class NoisyInserted;
}
