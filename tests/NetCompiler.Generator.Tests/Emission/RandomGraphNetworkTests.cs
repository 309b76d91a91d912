using System.Globalization;
using System.Reflection;
using System.Text;
using NetCompiler.Tests;
using Xunit;

namespace NetCompiler.Generator.Tests.Emission;

/// <summary>Graphs of up to 30 layers that nobody thought of, drawn by seed: values and gradients are those of the naive reference in
/// double precision, with dead memory
/// poisoned, alone and among others, in training and for inference only. Some layers have the parameters of an earlier one.</summary>
public class RandomGraphNetworkTests
{
    private const int Graphs = 10;

    private static readonly string[] OnVectors =
    [
        "Dense(W)", "Dense(W)", "Dense(W)", "Tanh", "Tanh", "Sigmoid", "GELU", "PReLU", "LayerNorm", "BatchNorm", "SiLU", "ELU",
    ];

    private static readonly string[] OnImages =
    [
        "Conv2D(C, 3, Padding = Padding.Same)", "Conv2D(C, 3, Padding = Padding.Same)", "Conv2D(C, 1)",
        "Conv2D(C, 1, Groups = C)", "DepthwiseConv2D(3, Padding = Padding.Same)",
        "SeparableConv2D(C, 3, Padding = Padding.Same)",
        "Conv2DTranspose(C, 3, Padding = Padding.Same)", "MaxPool2D(3, Strides = 1, Padding = Padding.Same)",
        "AveragePool2D(3, Strides = 1, Padding = Padding.Same)",
        "BatchNorm", "LayerNorm", "GroupNorm(1)", "PReLU", "Tanh", "Tanh", "Sigmoid", "GELU", "Permute(2, 1, 3)",
    ];

    private static readonly string[] Outputs =
    [
        "Output(\"NAME\")", "Output(\"NAME\", Loss = Loss.None)", "Output(\"NAME\", Loss = Loss.LogCosh, Weight = 0.5)",
        "Output(\"NAME\", Loss = Loss.Huber, Weight = 2)",
    ];

    /// <summary>What has parameters that others of the same kind and shape can use, too.</summary>
    private static readonly string[] Learning =
        ["Dense", "Conv2D", "Depthwise", "Separable", "PReLU", "LayerNorm", "BatchNorm", "GroupNorm"];

    private static readonly string[] Merges = ["Add", "Add", "Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concat"];

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public void Values_and_gradients_are_the_references(int seed, bool hasPorts)
    {
        var random = new Random(seed);
        string[] graphs = [.. Enumerable.Range(0, Graphs).Select(_ => Draw(random, hasPorts))];
        var source = new StringBuilder();
        for (int i = 0; i < graphs.Length; i++)
        {
            Assert.True(RandomNetworkTests.IsAccepted(graphs[i]), $"Refused: {graphs[i]}");
            string only = graphs[i].Replace(")] [", ", Mode = NetworkMode.InferenceOnly)] [", StringComparison.Ordinal);
            source.Append(CultureInfo.InvariantCulture, $"{graphs[i]} public partial class N{i};\n{only} public partial class Only{i};\n");
        }
        Assembly assembly = RandomNetworkTests.Compile($"Graphs{seed}", source.ToString());
        var wrong = new StringBuilder();
        for (int i = 0; i < graphs.Length; i++)
        {
            string number = i.ToString(CultureInfo.InvariantCulture);
            CompareWithReference(graphs[i], Make($"N{number}").Compiled, assembly.GetType($"N{number}")!, wrong);
            new NetworkComparison(graphs[i], () => Make($"N{number}").Compiled, Make($"Only{number}").Compiled, random, wrong).Compare();
            GC.Collect();
        }
        Assert.True(wrong.Length == 0, wrong.ToString());

        INetwork Make(string name) => (INetwork)Activator.CreateInstance(assembly.GetType(name, throwOnError: true)!, 1)!;
    }

    /// <summary>Answers in prediction, the loss, and all gradients.</summary>
    private static void CompareWithReference(string graph, CompiledNetwork network, Type type, StringBuilder wrong)
    {
        const int Rows = 5;
        NetworkInfo info = network.Info;
        var samples = new Samples(Rows);
        samples.Fill(network);
        ReferenceNetwork reference = ReferenceNetwork.Of(type).CopyFrom(network);
        float[] inputs = samples.Normal(Rows * info.InputLength, 0.7), targets = samples.Normal(Rows * info.TargetLength);
        float[] answers = new float[Rows * info.OutputLength];
        double[][] rows = Samples.Rows(inputs, info.InputLength), wanted = Samples.Rows(targets, info.TargetLength);
        network.Predict(inputs, answers);
        Compare("answers", [.. rows.SelectMany(reference.Predict)], [.. answers], 0);

        var step = new GradientStep(network, Rows + 2);
        double loss = step.Run(inputs, targets);
        Compare("loss", [reference.LossOf(rows, wanted)], [loss], 0);
        reference.ComputeGradients(rows, wanted);
        // Behind a normalisation some gradients are nothing but rounding errors of larger ones.
        double largest = reference.Parameters.Max(parameter => parameter.Gradient.Max(Math.Abs));
        foreach ((ReferenceParameter parameter, ParameterBlock block) in reference.Parameters.Zip(info.Parameters))
            if (!block.IsStatistic)
                Compare($"gradient of {block.Name}", parameter.Gradient, ReferenceNetwork.Unpad(step.Batch.Gradients.Span, block), largest);

        void Compare(string what, double[] expected, double[] actual, double besides)
        {
            double most = Math.Max(expected.Max(Math.Abs), 0.1 * besides);
            for (int i = 0; i < expected.Length; i++)
            {
                if (Math.Abs(expected[i] - actual[i]) <= 1e-4 * Math.Abs(expected[i]) + 5e-5 * most)
                    continue;
                wrong.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"{graph}: number {i} of the {what} is {actual[i]:G6}, the reference has {expected[i]:G6}, of at most {most:G3}");
                return;
            }
        }
    }

    /// <summary>Layers that keep a shape, each reading a value drawn from those that are there, mostly one that is near; what nobody
    /// reads is merged in the end.</summary>
    /// <param name="random">Draws.</param>
    /// <param name="hasPorts">Whether there are several inputs, and some values are outputs, one of them without a loss.</param>
    private static string Draw(Random random, bool hasPorts)
    {
        bool isImage = random.Next(2) == 0;
        int width = random.Next(3) switch { 0 => 16, 1 => random.Next(2, 8), _ => random.Next(9, 40) };
        string shape = isImage ? FormattableString.Invariant($"{4}, {4}, {width}") : FormattableString.Invariant($"{width}");
        string[] kinds = isImage ? OnImages : OnVectors;
        // Those of the whole shape.
        var names = new List<string> { "input" };
        string ports = "";
        for (int i = 0; hasPorts && i < random.Next(1, 4); i++)
        {
            names.Add(FormattableString.Invariant($"port{i}"));
            ports += $", Input(\"{names[^1]}\", {shape})";
        }
        var unread = new HashSet<string>();
        var layers = new List<string>();
        var read = new HashSet<string>();
        var owners = new Dictionary<string, string>();
        int outputs = 0;
        string last = "input";
        int count = random.Next(3, 25);
        // Something learns wherever a merge begins.
        Give(isImage ? "Conv2D(C, 3, Padding = Padding.Same)" : "Dense(W)", "input");
        while (layers.Count < count)
        {
            string first = Any();
            if (random.Next(5) > 1)
                Give(kinds[random.Next(kinds.Length)], first);
            else if (isImage && random.Next(3) == 0)
                Gate(first);
            else if (!isImage && random.Next(5) == 0)
                Give("Multiply", Any(), Part($"Dot(Normalize = {(random.Next(2) == 0 ? "true" : "false")})", first, Any()));
            else
                Merge(first);
        }
        unread.UnionWith(names.Skip(1).Where(name => name.StartsWith("port", StringComparison.Ordinal) && !read.Contains(name)));
        string[] left = [.. unread.Where(name => name != last)];
        if (left.Length > 0)
            Give("Add", [last, .. left]);
        Give(isImage ? "GlobalAveragePool" : "Tanh", last);
        Give("Dense(3)", last);
        if (hasPorts && random.Next(2) == 0)
            layers.Add("Output(\"answer\", Loss = Loss.Huber)");
        return $"[Network({shape}, Loss = Loss.MeanSquaredError)] [{string.Join(", ", layers)}{ports}]";

        string Any() => random.Next(3) > 0 ? names[^1] : names[random.Next(names.Count)];

        string Give(string kind, params string[] reads)
        {
            bool isLike = reads.Length == 1 && names.Contains(reads[0])
                && Learning.Any(learning => kind.StartsWith(learning, StringComparison.Ordinal));
            if (isLike && random.Next(2) == 0 && owners.TryGetValue(kind, out string? owner))
                kind = $"{kind.TrimEnd(')')}{(kind.Contains('(', StringComparison.Ordinal) ? ", " : "(")}Share = \"{owner}\")";
            names.Add(Part(kind, reads));
            if (isLike)
                owners.TryAdd(kind, last);
            unread.Add(last);
            return last;
        }

        // Adds a layer that reads some values and gives none of the whole shape.
        string Part(string kind, params string[] reads)
        {
            string name = FormattableString.Invariant($"n{layers.Count}"), size = width.ToString(CultureInfo.InvariantCulture);
            kind = kind.Replace("(W", $"({size}", StringComparison.Ordinal).Replace("(C,", $"({size},", StringComparison.Ordinal)
                .Replace("= C", $"= {size}", StringComparison.Ordinal);
            string with = string.Concat(reads.Skip(1).Select(read => $"\"{read}\", "));
            string own = $"Name = \"{name}\"{(reads[0] == last && random.Next(2) == 0 ? "" : $", From = \"{reads[0]}\"")})";
            int open = kind.IndexOf('(', StringComparison.Ordinal);
            layers.Add(open < 0 ? $"{kind}({with}{own}" : $"{kind[..(open + 1)]}{with}{kind[(open + 1)..^1]}, {own}");
            unread.ExceptWith(reads);
            read.UnionWith(reads);
            last = name;
            if (hasPorts && kind[0] is not ('S' or 'G') && random.Next(6) == 0)
                layers.Add(Outputs[outputs % Outputs.Length].Replace("NAME", FormattableString.Invariant($"out{outputs++}"),
                    StringComparison.Ordinal));
            return name;
        }

        void Merge(string first)
        {
            string kind = Merges[random.Next(Merges.Length)];
            // A value less itself is nothing.
            bool mayRepeat = kind is "Add" or "Multiply" or "Average" or "Concat";
            IEnumerable<string> drawn = Enumerable.Range(0, kind == "Subtract" ? 1 : random.Next(1, 4)).Select(_ => Any());
            string[] others = [.. drawn.Where(other => mayRepeat || other != first)];
            if (others.Length == 0)
                return;
            if (kind == "Concat")
                Give(isImage ? "Conv2D(C, 1)" : "Dense(W)", Part(kind, [first, .. others]));
            else
                Give(kind, [first, .. others]);
        }

        // A weight for each channel times an image.
        void Gate(string image)
        {
            string gate = Part("Sigmoid", Part("Dense(W)", Part("GlobalAveragePool", image)));
            Give(random.Next(2) == 0 ? "Multiply" : "Add", random.Next(2) == 0 ? [image, gate] : [gate, image]);
        }
    }
}
