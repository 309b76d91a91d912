using System.Globalization;
using System.Text;
using CsCheck;
using Xunit;

namespace NetCompiler.Tests;

public class CsvFileTests
{
    [Fact]
    public void NumbersBecomeADataset()
    {
        CsvFile csv = Read("0,1.5,-2e1, 3 \r\n4,5,6,7\r\n\r\n");
        Assert.Equal(2, csv.Rows);
        Assert.Equal(4, csv.Columns);
        Assert.Equal([0, 1.5f, -20, 3, 4, 5, 6, 7], csv.Values.ToArray());

        Dataset last = csv.ToDataset(8, scale: 0.5f);
        Assert.Equal([0, 0.75f, -10], last.Input(0).ToArray());
        Assert.Equal(7, last.Label(1));
        (float[] inputs, int[] labels) = csv.SplitLabels(0);
        Assert.Equal([1.5f, -20, 3, 5, 6, 7], inputs);
        Assert.Equal([0, 4], labels);
        Assert.Equal([0, 1.5f, 3, 4, 5, 7], Read("0,1.5,2,3\n4,5,6,7").SplitLabels(-2).Inputs);
        Assert.Throws<ArgumentOutOfRangeException>(() => csv.SplitLabels(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => csv.SplitLabels(-5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Read("1\n2").SplitLabels());
    }

    [Fact]
    public void HeadingSeparatorMarkAndCompressionAreUnderstood()
    {
        byte[] text = [0xEF, 0xBB, 0xBF, .. "größe;\"weite\"\n1;2\n3;4"u8];
        foreach (Stream stream in new Stream[]
        {
            new MemoryStream(text), new NoSeekStream(text, 1), new MemoryStream(IdxFileTests.Gzip(text))
        })
            Assert.Equal([1, 2, 3, 4], CsvFile.Read(stream, heading: true, separator: ';').Values.ToArray());
        Assert.Equal([1, 2], CsvFile.Read(new MemoryStream("1\t2"u8.ToArray()), separator: '\t').Values.ToArray());
        Assert.Throws<ArgumentException>(() => CsvFile.Read(Stream.Null, separator: 'e'));
    }

    [Theory]
    [InlineData("", "byte 0: the file ends here without a row")]
    [InlineData("\n \r\n", "byte 4: the file ends here without a row")]
    [InlineData("a,b\n1,2", "line 1, column 1: \"a\" is no number. If the first line holds names")]
    [InlineData("1,2\n3,x", "line 2, column 2: \"x\" is no number.")]
    [InlineData("1,2\n3,", "line 2, column 2: the value is missing")]
    [InlineData("1,2\n3", "line 2, column 1: the row ends here with 1 values; expected 2")]
    [InlineData("1,2\n3,4,5", "line 2, column 3: the row has more values")]
    [InlineData("1,2\n\n3,4", "line 2, column 1: the line is blank")]
    [InlineData("1,NaN", "line 1, column 2: \"NaN\" is not a finite number")]
    [InlineData("1,1e39", "line 1, column 2: \"1e39\" is not a finite number")]
    [InlineData("1,\"2\"", "line 1, column 2: \"\"2\"\" is no number")]
    [InlineData("1,0x10", "line 1, column 2: \"0x10\" is no number")]
    [InlineData("1,1 2", "line 1, column 2: \"1 2\" is no number")]
    [InlineData("1,\u0007\u0001", "line 1, column 2: \"??\" is no number")]
    [InlineData(
        "11111111111111111111111111111111111111111111111111111111111111111111"
            + "111111111111111111111111111111111111111111111111111111111111111111111,1",
        "is longer than 128 bytes")]
    public void WhatIsNoTableOfNumbersIsRejectedByLineAndColumn(string text, string message)
        => Assert.Contains(message, Assert.Throws<DataFileException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("1,2\n3,0.5", "line 2, column 2: the class is 0.5")]
    [InlineData("1,-1", "line 1, column 2: the class is -1")]
    [InlineData("1,16777216", "line 1, column 2: the class is 16777216")]
    public void AClassThatIsNoNumberOfAClassIsRejectedByLine(string text, string message)
        => Assert.Contains(message, Assert.Throws<DataFileException>(() => Read(text).ToDataset(10)).Message, StringComparison.Ordinal);

    [Fact]
    public void TheCultureOfTheThreadDoesNotMatter()
    {
        CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NegativeSign = "~";
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = culture;
            Assert.Equal([-1.5f, 2], Read("-1.5,2").Values.ToArray());
            Assert.Contains(
                "is -0.5;", Assert.Throws<DataFileException>(() => Read("1,-0.5").ToDataset(10)).Message, StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void NumbersRoundTripAcrossAllBlockBoundaries() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 4000], Gen.Int[1, 100_000]).Sample((columns, rows, atOnce) =>
    {
        RandomSequence random = new(columns * rows);
        float[] values = new float[rows * columns];
        StringBuilder text = new();
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(random.NextNormal() * 1e3);
            text.Append(values[i].ToString("R", CultureInfo.InvariantCulture)).Append((i + 1) % columns == 0 ? '\n' : ',');
        }
        CsvFile csv = CsvFile.Read(new NoSeekStream(Encoding.ASCII.GetBytes(text.ToString()), atOnce));
        Assert.Equal((rows, columns), (csv.Rows, csv.Columns));
        Assert.True(values.AsSpan().SequenceEqual(csv.Values));
    }, iter: 30);

    [Fact]
    public void AnyTextGivesTheTypedExceptionOrATable()
    {
        string[] words =
            ["1", "2.5", "-3", "1e5", ",", ",", ",", "\n", "\n", "\r\n", " ", "x", "NaN", "\"", "\0", "\u00e9", "99999999999999999999999"];
        Gen.Int[0, words.Length - 1].Array[0, 60].Sample(
            parts => Check(Encoding.UTF8.GetBytes(string.Concat(parts.Select(i => words[i])))), iter: 3000);
        Gen.Byte.Array[0, 500].Sample(Check, iter: 2000);
        byte[] gzip = IdxFileTests.Gzip("1,2,3\n4,5,6\n7,8,9\n"u8.ToArray());
        Gen.Int[0, gzip.Length - 1].Sample(
            length => Assert.Throws<DataFileException>(() => CsvFile.Read(new MemoryStream(length == 0 ? [] : gzip[..length]))), iter: 200);
        Gen.Int[0, gzip.Length * 8 - 1].Array[1, 4].Sample(bits =>
        {
            byte[] flipped = [.. gzip];
            foreach (int bit in bits)
                flipped[bit / 8] ^= (byte)(1 << bit % 8);
            Check(flipped);
        }, iter: 2000);

        static void Check(byte[] file)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                CsvFile csv = CsvFile.Read(new MemoryStream(file));
                Assert.Equal(csv.Rows * csv.Columns, csv.Values.Length);
                Assert.All(csv.Values.ToArray(), value => Assert.True(float.IsFinite(value)));
            }
            catch (DataFileException exception)
            {
                Assert.StartsWith("stream, ", exception.Message, StringComparison.Ordinal);
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400_000);
        }
    }

    [Fact]
    public void ABombStopsAtTheLimit()
    {
        byte[] bomb = IdxFileTests.Gzip(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("0,0\n", 2_000_000))));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(
            "the limit is 100000 bytes",
            Assert.Throws<DataFileException>(() => CsvFile.Read(new MemoryStream(bomb), maximumBytes: 100_000)).Message,
            StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    /// <summary>Short values make the numbers larger than their text.</summary>
    [Fact]
    public void ValuesAreCountedAgainstALimitOfTheirOwn()
    {
        byte[] text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("1,1,1,1\n", 500_000)));
        foreach (byte[] file in new[] { text, IdxFileTests.Gzip(text) })
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            string message = Assert.Throws<DataFileException>(() => CsvFile.Read(new MemoryStream(file), maximumValues: 10_001)).Message;
            Assert.Contains("line 2501, column 2: the file has more than 10001 numbers, the limit", message, StringComparison.Ordinal);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400_000);

            before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Equal(500_000, CsvFile.Read(new MemoryStream(file), maximumValues: 2_000_000).Rows);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 16_000_000, 17_000_000);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => CsvFile.Read(Stream.Null, maximumValues: -1));
    }

    /// <summary>The first field that is no number is named, and what the file seems to be.</summary>
    [Theory]
    [InlineData("1.5;2;0\n3;4;1\n", ',', "\"1.5;2;0\" is no number. It holds numbers with semicolons between them: read the file with")]
    [InlineData("1,5;2,5;0\n", ',', "column 2: \"5;2\" is no number. It holds numbers with semicolons between them")]
    [InlineData("1\t2\n", ',', "\"1?2\" is no number. It holds numbers with tabs between them: read the file with separator: '\\t'.")]
    [InlineData("1|2\n", ',', "numbers with bars between them: read the file with separator: '|'.")]
    [InlineData("1 2\n", ',', "numbers with blanks between them: read the file with separator: ' '.")]
    [InlineData("1,2,3\n", ';', "numbers with commas between them: read the file with separator: ','.")]
    [InlineData("1,5;2\n3,5;4\n", ';', "\"1,5\" is no number. It looks like a number with a decimal comma; this reader takes points.")]
    [InlineData("\"1,5\";\"2\"\n", ';', "looks like a number with a decimal comma")]
    [InlineData("\"1.5\",\"2\"\n", ',', "is no number. It stands in quotes; this reader takes none. CsvTable of the package NetCompiler")]
    [InlineData("\"a\",\"b\"\n1,2\n", ',', "is no number. If the first line holds names, read the file with heading: true.")]
    [InlineData("a,b\n1,2\n", ',', "If the first line holds names, read the file with heading: true.")]
    [InlineData("1,setosa\n", ',', "If the first line holds names, read the file with heading: true.")]
    [InlineData("1,2\n1,setosa\n", ',', "\"setosa\" is no number. The column holds text. CsvTable of the package NetCompiler.Data")]
    [InlineData("1,2\n1,\n", ',', "the value is missing; expected a number. A row needs all its values: ")]
    [InlineData("1,NA\n", ',', "\"NA\" is no number. A row needs all its values: ")]
    [InlineData("1,?\n", ',', "\"?\" is no number. A row needs all its values: ")]
    [InlineData("1,NaN\n", ',', "hold. A row needs all its values: ")]
    [InlineData("1,2\r3,4\r", ',', "\"2?3\" is no number. Its lines end in a carriage return alone; this reader takes LF and CR LF.")]
    [InlineData("1\0,2\n", ',', "line 1, column 1: \"1?\" is no number. It has NUL bytes: the file is damaged")]
    [InlineData("1,2\n3,4\0\0\0\0\n", ',', "line 2, column 2: \"4????\" is no number. It has NUL bytes: the file is damaged")]
    [InlineData("1,2\n3,\0\n", ',', "line 2, column 2: \"?\" is no number. It has NUL bytes: the file is damaged")]
    public void TheMessageSaysWhatIsReallyInTheField(string text, char separator, string message)
    {
        DataFileException exception = Assert.Throws<DataFileException>(
            () => CsvFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), separator: separator));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        if (!message.Contains("heading", StringComparison.Ordinal))
            Assert.DoesNotContain("heading", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Utf16IsCalledByItsName()
    {
        foreach (Encoding encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
            foreach (byte[] mark in new[] { encoding.GetPreamble(), [] })
            {
                MemoryStream stream = new([.. mark, .. encoding.GetBytes("1,2\n3,4\n")]);
                string message = Assert.Throws<DataFileException>(() => CsvFile.Read(stream)).Message;
                Assert.Contains("the text is UTF-16", message, StringComparison.Ordinal);
            }
    }

    [Fact]
    public void TheDigitsAreRead()
    {
        CsvFile csv = CsvFile.Read(SharedFiles.Find("data/digits/digits.csv.gz"));
        Assert.Equal((1797, 65), (csv.Rows, csv.Columns));
        Dataset digits = csv.ToDataset(10, scale: 1f / 16);
        Assert.Equal((1797, 64), (digits.Count, digits.InputLength));
        Assert.Equal(5f / 16, digits.Input(0)[2]);
        Assert.Equal(8, digits.Label(1796));
    }

    private static CsvFile Read(string text) => CsvFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
