using Xunit;

namespace NetCompiler.Tests;

public class DatasetTests
{
    private static Dataset Numbered(int count)
    {
        var inputs = new float[2 * count];
        var labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            (inputs[2 * i], inputs[2 * i + 1]) = (i, -i);
            labels[i] = i % 3;
        }
        return Dataset.FromLabels(inputs, labels, 3);
    }

    private static int[] Order(Dataset data) => [.. Enumerable.Range(0, data.Count).Select(i => (int)data.Input(i)[0])];

    [Fact]
    public void LabelsBecomeOneHotTargets()
    {
        Dataset data = Numbered(5);
        Assert.Equal((5, 2, 3, true), (data.Count, data.InputLength, data.TargetLength, data.HasLabels));
        Assert.Equal([4f, -4f], data.Input(4).ToArray());
        Assert.Equal(1, data.Label(4));
        var target = new float[3];
        data.CopyTarget(4, target);
        Assert.Equal([0f, 1f, 0f], target);
    }

    [Fact]
    public void TargetsAreRead()
    {
        Dataset data = Dataset.FromTargets([1, 2, 3], [10, 20, 30, 40, 50, 60], 3);
        Assert.Equal((3, 1, 2, false), (data.Count, data.InputLength, data.TargetLength, data.HasLabels));
        var target = new float[2];
        data.CopyTarget(1, target);
        Assert.Equal([30f, 40f], target);
        Assert.Contains("2 target values", Assert.Throws<InvalidOperationException>(() => data.Label(0)).Message);
    }

    [Fact]
    public void ViewsNest()
    {
        Dataset data = Numbered(10);
        Assert.Equal([3, 4, 5], Order(data.Skip(3).Take(3)));
        (Dataset first, Dataset last) = data.Split(0.25);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], Order(first));
        Assert.Equal([7, 8, 9], Order(last));
        int[] shuffled = Order(data.Shuffle(3));
        Assert.Equal(shuffled[2..7], Order(data.Shuffle(3).Skip(2).Take(5)));
        Assert.Equal([2, 3, 4], Order(data.Skip(2).Take(3).Shuffle(1)).Order());
    }

    [Fact]
    public void ShuffleIsAPermutationThatTheSeedDecides()
    {
        Dataset data = Numbered(100);
        int[] one = Order(data.Shuffle(1)), again = Order(data.Shuffle(1)), two = Order(data.Shuffle(2));
        Assert.Equal(Enumerable.Range(0, 100), one.Order());
        Assert.Equal(one, again);
        Assert.NotEqual(one, two);
        Assert.Equal(Enumerable.Range(0, 100), Order(data));
    }

    [Fact]
    public void ValuesThatAreNotNumbersAreNamed()
    {
        foreach (float bad in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
            for (int at = 0; at < 60; at++)
            {
                var inputs = new float[60];
                inputs[at] = bad;
                string message = Assert.Throws<ArgumentException>(() => Dataset.FromTargets(inputs, new float[20], 20)).Message;
                Assert.Contains($"input of sample {at / 3} ", message);
                Assert.Contains($"column {at % 3};", message);
                message = Assert.Throws<ArgumentException>(() => Dataset.FromTargets(new float[20], inputs, 20)).Message;
                Assert.Contains($"target of sample {at / 3} ", message);
            }
    }

    [Fact]
    public void LengthsAndLabelsAreChecked()
    {
        Assert.Contains("at least 1 sample", Assert.Throws<ArgumentException>(() => Dataset.FromLabels([], [], 2)).Message);
        Assert.Contains(
            "7 floats cannot be shared by 3 labels",
            Assert.Throws<ArgumentException>(() => Dataset.FromLabels(new float[7], new int[3], 2)).Message);
        Assert.Contains(
            "5 floats cannot be shared by 2 samples",
            Assert.Throws<ArgumentException>(() => Dataset.FromTargets(new float[2], new float[5], 2)).Message);
        Assert.Contains(
            "label of sample 1 is 3; with 3 classes labels are 0 to 2",
            Assert.Throws<ArgumentException>(() => Dataset.FromLabels(new float[2], [0, 3], 3)).Message);
        Assert.Contains(
            "label of sample 0 is -1", Assert.Throws<ArgumentException>(() => Dataset.FromLabels(new float[2], [-1, 0], 3)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Dataset.FromLabels(new float[2], [0, 0], 1));
        Dataset data = Numbered(3);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Take(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Take(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Skip(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Split(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Split(double.NaN));
        Assert.Contains("0 in the first part and 3 in the last", Assert.Throws<ArgumentException>(() => data.Split(0.9)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Take(2).Input(2).Length);
        Assert.Contains("room for 2", Assert.Throws<ArgumentException>(() => data.CopyTarget(0, new float[2])).Message);
    }
}
