using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Parsing;
using Xunit;

namespace NetCompiler.Generator.Tests.Diagnostics;

/// <summary>The tables of other frameworks' words against what there is here. A row that fails because the layer now exists is to be
/// deleted.</summary>
public sealed class ForeignTableTests
{
    private static readonly string[] Layers = [.. LayerCatalog.Kinds.Keys];

    private static IEnumerable<Type> Attributes =>
        typeof(LayerAttribute).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(LayerAttribute)) && !type.IsAbstract || type == typeof(NetworkAttribute));

    private static IEnumerable<string> Properties =>
        Attributes.SelectMany(type => type.GetProperties()).Where(property => property.CanWrite).Select(property => property.Name);

    [Fact]
    public void Words_for_layers_lead_to_layers()
    {
        Assert.All(ForeignLayers.Words.Concat(ForeignLayers.Namesakes), row => Assert.Contains(row.Value.Ours, Layers));
        Assert.All(ForeignLayers.Namesakes.Keys, word => Assert.Contains(word, Layers));
        Assert.DoesNotContain(ForeignLayers.Words.Keys, word => Layers.Contains(word));
        Assert.All(ForeignWords.Activations.Values, name => Assert.True(name.Length == 0 || Layers.Contains(name.Split('(')[0]), name));
    }

    [Fact]
    public void What_does_not_exist_does_not_exist()
    {
        string[] known = [.. Layers.Select(ForeignWords.Fold), .. ForeignLayers.Words.Keys.Select(ForeignWords.Fold)];
        Assert.DoesNotContain(ForeignLayers.Absent.Keys, word => known.Contains(ForeignWords.Fold(word)));
        string[] options = [.. Properties.Select(ForeignWords.Fold)];
        Assert.DoesNotContain(ForeignWords.AbsentOptions.Keys, word => options.Contains(ForeignWords.Fold(word)));
    }

    [Fact]
    public void Words_for_options_lead_to_options()
    {
        IEnumerable<string> parameters = Attributes.SelectMany(type => type.GetConstructors())
            .SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.Name!);
        string[] names = [.. Properties, .. parameters, ForeignWords.Activation];
        Assert.All(ForeignWords.Options.Values.SelectMany(value => value.Split(' ')), name => Assert.Contains(name, names));
    }

    [Fact]
    public void Words_for_members_lead_to_members()
    {
        foreach ((string name, IReadOnlyDictionary<string, string> words) in ForeignWords.Members)
        {
            string[] members = Enum.GetNames(typeof(Loss).Assembly.GetType("NetCompiler." + name)!);
            Assert.All(words.Values, member => Assert.Contains(member, members));
            Assert.DoesNotContain(words.Keys, word => members.Any(member => ForeignWords.Fold(member) == ForeignWords.Fold(word)));
        }
        foreach ((string name, IReadOnlyDictionary<string, string> words) in ForeignWords.AbsentMembers)
        {
            string[] members = Enum.GetNames(typeof(Loss).Assembly.GetType("NetCompiler." + name)!);
            Assert.DoesNotContain(words.Keys, word => members.Any(member => ForeignWords.Fold(member) == ForeignWords.Fold(word)));
        }
    }

    public static TheoryData<string> Words() => [.. ForeignLayers.Words.Keys, .. ForeignLayers.Absent.Keys];

    [Theory]
    [MemberData(nameof(Words))]
    public void Every_word_is_recognised(string word)
    {
        string id = ForeignLayers.Words.ContainsKey(word) ? "NETC1060" : "NETC1061";
        Assert.Equal(id, Assert.Single(GeneratorTest.Run($"[Network(4), {word}, Dense(2)] partial class Net;").Diagnostics).Id);
    }

    /// <summary>A layer that does not exist here is no slip of the finger in one that does.</summary>
    [Fact]
    public void Another_frameworks_word_is_not_taken_for_a_misspelled_one() =>
        Assert.All(ForeignLayers.Absent.Keys.Concat(ForeignLayers.Words.Keys), word => Assert.Null(Spelling.Meant(word, Layers)));
}
