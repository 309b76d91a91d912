using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Model;

/// <summary>A network that cannot be compiled: what its surface can say all the same.</summary>
/// <param name="Class">The user's class.</param>
/// <param name="InputLength">Floats in a sample; <see cref="Unknown"/> where nothing tells.</param>
/// <param name="OutputLength">Floats in an answer; <see cref="Unknown"/> where nothing tells.</param>
/// <param name="ParameterCount">Parameters; <see cref="Unknown"/> where nothing tells.</param>
/// <param name="IsInferenceOnly">Whether nothing but prediction was asked for.</param>
/// <param name="Weights">The file that <c>[Weights]</c> names; null without it.</param>
/// <param name="Problems">Why: messages with their numbers; none where C# has its own to say.</param>
internal sealed record FailedNetwork(
    ClassIdentity Class, int InputLength, int OutputLength, int ParameterCount, bool IsInferenceOnly, string? Weights,
    EquatableArray<string> Problems)
{
    /// <summary>Stands for a number that is not known: programs divide by it and make arrays of it.</summary>
    public const int Unknown = 1;

    /// <summary>The names of the inputs.</summary>
    public EquatableArray<string> Inputs { get; init; } = [InputPort.Unnamed];

    /// <summary>The names of the outputs.</summary>
    public EquatableArray<string> Outputs { get; init; } = [OutputPort.Unnamed];

    /// <summary>Whether layers are fitted to data.</summary>
    public bool IsFitted { get; init; }

    /// <summary>Whether it has layers that carry a state.</summary>
    public bool IsStreaming { get; init; }

    /// <summary>Where the compiler itself failed: the arguments of that message.</summary>
    public EquatableArray<string> Fault { get; init; }

    /// <summary>What is known from the declaration, and of the output where all layers could be bound.</summary>
    public static FailedNetwork Of(NetworkDeclaration declaration, Shape? output, EquatableArray<string> problems) => new(
        declaration.Class, Length(declaration.InputShape), output is null ? Unknown : Length(output.Dimensions), Unknown,
        declaration.Mode == "InferenceOnly", declaration.Weights, problems)
    {
        Inputs = InputsOf(declaration),
        Outputs = OutputsOf(declaration),
        IsFitted = declaration.IsFitted,
        IsStreaming = declaration.HasState,
    };

    /// <summary>What is known of a network that was bound.</summary>
    public static FailedNetwork Of(Network network, EquatableArray<string> problems) => new(
        network.Class, (int)network.Input.Length, (int)network.Output.Length, (int)network.ParameterCount, network.IsInferenceOnly,
        network.Weights, problems)
    {
        Inputs = network.Inputs.Select(port => port.Name).ToEquatableArray(),
        Outputs = network.Outputs.Select(port => port.Name).ToEquatableArray(),
        IsFitted = network.Fittings.Count > 0,
        IsStreaming = network.Step is not null || network.NotStreaming is not null,
    };

    private static EquatableArray<string> InputsOf(NetworkDeclaration declaration)
    {
        string[] named = Names(declaration.Layers.Where(layer => layer.IsInput));
        string[] all = declaration.InputShape.Count > 0 || named.Length == 0 ? [InputPort.Unnamed, .. named] : named;
        if (declaration.TakesLengths)
            all = [.. all, InputPort.Lengths];
        return all.Distinct().ToEquatableArray();
    }

    /// <summary>Those that are named, and the last layer where none stands behind it.</summary>
    private static EquatableArray<string> OutputsOf(NetworkDeclaration declaration)
    {
        string[] named = Names(declaration.Layers.Where(layer => layer.IsOutput));
        LayerDeclaration? last = declaration.Layers.LastOrDefault(layer => !layer.IsInput);
        string[] all = last is { IsOutput: true } ? named : [.. named, last?.Name ?? OutputPort.Unnamed];
        return all.Distinct().Except(InputsOf(declaration)).ToEquatableArray();
    }

    /// <summary>Different names that can be parameters.</summary>
    private static string[] Names(IEnumerable<LayerDeclaration> ports) =>
        [.. ports.Select(port => port.Name).Where(IsIdentifier).Distinct().OfType<string>()];

    private static bool IsIdentifier(string? name) =>
        name is { Length: > 0 } && !(name[0] is >= '0' and <= '9')
        && name.All(letter => letter is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_');

    private static int Length(EquatableArray<int> shape)
    {
        long length = shape.Count == 0 ? 0 : 1;
        foreach (int dimension in shape)
            length = dimension < 1 || length * dimension > int.MaxValue ? 0 : length * dimension;
        return length == 0 ? Unknown : (int)length;
    }
}
