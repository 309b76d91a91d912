using Microsoft.CodeAnalysis;
using NetCompiler.CodeFixes;
using Xunit;

namespace NetCompiler.Generator.Tests.Documentation;

/// <summary>README's pictures are made here from what the compiler really says.</summary>
public class PictureTests
{
    private const string Wrong =
        """
        [Network(28, 28, 1)]
        [Conv2D(32, 3), ReLU]
        [MaxPool2D(2), Dropout(0.25f)]
        [Dense(128), ReLU]
        [Dense(10), Softmax]
        public sealed partial class Mnist;
        """;

    private static readonly string Mended = Wrong.Replace("[Dense(128)", "[Flatten]\n[Dense(128)", StringComparison.Ordinal);

    [Fact]
    public async Task The_experience_is_drawn_from_a_real_mistake_its_real_fix_and_the_real_table()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Diagnostic mistake = Assert.Single(GeneratorTest.Run(Wrong).Diagnostics);
        await CodeFixes.CodeFixTest.Fixes(new InsertFlattenFix(), "Insert Flatten before Dense", Wrong, Mended);
        string[] table = [.. Table(GeneratorTest.Accept(Mended))];
        Assert.NotEmpty(table);

        string picture = await new ExperiencePicture(Wrong, mistake, "Insert Flatten before Dense", table).DrawAsync(cancellation);

        string file = Path.Combine(Repository.Root, "src", "NetCompiler", "docs", "pictures", "experience.svg");
        if (Environment.GetEnvironmentVariable("NETCOMPILER_UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, picture, cancellation);
        }
        Assert.True(
            File.Exists(file) && await File.ReadAllTextAsync(file, cancellation) == picture,
            "docs/pictures/experience.svg is not what the compiler says today: run this test with NETCOMPILER_UPDATE_SNAPSHOTS=1 and "
                + "look at it.");
    }

    /// <summary>The layer table from the generated class's documentation.</summary>
    private static IEnumerable<string> Table(string generated) => generated.Split('\n')
        .SkipWhile(line => line.Trim() != "/// <code>").Skip(1).TakeWhile(line => line.Trim() != "/// </code>")
        .Select(line => System.Net.WebUtility.HtmlDecode(line.Trim()["/// ".Length..]));
}
