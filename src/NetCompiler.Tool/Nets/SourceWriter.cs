using System.Text;

namespace NetCompiler.Tool.Nets;

/// <summary>A net as a C# class with attributes.</summary>
internal static class SourceWriter
{
    private const int MaxColumns = 120;

    /// <summary>What stands on the line of the layer that it follows.</summary>
    private static readonly HashSet<string> Followers =
    [
        "ReLU", "LeakyReLU", "PReLU", "ELU", "SELU", "GELU", "SiLU", "Mish", "Tanh", "Sigmoid", "HardSigmoid", "HardSwish", "Softplus",
        "Softsign", "Exponential", "Softmax", "LogSoftmax", "BatchNorm", "Dropout", "SpatialDropout", "Rescaling",
    ];

    /// <summary>The file's text.</summary>
    /// <param name="net">The net; layers that others name get the names they have anyway.</param>
    /// <param name="space">The namespace, or empty.</param>
    /// <param name="name">The class's name.</param>
    /// <param name="heading">What it was read from: the first line of the comment.</param>
    public static string Write(Net net, string space, string name, string heading)
    {
        var naming = new LayerNaming(net);
        bool namesOutputs = net.Outputs.Count > 1 || net.Outputs[0].Value != net.Layers[^1];
        List<WrittenLayer> attributes = [new(Network(net, namesOutputs ? null : net.Outputs[0].Value), false)];
        if (net.Inputs.Count > 1)
            attributes.AddRange(net.Inputs.Select((input, i) => new WrittenLayer(
                $"Input({string.Join(", ", new[] { AttributeText.Literal(naming[input]) }.Concat(Sizes(input.Shape)))})", i > 0)));
        ReadWhatStandsBefore(net);
        attributes.AddRange(Layers(net, naming, namesOutputs ? net.Outputs : []));

        var text = new StringBuilder();
        foreach (string line in new[] { heading }.Concat(net.Notes.Select(note => "- " + note)).SelectMany(Wrap))
            text.Append("// ").Append(line).Append('\n');
        text.Append("using NetCompiler;\n\n");
        if (space.Length > 0)
            text.Append("namespace ").Append(space).Append(";\n\n");
        AppendLines(text, attributes);
        text.Append("public sealed partial class ").Append(name).Append(";\n");
        foreach (NetBlock block in NetBlocks.All(net).Distinct())
            AppendBlock(text.Append('\n'), block);
        return text.ToString();
    }

    /// <summary>Whether a layer stands on the line of the one that it follows.</summary>
    public static bool Follows(NetLayer layer) => Followers.Contains(layer.Word);

    /// <param name="net">The net.</param>
    /// <param name="naming">Its names.</param>
    /// <param name="outputs">Those that are written.</param>
    private static IEnumerable<WrittenLayer> Layers(Net net, LayerNaming naming, IReadOnlyList<NetOutput> outputs)
    {
        NetValue? before = net.Inputs.Count == 1 ? net.Inputs[0] : null;
        NameWhatIsNamed(net, naming, before);
        for (int i = 0; i < net.Layers.Count; i++)
        {
            NetLayer layer = net.Layers[i];
            string? from = layer.Reads[0] == before ? null : naming[layer.Reads[0]];
            int repeat = 1;
            while (layer is NetUse one && i + 1 < net.Layers.Count && one.IsRepeatedBy(net.Layers[i + 1])
                && !outputs.Any(output => output.Value == layer))
                (layer, repeat) = (net.Layers[++i], repeat + 1);
            yield return new(layer is NetUse use ? use.Text(repeat, from) : AttributeText.Of(
                layer, [.. layer.Reads.Skip(1).Select(read => naming[read])], from, layer.Share is null ? null : naming[layer.Share]),
                from is null && Follows(layer));
            before = layer;
            foreach (NetOutput output in outputs.Where(output => output.Value == layer))
                yield return new($"Output({string.Join(", ", [AttributeText.Literal(output.Name), .. Loss(layer)])})", true);
        }
    }

    private static void AppendBlock(StringBuilder text, NetBlock block)
    {
        AppendLines(text, [new("Block", false), .. Layers(block.Body, block.Naming, [])]);
        text.Append("internal sealed class ").Append(block.Name);
        if (block.Settings.Count == 0)
        {
            text.Append(";\n");
            return;
        }
        text.Append("\n{\n");
        foreach (BlockSetting setting in block.Settings)
            text.Append("    public const int ").Append(setting.Name).Append(" = ").Append(AttributeText.Literal(setting.Value))
                .Append(";\n");
        text.Append("}\n");
    }

    /// <summary>A file's text that says of every warning of the compiler that the net is meant so.</summary>
    public static string Silence(string source, IReadOnlyList<CompilerWarning> warnings)
    {
        var text = new StringBuilder();
        foreach (IGrouping<string, CompilerWarning> warning in warnings.GroupBy(warning => warning.Id).OrderBy(group => group.Key))
        {
            foreach (string line in warning.Select(said => said.Message).Distinct().SelectMany(Wrap))
                text.Append("// ").Append(line).Append('\n');
            text.Append("#pragma warning disable ").Append(warning.Key).Append(" // The net was trained so.\n");
        }
        int attributes = source.IndexOf("\n[", StringComparison.Ordinal) + 1;
        return source.Insert(attributes, text.ToString());
    }

    /// <param name="net">The net.</param>
    /// <param name="last">The only output, if it has no name.</param>
    private static string Network(Net net, NetValue? last)
    {
        string[] arguments =
        [
            .. net.Inputs.Count == 1 ? Sizes(net.Inputs[0].Shape) : [], .. Loss(last),
            .. net.SampleRate > 0 ? [$"SampleRate = {AttributeText.Literal(net.SampleRate)}"] : Array.Empty<string>(),
        ];
        return arguments.Length == 0 ? "Network" : $"Network({string.Join(", ", arguments)})";
    }

    /// <summary>What has to be said about an output's loss: the usual one of a softmax is over one row only.</summary>
    private static IEnumerable<string> Loss(NetValue? output) =>
        output is NetLayer { Word: "Softmax", Shape.Length: > 1 } ? ["Loss = Loss.KullbackLeiblerDivergence"] : [];

    private static IEnumerable<string> Sizes(int[] shape) => shape.Select(size => AttributeText.Literal(size));

    /// <summary>Where the order of two values changes nothing, the one that stands before is the first: it need not be named.</summary>
    public static void ReadWhatStandsBefore(Net net)
    {
        NetValue? before = net.Inputs.Count == 1 ? net.Inputs[0] : null;
        foreach (NetLayer layer in net.Layers)
        {
            if (layer.Word is "Add" or "Multiply" or "Average" && layer.Reads is [var first, var second] && second == before
                && first.Shape.SequenceEqual(second.Shape))
                layer.Reads.Reverse();
            before = layer;
        }
    }

    /// <summary>Layers that others refer to have their names written.</summary>
    private static void NameWhatIsNamed(Net net, LayerNaming naming, NetValue? before)
    {
        foreach (NetLayer layer in net.Layers)
        {
            foreach (NetLayer read in layer.Reads.Where((read, i) => i > 0 || read != before).OfType<NetLayer>())
                read.Name = naming[read];
            if (layer.Share is { } first)
                first.Name = naming[first];
            before = layer;
        }
    }

    private static void AppendLines(StringBuilder text, List<WrittenLayer> attributes)
    {
        int length = 0;
        foreach ((string attribute, bool follows) in attributes)
        {
            bool joins = follows && length + attribute.Length + 3 <= MaxColumns;
            if (length > 0)
                text.Append(joins ? ", " : "]\n");
            if (!joins)
                text.Append('[');
            text.Append(attribute);
            length = (joins ? length + 2 : 1) + attribute.Length;
        }
        text.Append("]\n");
    }

    /// <summary>Lines that fit; what follows the first is indented. No character of a file's ends a comment.</summary>
    private static IEnumerable<string> Wrap(string paragraph)
    {
        var line = new StringBuilder();
        foreach (string word in paragraph.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + word.Length > MaxColumns - 4)
            {
                yield return line.ToString();
                line.Clear().Append(' ');
            }
            if (line.Length > 0)
                line.Append(' ');
            line.Append([.. word.Where(letter => !char.IsControl(letter))]);
        }
        yield return line.ToString();
    }

    /// <summary>An attribute, and whether it stands on the line of the one before.</summary>
    private sealed record WrittenLayer(string Text, bool Follows);
}
