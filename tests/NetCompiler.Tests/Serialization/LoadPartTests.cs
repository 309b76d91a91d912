using Xunit;

namespace NetCompiler.Tests;

/// <summary>A part of a network's parameters from another network's file.</summary>
public partial class LoadPartTests
{
    [Theory]
    [InlineData(WeightFormat.Float32)]
    [InlineData(WeightFormat.Int8)]
    public void A_part_comes_from_the_file_and_the_rest_stays(WeightFormat format)
    {
        using TemporaryDirectory directory = new();
        string path = directory.File("teacher.safetensors");
        INetwork teacher = new Teacher(1), net = new Student(2), whole = new Teacher(3);
        teacher.Save(path, format);
        whole.Load(path);
        float[] head = net.GetParameter("head/kernel");
        net.LoadPart(path, "body_1");
        Assert.Equal(whole.GetParameter("body_1/kernel"), net.GetParameter("body_1/kernel"));
        Assert.Equal(whole.GetParameter("body_1/bias"), net.GetParameter("body_1/bias"));
        Assert.Equal(head, net.GetParameter("head/kernel"));
        net.LoadPart(path, "body_2", "middle");
        Assert.Equal(whole.GetParameter("middle/kernel"), net.GetParameter("body_2/kernel"));
        net.LoadPart(path, "body_2/bias", "body_1/bias");
        Assert.Equal(whole.GetParameter("body_1/bias"), net.GetParameter("body_2/bias"));
        GradientPaddingIsZero(net.Compiled);
    }

    [Fact]
    public void What_the_file_has_not_or_in_other_shapes_is_refused_and_nothing_changes()
    {
        using TemporaryDirectory directory = new();
        string path = directory.File("teacher.safetensors");
        new Teacher(1).Save(path);
        INetwork net = new Student(2);
        float[] before = net.Compiled.Weights.ToArray();
        NetworkFileException missing = Assert.Throws<NetworkFileException>(() => net.LoadPart(path, "head"));
        Assert.Equal(["head/kernel (6, 2) is not in the file", "head/bias (2) is not in the file"], missing.Differences);
        NetworkFileException other = Assert.Throws<NetworkFileException>(() => net.LoadPart(path, "head", "last"));
        Assert.Equal(["last/kernel is (6, 2), but (6, 4) in the file", "last/bias is (2), but (4) in the file"], other.Differences);
        string message = Assert.Throws<ArgumentException>("part", () => net.LoadPart(path, "body")).Message;
        Assert.StartsWith("Student has no layer \"body\" with parameters; it has body_1, body_2, head.", message);
        Assert.Equal(before, net.Compiled.Weights.ToArray());
    }

    private static void GradientPaddingIsZero(CompiledNetwork network)
    {
        float[] weights = network.Weights.ToArray();
        foreach (ParameterBlock block in network.Info.Parameters)
            for (int row = 0; row < block.Rows; row++)
                weights.AsSpan(block.Offset + row * block.RowStride, block.Columns).Clear();
        Assert.All(weights, padding => Assert.Equal(0, padding));
    }

    [Network(5)]
    [Dense(6, Name = "body_1"), ReLU]
    [Dense(6, Name = "middle"), ReLU]
    [Dense(4, Name = "last")]
    private sealed partial class Teacher;

    [Network(5)]
    [Dense(6, Name = "body_1"), ReLU]
    [Dense(6, Name = "body_2"), ReLU]
    [Dense(2, Name = "head")]
    private sealed partial class Student;
}
