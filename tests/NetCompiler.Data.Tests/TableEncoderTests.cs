using System.Text;

namespace NetCompiler.Data.Tests;

/// <summary>How rows become samples.</summary>
public class TableEncoderTests
{
    private const string Penguins = """
        species,island,bill,mass,sex
        Gentoo,Biscoe,46.1,5100,female
        Adelie,Torgersen,39.1,3750,male
        Adelie,Dream,,3500,female
        Gentoo,Biscoe,50,NA,
        """;

    [Fact]
    public void LabelsInTheFirstColumnNumbersAndCategoriesBecomeSamples()
    {
        CsvTable table = Read(Penguins);
        TableEncoder encoder = table.Encoder(["bill", "island"], label: "species", oneHot: ["island"], missing: MissingValues.Mean);
        Assert.Equal(["bill", "island=Biscoe", "island=Dream", "island=Torgersen"], encoder.InputNames);
        Assert.Equal(["Adelie", "Gentoo"], encoder.ClassNames);
        Assert.Equal(table["species"].Categories, encoder.ClassNames);
        Assert.Empty(encoder.TargetNames);
        Dataset dataset = encoder.ToDataset(table);
        Assert.Equal((4, 4, 2), (dataset.Count, dataset.InputLength, dataset.TargetLength));
        Assert.Equal([46.1f, 1, 0, 0], dataset.Input(0).ToArray());
        Assert.Equal([39.1f, 0, 0, 1], dataset.Input(1).ToArray());
        Assert.Equal([(float)((46.1f + 39.1f + 50.0) / 3), 0, 1, 0], dataset.Input(2).ToArray());
        Assert.Equal([1, 0, 0, 1], Enumerable.Range(0, 4).Select(dataset.Label));
    }

    [Fact]
    public void TargetsAreForRegression()
    {
        TableEncoder encoder = Read(Penguins).Encoder(["bill"], targets: ["mass"], missing: MissingValues.Drop);
        Assert.Equal(["mass"], encoder.TargetNames);
        Dataset dataset = Read("x,y,z\n1,2,3\n4,5,6\n").ToDataset(targets: ["z", "x"]);
        Assert.Equal((1, 2), (dataset.InputLength, dataset.TargetLength));
        Assert.Equal([5], dataset.Input(1).ToArray());
        float[] target = new float[2];
        dataset.CopyTarget(1, target);
        Assert.Equal([6, 4], target);
    }

    [Fact]
    public void WithoutInputsAllOtherColumnsAreMeant()
    {
        Dataset dataset = Read("a,b,class\n1,2,x\n3,4,y\n").ToDataset(label: "class");
        Assert.Equal([3, 4], dataset.Input(1).ToArray());
        Dataset nameless = Read("7,1,2\n8,3,4\n").ToDataset(label: "column1");
        Assert.Equal([1, 2], nameless.Input(0).ToArray());
        Assert.Equal(1, nameless.Label(1));
    }

    [Fact]
    public void MissingValuesAreRefusedFilledOrDroppedAsChosen()
    {
        CsvTable table = Read(Penguins);
        string refused = Refusal.Of<DataFileException>(
            () => table.ToDataset(["bill"], label: "species"), "stream, line 4, column 3: \"bill\" has no value, as 1 of 4 rows. ");
        Assert.EndsWith(" Choose what becomes of missing values: MissingValues.Drop, Mean or Constant.", refused, StringComparison.Ordinal);
        Assert.Equal(-1, table.ToDataset(["bill"], label: "species", missing: MissingValues.Constant(-1)).Input(2)[0]);
        Dataset dropped = table.ToDataset(["bill", "mass"], label: "species", missing: MissingValues.Drop);
        Assert.Equal([46.1f, 5100, 39.1f, 3750], [.. dropped.Input(0), .. dropped.Input(1)]);
        Assert.Equal(2, dropped.Count);
        Dataset unknown = table.ToDataset(["sex"], label: "species", oneHot: ["sex"], missing: MissingValues.Constant(7));
        Assert.Equal([0, 0], unknown.Input(3).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => MissingValues.Constant(float.NaN));
        Assert.Equal("Constant(0.5)", MissingValues.Constant(0.5f).ToString());
    }

    /// <summary>Filling is for inputs.</summary>
    [Fact]
    public void LabelsAndTargetsAreNeverMadeUp()
    {
        CsvTable table = Read("x,y,t\n1,a,1\n2,,2\n3,b,?\n");
        foreach (MissingValues missing in new[] { MissingValues.Refuse, MissingValues.Mean, MissingValues.Constant(1) })
        {
            Refusal.Of<DataFileException>(
                () => table.ToDataset(["x"], label: "y", missing: missing), "line 3, column 2: \"y\" has no value");
            Refusal.Of<DataFileException>(
                () => table.ToDataset(["x"], targets: ["t"], missing: missing), "line 4, column 3: \"t\" has no value");
        }
        Assert.Equal(2, table.ToDataset(["x"], label: "y", missing: MissingValues.Drop).Count);
        Assert.Equal(2, table.ToDataset(["x"], targets: ["t"], missing: MissingValues.Drop).Count);
        CsvTable empty = Read("x,y\n,1\n,2\n");
        Refusal.Of<DataFileException>(
            () => empty.ToDataset(label: "y", missing: MissingValues.Drop), "\"x\" has no value, as 2 of 2 rows. No row has all its");
        Refusal.Of<DataFileException>(() => empty.ToDataset(label: "y", missing: MissingValues.Mean), "without any value has no mean");
    }

    [Fact]
    public void AnotherTableIsEncodedAsTheFirst()
    {
        TableEncoder encoder = Read("x,color,y\n1,red,yes\n3,blue,no\n,red,no\n")
            .Encoder(label: "y", oneHot: ["color"], missing: MissingValues.Mean);
        CsvTable other = Read("y;more;color;x\nno;0;red;1,5\nno;0;red;\n");
        Dataset dataset = encoder.ToDataset(other);
        Assert.Equal([1.5f, 0, 1], dataset.Input(0).ToArray());
        Assert.Equal([2, 0, 1], dataset.Input(1).ToArray());
        Assert.Equal((0, 2), (dataset.Label(0), dataset.TargetLength));
        Assert.Equal([1.5f, 0, 1, 2, 0, 1], encoder.ToInputs(other));
        Assert.Equal([4, 1, 0], encoder.ToInputs(Read("x,color\n4,blue\n")));
        Assert.Equal([0.5f, 0, 1], encoder.ToInput("0.5", "red"));
        Assert.Equal([2, 1, 0], encoder.ToInput(null, " blue "));
        Refusal.Of<DataFileException>(() => encoder.ToInput("1", "green"),
            "the input, line 1, column 2: \"green\" is no category of \"color\"; the encoder knows \"blue\", \"red\".");
        Refusal.Of<ArgumentException>(() => encoder.ToInput("1"), "There are 1 fields for 2 input columns: x, color.");
        Refusal.Of<DataFileException>(
            () => encoder.ToDataset(Read("y,color,x\nmaybe,red,1\n")), "line 2, column 1: \"maybe\" is no category of \"y\"");
        Refusal.Of<ArgumentException>(() => encoder.ToInputs(Read("x,colour\n4,blue\n")), "0 columns called \"color\"");
    }

    /// <summary>For every row an answer: what a dataset drops, inputs for answers refuse.</summary>
    [Fact]
    public void RowsAreDroppedFromDatasetsOnly()
    {
        TableEncoder encoder = Read("x,y\n1,a\n2,b\n").Encoder(label: "y", missing: MissingValues.Drop);
        CsvTable gaps = Read("x,y\n1,a\n,b\n");
        Assert.Equal(1, encoder.ToDataset(gaps).Count);
        Refusal.Of<DataFileException>(() => encoder.ToInputs(gaps), "Only datasets are without such rows");
        Refusal.Of<DataFileException>(() => encoder.ToInput(""), "the input, line 1, column 1: \"x\" has no value");
    }

    /// <summary>Numbers may be categories: 1 and 1.0 are one, in the order of numbers.</summary>
    [Fact]
    public void NumbersMayBeCategoriesAndClasses()
    {
        TableEncoder encoder = Read("pclass,y\n10,-1\n9,1\n10.0,1\n").Encoder(label: "y", oneHot: ["pclass"]);
        Assert.Equal(["pclass=9", "pclass=10"], encoder.InputNames);
        Assert.Equal(["-1", "1"], encoder.ClassNames);
        Assert.Equal([0, 1], encoder.ToInput("1e1"));
        Assert.Equal([0, 1, 1], Enumerable.Range(0, 3).Select(encoder.ToDataset(Read("pclass,y\n10,-1\n9,1\n10.0,1\n")).Label));
    }

    [Fact]
    public void ChoicesThatMakeNoSenseAreRefused()
    {
        CsvTable table = Read("a,b,c\n1,2.5,x\n2,3,x\n");
        Refused(() => table.ToDataset(label: "d"), "\"d\"");
        Refused(() => table.ToDataset(inputs: [], label: "a"), "There is no input");
        Refused(() => table.ToDataset(inputs: ["a", "a"], targets: ["b"]), "\"a\" is named twice");
        Refused(() => table.ToDataset(inputs: ["a"], label: "a"), "\"a\" is named twice");
        Refused(() => table.ToDataset(inputs: ["a"], label: "b", targets: ["b"]), "give one of them");
        Refused(() => table.ToDataset(inputs: ["a"], targets: ["b"], oneHot: ["c"]), "\"c\" is to be one-hot, but is no input");
        Refused(() => table.ToDataset(inputs: ["a"], label: "b"), "has 2.5, which is no class. For regression name the column in targets");
        Refused(() => table.ToDataset(inputs: ["a"], label: "c"), "\"c\" has 1 classes in 2 rows");
        Refusal.Of<InvalidOperationException>(() => table.ToDataset(inputs: ["a"]), "needs a label or targets");
        Refusal.Of<DataFileException>(() => table.ToDataset(label: "a"), "\"x\" in \"c\" is no number");

        static void Refused(Action action, string message) => Refusal.Of<ArgumentException>(action, message);
    }

    [Fact]
    public void OneHotOfManyCategoriesStopsAtTheLimit()
    {
        string text = "id,y\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"n{i},{i % 2}\n"));
        Refusal.Of<ArgumentException>(
            () => Read(text).ToDataset(label: "y", oneHot: ["id"]), "20000 rows of 20000 inputs are 400000000 floats; the limit (Maximum");
    }

    private static CsvTable Read(string text) => CsvTable.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
