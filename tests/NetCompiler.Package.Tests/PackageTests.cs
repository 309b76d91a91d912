using System.Buffers.Binary;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace NetCompiler.Tests;

/// <summary>What is in the package.</summary>
public sealed class PackageTests(PackedFeed feed)
{
    [Fact]
    public async Task The_package_holds_the_runtime_the_generator_its_code_fixes_and_nothing_else()
    {
        await using ZipArchive package = await ZipFile.OpenReadAsync(feed.Package, TestContext.Current.CancellationToken);
        Assert.Equal(
            [
                "LICENSE",
                "README.md",
                "analyzers/dotnet/cs/NetCompiler.CodeFixes.dll",
                "analyzers/dotnet/cs/NetCompiler.Generator.dll",
                "build/NetCompiler.Onnx.targets",
                "build/NetCompiler.Weights.targets",
                "build/NetCompiler.targets",
                "buildTransitive/NetCompiler.targets",
                "generator/NetCompiler.Generator/DIAGNOSTICS.md",
                "icon.png",
                "lib/net10.0/NetCompiler.dll",
                "lib/net10.0/NetCompiler.xml",
                "lib/net8.0/NetCompiler.dll",
                "lib/net8.0/NetCompiler.xml",
                "src/NetCompiler/build/DIAGNOSTICS.md",
                "src/NetCompiler/docs/data.md",
                "src/NetCompiler/docs/determinism.md",
                "src/NetCompiler/docs/files.md",
                "src/NetCompiler/docs/game-loops.md",
                "src/NetCompiler/docs/generative.md",
                "src/NetCompiler/docs/graphs.md",
                "src/NetCompiler/docs/inference.md",
                "src/NetCompiler/docs/interop.md",
                "src/NetCompiler/docs/layers.md",
                "src/NetCompiler/docs/sequences.md",
                "src/NetCompiler/docs/shipping.md",
                "src/NetCompiler/docs/training.md",
            ],
            package.Entries.Select(entry => entry.FullName).Where(name => !IsEnvelope(name)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_manifest_names_licence_and_readme_and_no_dependency()
    {
        await using ZipArchive package = await ZipFile.OpenReadAsync(feed.Package, TestContext.Current.CancellationToken);
        await using Stream stream = await package.GetEntry("NetCompiler.nuspec")!.OpenAsync(TestContext.Current.CancellationToken);
        XElement metadata =
            (await XDocument.LoadAsync(stream, LoadOptions.None, TestContext.Current.CancellationToken)).Root!.Elements().First();
        string Value(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
        Assert.Equal("NetCompiler", Value("id"));
        Assert.Equal(feed.Version, Value("version"));
        Assert.Equal("MIT", Value("license"));
        Assert.Equal("README.md", Value("readme"));
        Assert.Equal("icon.png", Value("icon"));
        Assert.NotEmpty(Value("description"));
        Assert.DoesNotContain(metadata.Descendants(), element => element.Name.LocalName == "dependency");
    }

    /// <summary>128 x 128 pixels, as NuGet asks for.</summary>
    [Fact]
    public async Task The_icon_is_a_small_picture()
    {
        await using ZipArchive package = await ZipFile.OpenReadAsync(feed.Package, TestContext.Current.CancellationToken);
        await using Stream stream = await package.GetEntry("icon.png")!.OpenAsync(TestContext.Current.CancellationToken);
        byte[] header = new byte[24];
        await stream.ReadExactlyAsync(header, TestContext.Current.CancellationToken);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], header[..4]);
        Assert.Equal(128, BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(16)));
        Assert.Equal(128, BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(20)));
    }

    /// <summary>The compiler was deterministic (the time stamp is a hash), and the symbols inside name no folder of the machine that
    /// built.</summary>
    [Theory]
    [InlineData("lib/net10.0/NetCompiler.dll")]
    [InlineData("lib/net8.0/NetCompiler.dll")]
    [InlineData("analyzers/dotnet/cs/NetCompiler.CodeFixes.dll")]
    [InlineData("analyzers/dotnet/cs/NetCompiler.Generator.dll")]
    public async Task Assemblies_are_deterministic_and_carry_their_symbols(string name)
    {
        await using ZipArchive package = await ZipFile.OpenReadAsync(feed.Package, TestContext.Current.CancellationToken);
        using var bytes = new MemoryStream();
        await using (Stream stream = await package.GetEntry(name)!.OpenAsync(TestContext.Current.CancellationToken))
            await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        bytes.Position = 0;
        using var image = new PEReader(bytes);
        DebugDirectoryEntry[] entries = [.. image.ReadDebugDirectory()];
        Assert.Contains(entries, entry => entry.Type == DebugDirectoryEntryType.Reproducible);
        using MetadataReaderProvider provider = image.ReadEmbeddedPortablePdbDebugDirectoryData(
            entries.Single(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb));
        MetadataReader symbols = provider.GetMetadataReader();
        string[] sources = [.. symbols.Documents.Select(document => symbols.GetString(symbols.GetDocument(document).Name))];
        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.StartsWith("/_/", source, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_documentation_describes_what_users_touch_first()
    {
        await using ZipArchive package = await ZipFile.OpenReadAsync(feed.Package, TestContext.Current.CancellationToken);
        await using Stream stream = await package.GetEntry("lib/net10.0/NetCompiler.xml")!.OpenAsync(TestContext.Current.CancellationToken);
        XDocument documentation = await XDocument.LoadAsync(stream, LoadOptions.None, TestContext.Current.CancellationToken);
        string[] members = [.. documentation.Descendants("member").Select(member => member.Attribute("name")!.Value)];
        foreach (string type in new[] { "NetworkAttribute", "DenseAttribute", "FitOptions", "Dataset", "CompiledNetwork" })
            Assert.Contains("T:NetCompiler." + type, members);
    }

    private static bool IsEnvelope(string name) =>
        name is "[Content_Types].xml" or "NetCompiler.nuspec"
            || name.StartsWith("_rels/", StringComparison.Ordinal)
            || name.StartsWith("package/", StringComparison.Ordinal);
}
