using Alvinn;
using Xunit;

namespace NetCompiler.Tests;

public sealed class SteeringHillTests
{
    [Fact]
    public void UnitsStandForAnglesATenthApart()
    {
        Assert.Equal(-1.45, SteeringHill.Angle(0), 12);
        Assert.Equal(-0.05, SteeringHill.Angle(14), 12);
        Assert.Equal(1.45, SteeringHill.Angle(29), 12);
    }

    [Fact]
    public void AHillFallsOffAsTheTextbookSays()
    {
        var units = new float[30];
        SteeringHill.Encode(0.25, units);
        Assert.Equal(1, units[17], 6); // At the angle.
        Assert.Equal(0.904837418, units[18], 6); // exp(-1 / 10)
        Assert.Equal(0.670320046, units[15], 6); // exp(-4 / 10)
        Assert.Equal(0.0820849986, units[22], 6); // exp(-25 / 10)
    }

    [Fact]
    public void TheAngleOfAHillIsTheOneItWasMadeFrom()
    {
        var units = new float[30];
        for (double angle = -1; angle <= 1; angle += 0.01)
        {
            SteeringHill.Encode(angle, units);
            Assert.Equal(angle, SteeringHill.Decode(units), 0.01);
        }
    }

    [Fact]
    public void OfTwoHillsTheHigherOneDecides()
    {
        float[] high = new float[30], low = new float[30];
        SteeringHill.Encode(-0.8, high);
        SteeringHill.Encode(0.7, low);
        float[] both = [.. high.Zip(low, (left, right) => left + 0.9f * right)];
        Assert.Equal(-0.8, SteeringHill.Decode(both), 0.02);
    }

    [Fact]
    public void AnglesBeyondFullAreFullAndSilenceIsStraight()
    {
        var units = new float[30];
        units[29] = 1;
        Assert.Equal(1, SteeringHill.Decode(units));
        Assert.Equal(0, SteeringHill.Decode(new float[30]));
    }
}
