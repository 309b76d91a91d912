using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace NetCompiler.Tests;

/// <summary>Links of the package: without the repository's address none that opens nothing, with it all that there can be.</summary>
public sealed partial class LinkTests(PackedFeed feed)
{
    private const string Address = "https://example.org/someone/net-compiler", Files = Address + "/blob/HEAD/";

    /// <summary>The target of a link in Markdown, without the place in the page.</summary>
    [GeneratedRegex(@"\]\((?<target>[^)#]+)(?:#[^)]*)?\)")]
    private static partial Regex Links { get; }

    [Fact]
    public async Task Without_an_address_links_stay_in_the_package()
    {
        await using ZipArchive package = await ZipFile.OpenReadAsync(feed.Package, TestContext.Current.CancellationToken);
        string[] entries = [.. package.Entries.Select(entry => entry.FullName)];
        string[] documents = [.. entries.Where(entry => entry.EndsWith(".md", StringComparison.Ordinal))];
        Assert.Contains("README.md", documents);
        int links = 0;
        foreach (string document in documents)
            foreach (string target in Targets(await Read(package, document)))
            {
                if (target.StartsWith("https://", StringComparison.Ordinal))
                    continue;
                links++;
                string path = new Uri(new Uri("package:///" + document), target).AbsolutePath.TrimStart('/');
                Assert.True(entries.Contains(path), $"{document} links to {target}, which is not in the package.");
            }
        Assert.True(links > 4, $"{links} links");
        XElement metadata = await Metadata(package);
        Assert.DoesNotContain(metadata.Elements(), element => element.Name.LocalName == "projectUrl");
        Assert.Null(metadata.Elements().Single(element => element.Name.LocalName == "repository").Attribute("url"));
    }

    [Fact]
    public async Task Without_an_address_a_diagnostic_has_no_link()
    {
        string error = await Mistake(feed.Version);
        Assert.DoesNotContain("http", error, StringComparison.Ordinal);
        Assert.DoesNotContain("DIAGNOSTICS", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_address_makes_the_links_of_package_README_and_diagnostics()
    {
        string version = feed.Version + ".linked";
        await feed.Pack(
            "src/NetCompiler", version, "-p:RunAnalyzers=false", $"-p:RepositoryUrl={Address}.git", "--artifacts-path",
            Path.Combine(feed.Folder, "linked"));
        await using ZipArchive package = await ZipFile.OpenReadAsync(
            Path.Combine(feed.Folder, "feed", $"NetCompiler.{version}.nupkg"), TestContext.Current.CancellationToken);

        XElement metadata = await Metadata(package);
        Assert.Equal(Address, metadata.Elements().Single(element => element.Name.LocalName == "projectUrl").Value);
        XElement repository = metadata.Elements().Single(element => element.Name.LocalName == "repository");
        Assert.Equal(Address + ".git", repository.Attribute("url")!.Value);

        string[] targets = [.. Targets(await Read(package, "README.md"))];
        Assert.All(targets, target => Assert.StartsWith("https://", target, StringComparison.Ordinal));
        Assert.Contains(Files + "generator/NetCompiler.Generator/DIAGNOSTICS.md", targets);
        Assert.Contains(Files + ".github/CONTRIBUTING.md", targets);
        Assert.Contains(Address + "/raw/HEAD/src/NetCompiler/docs/pictures/speed.svg", targets);

        Assert.EndsWith(
            $"({Files}generator/NetCompiler.Generator/DIAGNOSTICS.md#netc1001)", await Mistake(version), StringComparison.Ordinal);
    }

    /// <summary>What the build says of a network with a mistake, without the project at the end.</summary>
    private async Task<string> Mistake(string version)
    {
        string output = (await feed.Dotnet("Mistake", "build", $"-p:NetCompilerVersion={version}")).Output;
        string line = output.Split('\n').First(line => line.Contains("NETC1001", StringComparison.Ordinal));
        return line[..line.LastIndexOf(" [", StringComparison.Ordinal)];
    }

    private static IEnumerable<string> Targets(string text) => Links.Matches(text).Select(match => match.Groups["target"].Value);

    private static async Task<string> Read(ZipArchive package, string name)
    {
        using var reader = new StreamReader(await package.GetEntry(name)!.OpenAsync(TestContext.Current.CancellationToken));
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<XElement> Metadata(ZipArchive package) =>
        XDocument.Parse(await Read(package, "NetCompiler.nuspec")).Root!.Elements().First();
}
