using System.Reflection;
using Microsoft.CodeAnalysis;
using NetCompiler.Generator.Binding;
using NetCompiler.Generator.Emission;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Parsing;
using NetCompiler.Generator.Planning;
using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Networks;

/// <summary>Makes a graph of a class's attributes with the compiler's own binder, blocks replaced by their layers, and compiles it for
/// prediction. Nothing of the user's is run.</summary>
internal static class NetworkReader
{
    private const string ClassName = "ReadNetwork";

    /// <summary>Reads a class.</summary>
    /// <param name="source">Where the class is.</param>
    /// <param name="name">The class; null for the only one.</param>
    /// <param name="fill">Gives it its weights.</param>
    /// <exception cref="ToolException">The class has errors.</exception>
    public static NetworkGraph Read(NetworkSource source, string? name, Action<CompiledNetwork> fill)
    {
        INamedTypeSymbol symbol = source.Find(name);
        NetworkDeclaration declaration = Declare(source, symbol);
        BoundNetwork bound = Generator.Binding.Binder.Bind(declaration);
        Network network = bound.Network ?? throw new ToolException($"{symbol.Name} has errors:\n  "
            + string.Join("\n  ", bound.Diagnostics.Where(said => said.IsError).Select(said => said.Message))
            + (source.IsAssembly ? "\nAn assembly does not tell all that its source does: give the C# file or the project." : ""));
        CompiledNetwork compiled = NetCompilation.LoadWritten(
            NetworkEmitter.Emit(Planner.MakePlan(network), null) + $"\npublic partial class {ClassName};\n", ClassName);
        fill(compiled);
        return Graph(symbol.Name, declaration, network, compiled);
    }

    private static NetworkDeclaration Declare(NetworkSource source, INamedTypeSymbol symbol)
    {
        var complaints = new Complaints();
        (BlockDeclaration block, _) = new LayerReader(source.Compilation, symbol, CancellationToken.None).ReadBlock(symbol, complaints);
        if (!block.IsWhole || block.InputShape is not { } shape)
            throw new ToolException($"{symbol.Name}'s attributes could not be read"
                + (complaints.Messages.Count > 0 ? ":\n  " + string.Join("\n  ", complaints.Messages) : ". Does it compile?"));
        if (Own(block.Layers).FirstOrDefault() is { } own)
            throw new ToolException($"{symbol.Name} has Activation<{own.Name}>, which is code of yours that no file can hold: give a class "
                + "with a built-in activation in its place or, where it stands at the end, leave it to whoever reads the answer.");
        AttributeData network = symbol.GetAttributes()
            .First(data => data.AttributeClass?.ToDisplayString() == NetworkParser.AttributeName);
        AttributeReader read = AttributeReader.Read(network, null, complaints);
        string loss = read.Find("Loss") as string ?? "Auto";
        var identity = new ClassIdentity("", [], ClassName, []);
        bool isWhole = true;
        return new(identity, shape, loss, 0, int.MaxValue, "InferenceOnly", "Auto", block.Layers)
        {
            HasLengths = read.Find("Lengths") is true,
            LossType = new OwnFunctionReader(source.Compilation).Loss(read, complaints, ref isWhole),
        };
    }

    /// <summary>The user's own activations, blocks' included.</summary>
    private static IEnumerable<OwnFunction> Own(IEnumerable<LayerDeclaration> layers) => layers.SelectMany(layer =>
        layer.Arguments.Select(argument => argument.Value).OfType<OwnFunction>()
            .Where(_ => layer.IsPlain).Concat(layer.Block is null ? [] : Own(layer.Block.Layers)));

    private static NetworkGraph Graph(string name, NetworkDeclaration declaration, Network network, CompiledNetwork compiled)
    {
        IReadOnlyList<PlacedLayer> placed = Expansion.Of(declaration.Layers, declaration.HasShape).Layers;
        var shapes = network.Nodes.Select(node => node.Layer).GroupBy(layer => layer.Name)
            .ToDictionary(group => group.Key, group => group.Last().Output.Dimensions.ToArray(), StringComparer.Ordinal);
        var layers = new List<NetworkLayer>();
        foreach (PlacedLayer layer in placed)
        {
            int[] reads = [.. layer.Reads ?? []];
            // What training alone has, and what no output needs, has no shape of its own.
            int[] shape = layer.Declared.IsInput ? InputShape(layer.Declared)
                : shapes.TryGetValue(layer.Name, out int[]? own) && layer.Declared.IsPlain ? own : ShapeOf(reads[0]);
            string owner = layer.Owner is { } other ? placed[other].Name : layer.Name;
            layers.Add(new(layer.Name, layer.Declared.IsPlain ? AttributeOf(layer.Declared) : null, reads, shape,
                Tensors(compiled, owner))
            { Owner = owner, LeavesOut = LeftOut(network, layer.Name) });
        }
        NetworkPort[] inputs = [.. network.Inputs.Select((port, number) => number == network.LengthsPort
            ? new NetworkPort(port.Name, NetworkPort.Lengths, []) : new NetworkPort(port.Name,
            placed.Select((layer, i) => (layer, i)).Where(pair => pair.layer.Declared.IsInput && pair.layer.Name == port.Name)
                .Select(pair => pair.i + 1).FirstOrDefault(), [.. port.Shape.Dimensions]))];
        NetworkPort[] outputs = [.. Outputs(placed, declaration).Zip(compiled.Info.Outputs,
            (value, port) => new NetworkPort(port.Name, value, [.. port.Shape]))];
        return new(name, layers, inputs, outputs, compiled);

        int[] ShapeOf(int value) => value == 0 ? [.. declaration.InputShape] : layers[value - 1].Shape;
    }

    /// <summary>Whether a layer leaves out the steps of what it reads that do not count: of its first value, and of its last.</summary>
    private static (bool First, bool Last) LeftOut(Network network, string name)
    {
        // Behind the inputs a node's last value may be how many steps count.
        if (network.LengthsPort is not { } port
            || network.Nodes.LastOrDefault(node => node.Layer.Name == name) is not { } node || node.Reads[node.Reads.Count - 1] != port + 1)
            return default;
        return node.Layer is not MultiHeadAttention attention ? (true, true)
            : attention.All.Select(part => part.Layer).OfType<AttentionLayer>()
                .Select(inner => (inner.MasksQueries, inner.MasksKeys)).Single();
    }

    /// <summary>The values that are answers: those that have a name as output, else the last.</summary>
    private static int[] Outputs(IReadOnlyList<PlacedLayer> placed, NetworkDeclaration declaration)
    {
        int[] named = [.. placed.Where(layer => layer.Declared.IsOutput).Select(layer => layer.Reads!.Value[0])];
        return named.Length > 0 ? named : [Expansion.Of(declaration.Layers, declaration.HasShape).Answer ?? 0];
    }

    private static int[] InputShape(LayerDeclaration input) =>
        [.. (EquatableArray<int>)input.Arguments.First(argument => argument.Name == NamedInput.ShapeArgument).Value!];

    private static Dictionary<string, Tensor> Tensors(CompiledNetwork network, string owner) => network.Info.Parameters
        .Where(block => block.Name.StartsWith(owner + "/", StringComparison.Ordinal) && block.Name.LastIndexOf('/') == owner.Length)
        .ToDictionary(block => block.Name[(owner.Length + 1)..], block => new Tensor(
            [.. block.Shape], [.. network.GetParameter(block.Name).Select(value => (double)value)]));

    /// <summary>The attribute as an object: its own class knows what was not written.</summary>
    private static Attribute AttributeOf(LayerDeclaration layer)
    {
        if (TimeDistributed.Find(layer.Kind) is not null)
            return new StepsAttribute();
        Type type = typeof(LayerAttribute).Assembly.GetType($"NetCompiler.{layer.Kind}Attribute")
            ?? throw new ToolException($"Layer {layer.Kind} is not one of NetCompiler's.");
        var given = layer.Arguments.ToDictionary(argument => argument.Name, argument => argument.Value, StringComparer.Ordinal);
        if (typeof(MergeAttribute).IsAssignableFrom(type))
            given["with"] = layer.With;
        ConstructorInfo constructor = type.GetConstructors().First(candidate => candidate.GetParameters()
            .All(parameter => given.ContainsKey(parameter.Name!) || parameter.HasDefaultValue));
        var attribute = (Attribute)constructor.Invoke([.. constructor.GetParameters().Select(parameter =>
            given.Remove(parameter.Name!, out object? value) ? Typed(value, parameter.ParameterType) : parameter.DefaultValue)]);
        foreach ((string name, object? value) in given)
        {
            PropertyInfo property = type.GetProperty(name)!;
            property.SetValue(attribute, Typed(value, property.PropertyType));
        }
        return attribute;
    }

    private static object? Typed(object? value, Type type) => value switch
    {
        EquatableArray<int> numbers => numbers.ToArray(),
        EquatableArray<string> names => names.ToArray(),
        string name when type.IsEnum => Enum.Parse(type, name),
        _ => value,
    };
}
