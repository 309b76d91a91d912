using NetCompiler.Tests;

namespace NetCompiler.Data.Tests;

/// <summary>Real files, where the folder of shared data lies beside the repository.</summary>
public class SharedFilesTests
{
    [Fact]
    public void ASeriesIsAColumnOfNumbers()
    {
        CsvTable table = CsvTable.Read(SharedFiles.Find("data/series/sunspots-monthly.csv"));
        Assert.Equal(2820, table.Rows);
        Assert.False(table["Month"].IsNumeric);
        float[] sunspots = table["Sunspots"].ToFloats();
        Assert.Equal((58f, 62.6f, 33.4f), (sunspots[0], sunspots[1], sunspots[^1]));
        Assert.Equal(3650, CsvTable.Read(SharedFiles.Find("data/series/melbourne-daily-min-temperature.csv.gz"))["Temp"].ToFloats().Length);
    }

    [Fact]
    public void MotionsAreStepsWithAClass()
    {
        CsvTable table = CsvTable.Read(SharedFiles.Find("data/series/basic-motions.csv.gz"));
        TableEncoder encoder = table.Encoder(["accel_x", "accel_y", "accel_z", "gyro_x", "gyro_y", "gyro_z"], label: "label");
        Assert.Equal(["Badminton", "Running", "Standing", "Walking"], encoder.ClassNames);
        Dataset dataset = encoder.ToDataset(table);
        Assert.Equal((8000, 6, 4), (dataset.Count, dataset.InputLength, dataset.TargetLength));
        Assert.Equal((0.079106f, 2), (dataset.Input(0)[0], dataset.Label(0)));
    }

    /// <summary>Text in most columns, gaps in one, categories as numbers.</summary>
    [Fact]
    public void LabelsOfFacesAreMostlyText()
    {
        CsvTable table = CsvTable.Read(SharedFiles.Find("data/faces/labels.csv.gz"));
        Assert.Equal(["angry", "happy", "neutral", "sad"], table["expression"].Categories);
        Assert.True(table["split_straight"].MissingCount > 0);
        Dataset dataset = table.ToDataset(["pose", "eyes"], label: "expression", oneHot: ["pose", "eyes"]);
        Assert.Equal((table.Rows, 6), (dataset.Count, dataset.InputLength));
    }

    [Fact]
    public void TheDigitsAreTheSameAsTheStrictReaderSees()
    {
        string file = SharedFiles.Find("data/digits/digits.csv.gz");
        Dataset strict = CsvFile.Read(file).ToDataset(10), dataset = CsvTable.Read(file).ToDataset(label: "column65");
        Assert.Equal(strict.Count, dataset.Count);
        for (int i = 0; i < strict.Count; i++)
        {
            Assert.True(strict.Input(i).SequenceEqual(dataset.Input(i)));
            Assert.Equal(strict.Label(i), dataset.Label(i));
        }
    }
}
