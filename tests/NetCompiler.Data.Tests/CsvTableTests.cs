using System.IO.Compression;
using System.Text;

namespace NetCompiler.Data.Tests;

/// <summary>What is read of a file, and how it is found out.</summary>
public class CsvTableTests
{
    private static readonly string[] TwoByTwo = ["1.5", "2", "-3", "4e2"];

    public static TheoryData<string> SameTables =>
    [
        "a,b\n1.5,2\n-3,4e2\n", "a,b\r\n1.5,2\r\n-3,4e2\r\n", "a,b\r1.5,2\r-3,4e2\r", "a,b\n1.5,2\n\n-3,4e2", "a;b\n1.5;2\n-3;4e2\n",
        "a\tb\n1.5\t2\n-3\t4e2\n", "a|b\n1.5|2\n-3|4e2\n", "\"a\",\"b\"\n\"1.5\",\"2\"\n\"-3\",\"4e2\"\n", "a , b\n 1.5,2 \n-3, 4e2\n",
        "sep=,\na,b\n1.5,2\n-3,4e2\n", "sep=|\r\na|b\r\n1.5|2\r\n-3|4e2\r\n", "a,b,\n1.5,2,\n-3,4e2,\n",
    ];

    [Theory]
    [MemberData(nameof(SameTables))]
    public void AllUsualWritingsOfATableAreTheSameTable(string text)
    {
        Encoding[] wide = [Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32];
        foreach (Encoding encoding in (Encoding[])[new UTF8Encoding(false), new UTF8Encoding(true), .. wide])
            foreach (bool zipped in new[] { false, true })
            {
                byte[] file = [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];
                CsvTable table = CsvTable.Read(new MemoryStream(zipped ? Gzip(file) : file));
                Assert.Equal(["a", "b"], table.Columns.Select(column => column.Name));
                Assert.Equal(TwoByTwo, Fields(table));
                Assert.Equal([1.5f, -3], table["a"].ToFloats());
                Assert.Equal([2, 400], table.Columns[1].ToFloats());
            }
    }

    [Fact]
    public void Utf16WithoutAMarkIsReadToo()
    {
        foreach (Encoding encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
            Assert.Equal(["größe"], CsvTable.Read(new MemoryStream(encoding.GetBytes("size\n\"größe\"\n")))["size"].Categories);
    }

    [Theory]
    [InlineData("1,5;2\n3,5;4\n", ';', ',', new[] { 1.5f, 2, 3.5f, 4 })]
    [InlineData("1,5;2,5;3,5\n4,5;5,5;6,5\n", ';', ',', new[] { 1.5f, 2.5f, 3.5f, 4.5f, 5.5f, 6.5f })]
    [InlineData("1,5\t2\n-3,5E1\t4\n", '\t', ',', new[] { 1.5f, 2, -35, 4 })]
    [InlineData("\"1,5\",\"2\"\n\"3\",\"4\"\n", ',', ',', new[] { 1.5f, 2, 3, 4 })]
    [InlineData("0,125;2\n3;4\n", ';', ',', new[] { 0.125f, 2, 3, 4 })]
    [InlineData("1.125;2\n3;4\n", ';', '.', new[] { 1.125f, 2, 3, 4 })]
    [InlineData("sep=;\n1,5;2\n3,5;4\n", ';', ',', new[] { 1.5f, 2, 3.5f, 4 })]
    [InlineData("1\n2\n", ',', '.', new[] { 1f, 2 })]
    public void SeparatorAndDecimalSignAreFoundOut(string text, char separator, char decimalSeparator, float[] values)
    {
        CsvTable table = Read(text);
        Assert.Equal((separator, decimalSeparator), (table.Separator, table.DecimalSeparator));
        Assert.Equal("column1", table.Columns[0].Name);
        Assert.Equal(values, Enumerable.Range(0, table.Rows).SelectMany(row => table.Columns.Select(column => column.ToFloats()[row])));
    }

    /// <summary>1,234 may be a thousand or one and a bit; it is no number until somebody says so.</summary>
    [Fact]
    public void ACommaThatMayGroupDigitsIsNotGuessed()
    {
        CsvTable table = Read("\"1,234\",2\n\"5,678\",3\n");
        Assert.False(table.Columns[0].IsNumeric);
        string message = Refusal.Of<DataFileException>(
            () => table.ToDataset(["column1"], targets: ["column2"]), "stream, line 1, column 1: \"1,234\" in \"column1\" is no number");
        Assert.EndsWith("The decimal sign is '.'; see CsvOptions.DecimalSeparator.", message, StringComparison.Ordinal);
        Assert.Equal([1.234f, 5.678f], Read("\"1,234\",2\n\"5,678\",3\n", new() { DecimalSeparator = ',' }).Columns[0].ToFloats());
    }

    [Fact]
    public void OptionsOverrideWhatWouldBeFoundOut()
    {
        CsvTable table = Read("a;b,c;d\ne;f,g;h\n", new() { Separator = ',', Heading = false });
        Assert.Equal(["a;b", "c;d", "e;f", "g;h"], Fields(table));
        Assert.Equal(["1.5;2"], Fields(Read("sep=;\n1.5;2\n", new() { Separator = '|', Heading = false })));
        Assert.Equal(["1", "2"], Read("1,2\n3,4\n", new() { Heading = true }).Columns.Select(column => column.Name));
        Assert.Equal(["größe"], Read(Encoding.Latin1.GetBytes("a\ngröße\n"), new() { Encoding = Encoding.Latin1 })["a"].Categories);
        table = Read("a\n-999\nNA\n3\n", new() { MissingMarkers = ["-999"] });
        Assert.Equal((1, false), (table["a"].MissingCount, table["a"].IsNumeric));
        Assert.False(Read("a;b\n1,5;1.5\n", new() { DecimalSeparator = ',' })["b"].IsNumeric);
        foreach (CsvOptions options in new CsvOptions[]
        {
            new() { Separator = '1' }, new() { Separator = '"' }, new() { DecimalSeparator = ';' }, new() { MaximumBytes = -1 },
            new() { MaximumValues = -1 }, new() { MissingMarkers = null! },
        })
            Assert.Throws<ArgumentException>(() => Read("1", options));
    }

    [Fact]
    public void QuotesHoldSeparatorsLineEndsAndQuotes()
    {
        CsvTable table = Read("\"name, of it\",note\n\"a \"\"b\"\", c\",\"two\nlines\"\n5\" pipe,x\n");
        Assert.Equal("name, of it", table.Columns[0].Name);
        Assert.Equal(["a \"b\", c", "two\nlines", "5\" pipe", "x"], Fields(table));
    }

    [Fact]
    public void KindsCategoriesAndGapsOfColumnsAreKnown()
    {
        CsvTable table = Read("n,t,m,e,i\n10,b,1,,0\n9,a,NA,NULL,1e39\n9.0,b,,?,2\n-1,,x,n/a,3\n");
        Assert.Equal([true, false, false, false, false], table.Columns.Select(column => column.IsNumeric));
        Assert.Equal([0, 1, 2, 4, 0], table.Columns.Select(column => column.MissingCount));
        Assert.Equal(["-1", "9", "10"], table["n"].Categories);
        Assert.Equal(["a", "b"], table["t"].Categories);
        Assert.Empty(table["e"].Categories);
        Assert.Null(table["t"][3]);
        Assert.Equal("9.0", table["n"][2]);
        Assert.Equal([10, 9, 9, -1], table["n"].ToFloats());
        Assert.Equal([7, 8], Read("a,b\n7,1\n?,1\n")["a"].ToFloats(missing: 8));
        Assert.Contains("t: text, 2 different, 1 missing", table.ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => table["n"][4]);
        Assert.Throws<ArgumentOutOfRangeException>(() => table["n"][-1]);
        Refusal.Of<ArgumentException>(() => table["N"], "has 0 columns called \"N\"; it has \"n\", \"t\", \"m\", \"e\", \"i\".");
        Refusal.Of<ArgumentException>(() => Read("a,a\n1,2\n")["a"], "stream has 2 columns called \"a\"");
    }

    [Theory]
    [InlineData("", "byte 0: the file ends here without a row.")]
    [InlineData("\n\n", "the file ends here without a row.")]
    [InlineData("a,b\n", "the file ends here without a row below its heading.")]
    [InlineData("1,2\n3,4\n5\n", "line 3, column 1: the row has 1 fields; expected 2, as in the first line; separator ','.")]
    [InlineData("a,b\n1,2\n\"x\ny\",2\n1,2,3\n", "line 5, column 3: the row has 3 fields; expected 2")]
    [InlineData("a,b\n1,\"2\n3,4\n", "byte 13: the file ends inside a quoted field of the row that begins in line 2.")]
    [InlineData("a,b\n1,\"2\"x\n", "text follows the closing quote here (line 2).")]
    [InlineData("a,b\n1,2\n3,4\0\0\0\n", "byte 11: there is a NUL byte here (line 3); the file is damaged.")]
    [InlineData("a;b\n1,5;2\n1.5;3\n", "\"1,5\" (line 2, column 1) has a decimal comma, \"1.5\" (line 3, column 1) a decimal point.")]
    public void WhatIsNoTableIsRefusedWithItsPlace(string text, string message)
        => Refusal.Of<DataFileException>(() => Read(text), message);

    [Fact]
    public void OtherEncodingsAreNamedNotGarbled()
    {
        byte[] text = Encoding.Latin1.GetBytes("a\nx\ngröße\n");
        Refusal.Of<DataFileException>(() => Read(text, null), "line 3 is not UTF-8. If the file is in a code page, set Encoding");
    }

    [Fact]
    public void MissingFieldsAndTextAreRefusedAsNumbersWithTheirPlace()
    {
        CsvTable table = Read("age,name\n30,\"x\"\n\n,y\nold,z\n");
        Refusal.Of<DataFileException>(() => table["age"].ToFloats(), "stream, line 4, column 1: \"age\" has no value, as 1 of 3 rows.");
        Refusal.Of<DataFileException>(() => table["age"].ToFloats(0), "stream, line 5, column 1: \"old\" in \"age\" is no number");
    }

    [Fact]
    public void FieldsOfAnyLengthKeepTheirText()
    {
        string[] texts = [.. new[] { 0, 1, 127, 128, 129, 16_383, 16_384, 200_000, 262_139 }.Select(length => new string('x', length))];
        CsvTable table = Read("a,b\n" + string.Concat(texts.SelectMany(text => new[] { $"{text},1\n", $"y{text.Length},2\n" })));
        for (int i = 0; i < texts.Length; i++)
            Assert.Equal((texts[i].Length == 0 ? null : texts[i], $"y{texts[i].Length}"), (table["a"][2 * i], table["a"][2 * i + 1]));
        string large = "a\n" + new string('x', 300_000);
        Refusal.Of<DataFileException>(() => Read(large), "line 2, column 1: the field has 300000 bytes; expected at most 262140.");
    }

    /// <summary>Memory follows the limits and what arrives, not what a small file unpacks to.</summary>
    [Theory]
    [InlineData("1,")]
    [InlineData("1,1\n")]
    [InlineData("\"")]
    [InlineData("x")]
    [InlineData(",,,,,,,\n")]
    [InlineData("\0")]
    public void ABombStopsAtALimit(string repeated)
    {
        byte[] bomb = Gzip(Encoding.ASCII.GetBytes("a\n" + string.Concat(Enumerable.Repeat(repeated, 12_000_000 / repeated.Length))));
        CsvOptions options = new() { MaximumBytes = 10_000_000, MaximumValues = 1_000_000 };
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<DataFileException>(() => CsvTable.Read(new MemoryStream(bomb), options: options));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000);
    }

    [Fact]
    public void FieldsAndTextAreCountedAgainstTheirLimits()
    {
        const string Text = "a,b\n1,2\n3,4\n";
        Refusal.Of<DataFileException>(
            () => Read(Text, new() { MaximumValues = 3 }), "line 3, column 1: the table has more than 3 fields, the limit (Max");
        Refusal.Of<DataFileException>(
            () => Read(Text, new() { MaximumBytes = 9 }), "byte 9: the text goes on here; the limit is 9 bytes (MaximumBytes).");
    }

    [Fact]
    public void ADirectoryIsNoTable()
    {
        string path = Path.TrimEndingDirectorySeparator(Path.GetTempPath());
        IOException exception = Assert.Throws<IOException>(() => CsvTable.Read(path));
        Assert.Equal($"No table was read from {path}: that is a directory. Add the file's name.", exception.Message);
    }

    private static string?[] Fields(CsvTable table)
        => [.. Enumerable.Range(0, table.Rows).SelectMany(row => table.Columns.Select(column => column[row]))];

    private static CsvTable Read(string text, CsvOptions? options = null) => Read(Encoding.UTF8.GetBytes(text), options);

    private static CsvTable Read(byte[] text, CsvOptions? options) => CsvTable.Read(new MemoryStream(text), options: options);

    private static byte[] Gzip(byte[] content)
    {
        using MemoryStream stream = new();
        using (GZipStream gzip = new(stream, CompressionLevel.Optimal))
            gzip.Write(content);
        return stream.ToArray();
    }
}
