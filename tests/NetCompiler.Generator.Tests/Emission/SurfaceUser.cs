using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetCompiler.Generator.Tests.Emission;

/// <summary>Puts next to a network's class another that uses every public member of it.</summary>
internal static class SurfaceUser
{
    private const string Always =
        """
        static void Predict(float[] x, float[] y, int[] classes)
        {
            const int Lengths = @.InputLength + @.OutputLength + @.ParameterCount + 1 / @.OutputLength;
            string summary = @.Summary + Lengths;
            @ net = new @(seed: 1);
            net = new @();
            net = @.Load(summary);
            net.Save(summary);
            NetCompiler.INetwork network = net;
            NetCompiler.CompiledNetwork compiled = net.Compiled;
            net.Predict(x, y);
            int best = net.Classify(x);
            net.Classify(x, classes);
        }

        """;

    private const string Training =
        """
        static void Train(@ net, float[] x, float[] y, int[] labels, NetCompiler.Dataset data, NetCompiler.Optimizer optimizer)
        {
            NetCompiler.History history = net.Fit(data);
            history = net.Fit(data, new NetCompiler.FitOptions());
            NetCompiler.Evaluation evaluation = net.Evaluate(data);
            evaluation = net.Evaluate(data, new NetCompiler.EvaluateOptions());
            float loss = net.TrainOnBatch(x, y, optimizer) + net.TrainOnBatch(x, labels, optimizer);
            loss += net.ComputeGradients(x, y) + net.ComputeGradients(x, y, training: true) + net.Gradients.Length;
        }

        """;

    private const string Pretrained = "static @ Take() => @.Pretrained ?? @.LoadPretrained();\n";

    /// <summary>The file with a user in it.</summary>
    public static string Add(string source, bool isInferenceOnly = false, bool isPretrained = false)
    {
        SyntaxNode root = CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.CSharp14)).GetRoot();
        TypeDeclarationSyntax[] types =
            [.. root.DescendantNodes().OfType<TypeDeclarationSyntax>().Where(type => type.AttributeLists.Count > 0)];
        // A block has no surface.
        string[] blocks = [.. types.Where(type => Names(type).Contains("Block")).Select(type => type.Identifier.Text)];
        if ((types.FirstOrDefault(type => Names(type).Contains("Network"))
            ?? types.FirstOrDefault(type => !blocks.Contains(type.Identifier.Text))) is not { } network)
            return source;
        string arguments = network.TypeParameterList is { Parameters.Count: var count }
            ? $"<{string.Join(", ", Enumerable.Repeat("int", count))}>"
            : "";
        var text = new StringBuilder(" static class User\n{\n").Append(Always);
        if (!isInferenceOnly)
            text.Append(Training);
        if (isPretrained)
            text.Append(Pretrained);
        text.Replace("@", network.Identifier.Text + arguments);
        return source.Insert(network.Span.End, text.Append("}\n").ToString());
    }

    private static IEnumerable<string> Names(TypeDeclarationSyntax type) =>
        type.AttributeLists.SelectMany(list => list.Attributes).Select(attribute => attribute.Name.ToString().Split('.').Last());
}
