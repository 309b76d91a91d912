using System.IO.Compression;
using System.Xml.Linq;

namespace NetCompiler.Tests;

/// <summary>The package of tables: what is in it, and a program that knows nothing but it.</summary>
public sealed class DataPackageTests(PackedFeed feed)
{
    [Fact]
    public async Task It_holds_the_reader_and_depends_on_NetCompiler_and_CsvHelper()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using ZipArchive package = await ZipFile.OpenReadAsync(feed.DataPackage, cancellation);
        string[] files = [.. package.Entries.Select(entry => entry.FullName)];
        Assert.Equal(
            [
                "LICENSE", "README.md", "lib/net10.0/NetCompiler.Data.dll", "lib/net10.0/NetCompiler.Data.xml",
                "lib/net8.0/NetCompiler.Data.dll",
                "lib/net8.0/NetCompiler.Data.xml",
            ],
            files.Where(name => name.StartsWith("lib/", StringComparison.Ordinal) || name is "LICENSE" or "README.md")
                .Order(StringComparer.Ordinal));
        await using Stream stream = await package.GetEntry("NetCompiler.Data.nuspec")!.OpenAsync(cancellation);
        XDocument manifest = await XDocument.LoadAsync(stream, LoadOptions.None, cancellation);
        XElement[] groups = [.. manifest.Descendants().Where(element => element.Name.LocalName == "group")];
        Assert.Equal(
            ["net10.0", "net8.0"], groups.Select(group => group.Attribute("targetFramework")!.Value).Order(StringComparer.Ordinal));
        Assert.All(groups, group =>
        {
            Dictionary<string, XElement> dependencies = group.Elements().ToDictionary(element => element.Attribute("id")!.Value);
            Assert.Equal(["CsvHelper", "NetCompiler"], dependencies.Keys.Order(StringComparer.Ordinal));
            XElement runtime = dependencies["NetCompiler"];
            Assert.Equal(feed.Version, runtime.Attribute("version")!.Value);
            // Without the analyzers a program that references this package alone would have no compiler.
            Assert.DoesNotContain("Analyzers", runtime.Attribute("exclude")?.Value ?? "", StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_program_trains_on_a_table_and_names_its_answers()
    {
        (await feed.Dotnet("Tables", "build", "-c", "Release")).SucceededWithoutWarnings();
        string output = (await feed.Dotnet("Tables", "bin/Release/net10.0/Tables.dll")).Succeeded().ReplaceLineEndings("\n");
        const string Inputs = "bill_length_mm flipper_length_mm island=Biscoe island=Dream island=Torgersen";
        Assert.Equal($"4 samples of {Inputs}\nAdelie\nGentoo\n", output);
    }
}
