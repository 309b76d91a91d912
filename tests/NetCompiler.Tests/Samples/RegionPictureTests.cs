using System.Globalization;
using System.Xml.Linq;
using Neurons;
using Xunit;

namespace NetCompiler.Tests;

public sealed class RegionPictureTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void EveryPictureHasTheSameKey()
    {
        string[] expected = ["output", "0", "0.5", "1", "class 0", "class 1"];
        XElement line = Draw(new ThresholdUnitOfOne(), [0, 1], [1, 0]), plane = Draw(new ThresholdUnit(), [0, 0, 1, 1], [0, 1]);
        Assert.Equal(expected, Key(line).Select(text => text.Value));
        Assert.Equal(expected, Key(plane).Select(text => text.Value));
        foreach (XElement picture in new[] { line, plane })
        {
            XElement[] key = Key(picture);
            double[] lines = [.. key.Select(text => Number(text, "y")).Order()];
            Assert.All(
                lines.Zip(lines.Skip(1), (above, below) => below - above),
                distance => Assert.True(distance >= 14, $"lines of text only {distance} pixels apart"));
            Assert.True(lines[^1] + 8 < Number(picture, "height"), "below the picture's edge");
        }
    }

    /// <summary>The texts to the right of the plot.</summary>
    private static XElement[] Key(XElement picture) =>
        [.. picture.Elements().Where(element => element.Name.LocalName == "text" && Number(element, "x") > 410)];

    private static double Number(XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    private XElement Draw(INetwork net, float[] inputs, int[] labels)
    {
        new RegionPicture(net, "title", "subtitle", inputs, labels).Save(_directory.File("picture.svg"));
        return XDocument.Load(_directory.File("picture.svg")).Root!;
    }
}
