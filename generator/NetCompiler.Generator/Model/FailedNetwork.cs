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
        IsFitted = declaration.IsFitted,
        IsStreaming = declaration.HasState,
    };

    /// <summary>What is known of a network that was bound.</summary>
    public static FailedNetwork Of(Network network, EquatableArray<string> problems) => new(
        network.Class, (int)network.Input.Length, (int)network.Output.Length, (int)network.ParameterCount, network.IsInferenceOnly,
        network.Weights, problems)
    {
        IsFitted = network.Fittings.Count > 0,
        IsStreaming = network.Step is not null || network.NotStreaming is not null,
    };

    private static int Length(EquatableArray<int> shape)
    {
        long length = shape.Count == 0 ? 0 : 1;
        foreach (int dimension in shape)
            length = dimension < 1 || length * dimension > int.MaxValue ? 0 : length * dimension;
        return length == 0 ? Unknown : (int)length;
    }
}
