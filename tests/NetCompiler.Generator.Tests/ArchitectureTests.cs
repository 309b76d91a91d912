using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Model;
using Xunit;

namespace NetCompiler.Generator.Tests;

/// <summary>The rules of the architecture, held by reading the generator's source and the runtime's attributes.</summary>
public sealed partial class ArchitectureTests
{
    private const string Prefix = "NetCompiler.Generator.";

    /// <summary>What each folder may use beside itself; a folder that is not here is against the rules.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Infrastructure"] = [],
        ["Diagnostics"] = ["Infrastructure"],
        ["Model"] = ["Infrastructure", "Diagnostics"],
        ["Parsing"] = ["Infrastructure", "Diagnostics", "Model"],
        ["Layers"] = ["Infrastructure", "Diagnostics", "Model"],
        ["Losses"] = ["Infrastructure", "Diagnostics", "Model"],
        ["Binding"] = ["Infrastructure", "Diagnostics", "Model", "Layers", "Losses"],
        ["Planning"] = ["Infrastructure", "Diagnostics", "Model", "Layers", "Losses", "Binding"],
        ["Emission"] = ["Infrastructure", "Diagnostics", "Model", "Layers", "Losses", "Binding", "Planning"],
    };

    /// <summary>The generator's source.</summary>
    internal static readonly string Root = Path.Combine(Repository.Root, "generator", "NetCompiler.Generator");

    /// <summary>All but the use of a block, which is no layer but stands for some, and a function of the user's, which is a type.</summary>
    private static IEnumerable<Type> LayerAttributes => typeof(LayerAttribute).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(LayerAttribute)) && !type.IsAbstract && !type.IsGenericType);

    private static IEnumerable<string> KindsWithoutTypes => LayerCatalog.Kinds.Keys.Where(kind => kind != "Activation");

    [GeneratedRegex(@"^using (?:static )?(?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Usings { get; }

    [GeneratedRegex("""//.*|\$?"(?:[^"\\]|\\.)*?" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex CommentsAndStrings { get; }

    [GeneratedRegex("""NETC\d{4}""")]
    private static partial Regex Ids { get; }

    /// <summary>How a section says that it is about no error.</summary>
    [GeneratedRegex(@"\*(?:Warning|Info)\.\*")]
    private static partial Regex Marks { get; }

    public static TheoryData<string> Folders() =>
        [.. Directory.GetDirectories(Root).Select(folder => Path.GetFileName(folder)).Where(name => name is not ("bin" or "obj"))];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_folders_to_its_left(string folder)
    {
        foreach (string file in Directory.GetFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
            foreach (string name in Usings.Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value))
            {
                if (name.StartsWith(Prefix, StringComparison.Ordinal))
                    Assert.Contains(name[Prefix.Length..].Split('.')[0], Allowed[folder].Append(folder));
                if (name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal))
                    Assert.Contains(folder, (string[])["Parsing", "Diagnostics"]);
            }
    }

    [Fact]
    public void No_layer_names_another_layer()
    {
        foreach (string kind in LayerCatalog.Kinds.Keys)
        {
            string text = CommentsAndStrings.Replace(File.ReadAllText(Path.Combine(Root, "Layers", kind + ".cs")), "");
            Assert.DoesNotContain(LayerCatalog.Kinds.Keys, other => other != kind && Regex.IsMatch(text, $@"\b{other}\b"));
        }
    }

    [Fact]
    public void Every_layer_attribute_has_a_layer_and_every_layer_an_attribute() =>
        Assert.Equal(
            LayerAttributes.Where(type => type != typeof(OutputAttribute)).Select(type => type.Name).Order(),
            KindsWithoutTypes.Select(kind => kind + "Attribute").Order());

    [Fact]
    public void Every_layer_attribute_may_be_repeated_on_classes_and_is_sealed()
    {
        foreach (Type type in LayerAttributes)
        {
            AttributeUsageAttribute usage = type.GetCustomAttribute<AttributeUsageAttribute>()!;
            Assert.Equal((AttributeTargets.Class, true, false, true), (usage.ValidOn, usage.AllowMultiple, usage.Inherited, type.IsSealed));
        }
    }

    public static TheoryData<string> LayerKinds() => [.. KindsWithoutTypes];

    /// <summary>A layer with every property written out at the attribute's own default is the layer with nothing written. (A size of 0
    /// stands for "left out".)</summary>
    [Theory]
    [MemberData(nameof(LayerKinds))]
    public void Defaults_of_an_attribute_are_those_of_its_layer(string kind)
    {
        Type type = LayerAttributes.Single(type => type.Name == kind + "Attribute");
        ConstructorInfo constructor = type.GetConstructors().MinBy(candidate => candidate.GetParameters().Length)!;
        ParameterInfo[] parameters = constructor.GetParameters();
        object[] values = [.. parameters.Select(parameter => parameter.HasDefaultValue ? parameter.DefaultValue!
            : parameter.ParameterType == typeof(int) ? 3
            : parameter.ParameterType == typeof(int[]) ? new[] { 1 }
            : parameter.ParameterType == typeof(string[]) ? new[] { "input" } : (object)0.25)];
        object attribute = constructor.Invoke(values);

        var required = parameters.Zip(values).Where(pair => !pair.First.HasDefaultValue)
            .ToDictionary(pair => pair.First.Name!, pair => (object?)pair.Second);
        var all = parameters.Zip(values).ToDictionary(pair => pair.First.Name!, pair => (object?)pair.Second);
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.DeclaringType!.IsSubclassOf(typeof(LayerAttribute))))
        {
            object? value = property.GetValue(attribute);
            if (property.CanWrite && value is not 0)
                all.Add(property.Name, value is Enum ? value.ToString() : value);
            else if (!property.CanWrite)
                Assert.Contains(value, all.Values);
        }
        Layer? expected = LayerCatalog.Kinds[kind].Bind(Context(required));
        Assert.NotNull(expected);
        Assert.Equal(expected, LayerCatalog.Kinds[kind].Bind(Context(all)));

        LayerContext Context(Dictionary<string, object?> arguments) =>
            new(kind, "name", Inputs(kind, Takes(kind, values)), arguments, (id, argument, _) => Assert.Fail($"{id} about {argument}"));
    }

    /// <summary>A shape that the layer takes: numbers, a sequence, an image, one number, or many channels.</summary>
    private static Shape Takes(string kind, object[] values)
    {
        string[] names = [
            .. LayerAttributes.Single(type => type.Name == kind + "Attribute").GetConstructors()
                .MinBy(candidate => candidate.GetParameters().Length)!
                .GetParameters()
                .Select(parameter => parameter.Name!)];
        return new[] { new Shape(5), new Shape(9, 4), new Shape(9, 9, 4), new Shape(1), new Shape(96), new Shape(3, 4) }.First(shape =>
        {
            bool fits = true;
            LayerCatalog.Kinds[kind].Bind(
                new LayerContext(
                    kind, "name", Inputs(kind, shape), names.Zip(values).ToDictionary(pair => pair.First, pair => (object?)pair.Second),
                    (id, _, _) => fits &= id is not ("NETC1018" or "NETC1002" or "NETC1032" or "NETC1041")));
            return fits;
        });
    }

    private static LayerInput[] Inputs(string kind, Shape shape)
    {
        var input = new LayerInput("input", shape) { IsInput = true, State = shape };
        return LayerCatalog.Kinds[kind].TakesSeveral ? [input, input] : [input];
    }

    [Fact]
    public void Defaults_of_the_network_attribute_are_those_of_the_parser()
    {
        var attribute = new NetworkAttribute(4);
        NetworkDeclaration declared = GeneratorTest.ParseNetwork("[Network(4), Dense(2)] partial class Net;");
        Assert.Equal(attribute.Shape, declared.InputShape);
        Assert.Equal(
            (attribute.Loss.ToString(), attribute.LabelSmoothing, attribute.MaxParameters),
            (declared.Loss, declared.LabelSmoothing, declared.MaxParameters));
    }

    /// <summary>All C# of the repository that is written by hand.</summary>
    private static IEnumerable<string> SourceFiles => new[] { "src", "generator", "tests", "samples" }
        .SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
        .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj" or "Snapshots"));

    /// <summary>What is longer has several jobs, or is not read to its end.</summary>
    [Fact]
    public void No_file_is_over_450_lines_and_no_line_over_140_columns()
    {
        var tooLong = new List<string>();
        foreach (string file in SourceFiles)
        {
            string[] lines = File.ReadAllLines(file);
            string name = Path.GetRelativePath(Repository.Root, file);
            if (lines.Length > 450)
                tooLong.Add($"{name}: {lines.Length} lines");
            tooLong.AddRange(
                lines.Index().Where(line => line.Item.Length > 140).Select(line => $"{name}:{line.Index + 1}: {line.Item}"));
        }
        Assert.True(tooLong.Count == 0, string.Join('\n', tooLong));
        Assert.True(SourceFiles.Count() > 500, "The files were not found.");
    }

    [Fact]
    public void No_method_of_the_compiler_is_over_60_lines()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string[] tooLong =
        [
            .. SourceFiles.Where(file => file.StartsWith(Root, StringComparison.Ordinal))
                .SelectMany(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), cancellationToken: cancellation)
                    .GetRoot(cancellation).DescendantNodes())
                .Where(node => node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax)
                .Where(method => method.ToString().AsSpan().Count('\n') >= 60)
                .Select(method => method.ToString().Split('\n')[0]),
        ];
        Assert.Empty(tooLong);
    }

    [GeneratedRegex(@"^\| `(?<name>\w+)`(?:, `(?<name>\w+)`)* \|", RegexOptions.Multiline)]
    private static partial Regex TableNames { get; }

    /// <summary>The page's tables name every room and every pass, and nothing that is not there.</summary>
    [Fact]
    public void The_page_about_the_architecture_is_true()
    {
        string page = File.ReadAllText(Path.Combine(Root, "..", "ARCHITECTURE.md"));
        string[] names = [.. TableNames.Matches(page).SelectMany(match => match.Groups["name"].Captures).Select(capture => capture.Value)];
        Assert.True(names.Length >= 12, string.Join(", ", names));
        string[] there = [
            .. Directory.GetFileSystemEntries(Path.Combine(Root, "Planning"))
                .Concat(Directory.GetFileSystemEntries(Path.Combine(Root, "Emission")))
                .Select(entry => Path.GetFileNameWithoutExtension(entry))];
        Assert.All(names, name => Assert.Contains(name, there));
        Assert.All(Directory.GetDirectories(Path.Combine(Root, "Emission")), room => Assert.Contains(Path.GetFileName(room), names));
        string planner = File.ReadAllText(Path.Combine(Root, "Planning", "Planner.cs"));
        Assert.All(
            Regex.Matches(
                planner, @"<item><see cref=""(\w+)""/>(?: and <see cref=""(\w+)""/>)?")
                .SelectMany(match => match.Groups.Values.Skip(1)).Where(group => group.Success),
            pass => Assert.Contains(pass.Value, names));
    }

    [Fact]
    public void Layers_report_what_exists()
    {
        foreach (string file in Directory.GetFiles(Path.Combine(Root, "Layers"), "*.cs"))
            Assert.Empty(Ids.Matches(File.ReadAllText(file)).Select(match => match.Value).Except(Descriptors.ById.Keys));
    }

    [Fact]
    public void Every_diagnostic_is_documented_and_tracked()
    {
        string documentation = File.ReadAllText(Path.Combine(Root, "DIAGNOSTICS.md"));
        string[] sections = documentation.Split("\n## ")[1..];
        Assert.Equal(Descriptors.ById.Keys.Order(), sections.Select(section => section[..8]));
        Assert.All(sections, section => Assert.Contains("\nFix: ", section));
        Assert.All(sections, section => Assert.Contains("```csharp", section));
        Assert.All(sections, section => Assert.Equal(Mark(Descriptors.ById[section[..8]]), Marks.Match(section).Value));

        string releases = File.ReadAllText(Path.Combine(Root, "AnalyzerReleases.Shipped.md"))
            + File.ReadAllText(Path.Combine(Root, "AnalyzerReleases.Unshipped.md"));
        Assert.Equal(
            Descriptors.ById.Values
                .Select(
                    descriptor =>
                        $"{descriptor.Id} | NetCompiler | {descriptor.DefaultSeverity} | "
                            + $"{descriptor.Title.ToString(CultureInfo.InvariantCulture)}")
                .Order(),
            releases.Split('\n').Where(line => Ids.IsMatch(line)).Order());
    }

    private static string Mark(DiagnosticDescriptor descriptor) =>
        descriptor.DefaultSeverity == DiagnosticSeverity.Error ? "" : $"*{descriptor.DefaultSeverity}.*";
}
