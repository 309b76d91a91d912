using System.CommandLine;
using Mnist;
using Xunit;

namespace NetCompiler.Tests;

public class MnistCommandTests
{
    [Theory]
    [InlineData("", "mlp", 20)]
    [InlineData("--model cnn", "cnn", 12)]
    [InlineData("--model lenet", "lenet", 12)]
    [InlineData("--model lenet --epochs 3", "lenet", 3)]
    [InlineData("--model resnet", "resnet", 10)]
    public void LeftOutEpochsFollowTheModel(string arguments, string model, int epochs)
    {
        MnistOptions options = Parse(arguments);
        Assert.Equal((model, epochs), (options.Model.Name, options.Epochs));
    }

    [Fact]
    public void AllIsPassedOn()
    {
        Assert.Equal(
            new MnistOptions
            {
                Model = MnistModel.All[1],
                Images = MnistImages.All[1],
                Data = "/data",
                Mirror = new Uri("https://example.org/fashion"),
                Epochs = 2,
                Threads = 3,
                Seed = 4,
                Save = "/cnn.safetensors",
                Output = "/pictures",
            },
            Parse(
                "--model cnn --dataset fashion --data /data --mirror https://example.org/fashion --epochs 2 --threads 3 --seed 4 --save "
                    + "/cnn.safetensors --output /pictures"));
        MnistOptions defaults = Parse("");
        Assert.Equal(
            ("mnist", null, null, null, 1, Environment.ProcessorCount, "mnist"),
            (defaults.Images.Name, defaults.Data, defaults.Mirror, defaults.Save, defaults.Seed,
            defaults.Threads, Path.GetFileName(defaults.Output)));
    }

    [Theory]
    [InlineData("--model vgg", "'mlp'", "'cnn'", "'lenet'")]
    [InlineData("--dataset cifar", "'mnist'", "'fashion'")]
    [InlineData("--epochs 0", "--epochs must be at least 1.")]
    [InlineData("--threads 0", "--threads must be at least 1.")]
    [InlineData("--mirror ftp://example.org", "--mirror must be an http or https address.")]
    public void WhatIsRefusedIsNamed(string arguments, params string[] expected)
    {
        ParseResult result = MnistCommand.Create((_, _) => Task.FromResult(0)).Parse(arguments);
        Assert.All(expected, part => Assert.Contains(part, Assert.Single(result.Errors).Message, StringComparison.Ordinal));
    }

    private static MnistOptions Parse(string arguments)
    {
        MnistOptions? options = null;
        int code = MnistCommand.Create((given, _) =>
        {
            options = given;
            return Task.FromResult(7);
        }).Parse(arguments).Invoke();
        Assert.Equal(7, code);
        return options!;
    }
}
