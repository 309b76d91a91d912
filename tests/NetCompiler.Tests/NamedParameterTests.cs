using NetCompiler.Simd;
using Xunit;

namespace NetCompiler.Tests;

public class NamedParameterTests
{
    [Fact]
    public void AValueSetIsRead()
    {
        var store = new StoredNet(1);
        float[] kernel = [.. Enumerable.Range(1, 60).Select(i => i / 4f)];
        store.SetParameter("dense_1/kernel", kernel);
        store.SetParameter("dense/bias", -1, 0, 2.5f);
        Assert.Equal(kernel, store.GetParameter("dense_1/kernel"));
        Assert.Equal([-1, 0, 2.5f], store.GetParameter("dense/bias"));
    }

    [Fact]
    public void NothingElseChanges()
    {
        var store = new StoredNet(1);
        float[] expected = store.Snapshot();
        store.SetParameter("dense_1/kernel", [.. Enumerable.Range(1, 60).Select(i => (float)i)]);
        for (int i = 0; i < 60; i++)
            expected[96 + i / 20 * 32 + i % 20] = i + 1;
        Assert.Equal(expected, store.Snapshot());
    }

    [Fact]
    public void ReadingGivesACopyWithoutPadding()
    {
        var store = new StoredNet(1);
        float[] before = store.Snapshot();
        float[] kernel = store.GetParameter("dense/kernel");
        Assert.Equal(15, kernel.Length);
        for (int i = 0; i < kernel.Length; i++)
            Assert.Equal(before[i / 3 * 16 + i % 3], kernel[i]);
        Array.Clear(kernel);
        Assert.Equal(before, store.Snapshot());
    }

    [Fact]
    public void PredictionsUnderWayKeepTheirWeights()
    {
        var store = new StoredNet(1);
        AlignedBuffer inUse = store.Store.Values;
        float[] before = inUse.Span.ToArray();
        store.SetParameter("dense/bias", 7, 8, 9);
        Assert.Equal(before, inUse.Span.ToArray());
    }

    [Fact]
    public void AnUnknownNameIsToldTheOthers()
    {
        var store = new StoredNet(1);
        string message = Assert.Throws<ArgumentException>(() => store.GetParameter("dense_2/kernel")).Message;
        Assert.StartsWith(
            "Store has no parameter \"dense_2/kernel\"; it has dense/kernel, dense/bias, dense_1/kernel, dense_1/bias.", message);
        Assert.Throws<ArgumentException>("name", () => store.SetParameter("Dense/bias", 1, 2, 3));
        Assert.Throws<ArgumentNullException>("name", () => store.GetParameter(null!));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(14)]
    [InlineData(16)]
    [InlineData(80)]
    public void AnotherNumberOfValuesIsRefused(int count)
    {
        var store = new StoredNet(1);
        float[] before = store.Snapshot();
        string message = Assert.Throws<ArgumentException>("values", () => store.SetParameter("dense/kernel", new float[count])).Message;
        Assert.StartsWith($"Store's dense/kernel is (5, 3), which takes 15 values, not {count}.", message);
        Assert.Equal(before, store.Snapshot());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void AValueThatIsNotFiniteIsRefused(float value)
    {
        var store = new StoredNet(1);
        float[] before = store.Snapshot();
        string message = Assert.Throws<ArgumentException>("values", () => store.SetParameter("dense/bias", 1, value, 3)).Message;
        Assert.StartsWith("Value 1 for Store's dense/bias is ", message);
        Assert.Equal(before, store.Snapshot());
    }
}
