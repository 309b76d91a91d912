using System.Runtime.CompilerServices;
using NetCompiler.Generator.Emission;
using Xunit;

namespace NetCompiler.Generator.Tests.Emission;

/// <summary>Generated files are read like others: their lines end where those of a person do.</summary>
public class LineBreaksTests
{
    private static readonly string Long = new('a', 60), Longer = new('b', 90);

    [Fact]
    public void A_call_breaks_behind_its_outermost_comma() => Assert.Equal(
        $"    F({Long}, G(1, 2),\n        {Longer});\n",
        LineBreaks.In($"    F({Long}, G(1, 2), {Longer});\n"));

    [Fact]
    public void Arguments_of_a_type_stay_together() => Assert.Equal(
        $"F<V, W>({Long},\n    {Longer});\n",
        LineBreaks.In($"F<V, W>({Long}, {Longer});\n"));

    [Fact]
    public void A_member_breaks_behind_its_arrow() => Assert.Equal(
        $"public T({Long}) =>\n    Value = new({Longer}, 1);\n",
        LineBreaks.In($"public T({Long}) => Value = new({Longer}, 1);\n"));

    [Fact]
    public void A_comment_behind_a_statement_goes_before_it() => Assert.Equal(
        $"  // what {Long}\n  F({Longer});\n",
        LineBreaks.In($"  F({Longer}); // what {Long}\n"));

    [Fact]
    public void Documentation_breaks_between_words_and_tags_stay_whole() => Assert.Equal(
        $"/// <summary>{Long} <see cref=\"X\"/>\n/// {Longer}</summary>\n",
        LineBreaks.In($"/// <summary>{Long} <see cref=\"X\"/> {Longer}</summary>\n"));

    [Theory]
    [InlineData("\"{0}, {1}\" +")]
    [InlineData("/// dense_1  {0}  {1}")]
    [InlineData("#pragma {0}, {1}")]
    [InlineData("{0}{1}")]
    public void Literals_tables_directives_and_names_stay(string line)
    {
        line = string.Format(null, line, Long, Longer) + "\n";
        Assert.Equal(line, LineBreaks.In(line));
    }

    [Fact]
    public void What_fits_stays_as_it_is()
    {
        const string File = "class C\n{\n\n    int x; // comment, and more\n}\n";
        Assert.Equal(File, LineBreaks.In(File));
    }

    [Fact]
    public void The_snapshots_have_no_longer_line()
    {
        string[] files = Directory.GetFiles(Path.Combine(Folder(), "Snapshots"), "*.verified.cs");
        Assert.True(files.Length > 8, "The snapshots were not found.");
        Assert.All(files, file => Assert.All(File.ReadLines(file), line => Assert.True(line.Length <= LineBreaks.Limit, line)));
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
