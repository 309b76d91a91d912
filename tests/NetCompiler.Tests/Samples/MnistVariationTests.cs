using Mnist;
using Xunit;

namespace NetCompiler.Tests;

public sealed class MnistVariationTests
{
    [Theory]
    [InlineData(0, 0, false, "123456789")]
    [InlineData(1, 0, false, "012045078")]
    [InlineData(-2, 0, false, "300600900")]
    [InlineData(0, 1, false, "000123456")]
    [InlineData(1, -1, false, "045078000")]
    [InlineData(0, 0, true, "321654987")]
    [InlineData(1, 0, true, "210540870")]
    public void AnImageIsMovedAndThenFlipped(int right, int down, bool flipped, string expected)
    {
        float[] moved = [7, 7, 7, 7, 7, 7, 7, 7, 7];
        MnistVariation.Move([1, 2, 3, 4, 5, 6, 7, 8, 9], moved, side: 3, right, down, flipped);
        Assert.Equal(expected, string.Concat(moved));
    }

    [Theory]
    [InlineData(false, 25)]
    [InlineData(true, 50)]
    public void EveryVersionOccursAndTheClassStays(bool flips, int versions)
    {
        const int Count = 2000;
        // A pixel beside the middle, so that each shift and flip puts it elsewhere.
        float[] inputs = new float[Count * 13 * 13];
        for (int i = 0; i < Count; i++)
            inputs[i * 169 + 6 * 13 + 3] = 1;
        Dataset images = Dataset.FromLabels(inputs, [.. Enumerable.Range(0, Count).Select(i => i % 7)], classes: 7);
        Dataset varied = MnistVariation.Vary(images, flips, seed: 1), again = MnistVariation.Vary(images, flips, seed: 1);
        int[] places = [.. Enumerable.Range(0, Count).Select(i => varied.Input(i).IndexOf(1f))];
        Assert.Equal(versions, places.Distinct().Count());
        Assert.All(places, (place, i) =>
        {
            Assert.InRange(place / 13, 4, 8);
            Assert.Equal(1, varied.Input(i).ToArray().Sum());
            Assert.Equal(i % 7, varied.Label(i));
            Assert.Equal(place, again.Input(i).IndexOf(1f));
        });
        Dataset next = MnistVariation.Vary(images, flips, seed: 2);
        Assert.NotEqual(places, Enumerable.Range(0, Count).Select(i => next.Input(i).IndexOf(1f)));
    }
}
