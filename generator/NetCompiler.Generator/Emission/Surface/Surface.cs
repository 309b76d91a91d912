using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Emission;

/// <summary>What the surface of one class depends on: a network that was compiled, or one that failed, whose members throw.</summary>
/// <param name="Class">The user's class.</param>
/// <param name="InputLength">Floats in a sample.</param>
/// <param name="OutputLength">Floats in an answer.</param>
/// <param name="ParameterCount">Learned values.</param>
/// <param name="IsInferenceOnly">Whether there is no training.</param>
internal sealed record Surface(ClassIdentity Class, long InputLength, long OutputLength, long ParameterCount, bool IsInferenceOnly)
{
    /// <summary>Every member that is ever written, for those that look for clashes.</summary>
    public static readonly IReadOnlyList<MemberSignature> Signatures =
    [
        .. SurfaceMembers
            .Of(new Surface(new ClassIdentity("", [], "C", []), 1, 1, 1, IsInferenceOnly: false) {
                WeightsFile = "",
                IsFitted = true,
                IsStreaming = true,
            })
            .Select(member => member.Signature),
    ];

    /// <summary>The inputs by name.</summary>
    public IReadOnlyList<SurfacePort> Inputs { get; init; } = [new(InputPort.Unnamed, InputLength)];

    /// <summary>The outputs by name.</summary>
    public IReadOnlyList<SurfacePort> Outputs { get; init; } = [new(OutputPort.Unnamed, OutputLength)];

    /// <summary>Whether layers are fitted to data.</summary>
    public bool IsFitted { get; init; }

    /// <summary>Whether it has members that take steps.</summary>
    public bool IsStreaming { get; init; }

    /// <summary>Why these cannot work; null where they do.</summary>
    public string? NotStreaming { get; init; }

    /// <summary>Floats that are carried from step to step.</summary>
    public int StateFloats { get; init; }

    /// <summary>Floats of a step's input.</summary>
    public long StepInputLength { get; init; } = 1;

    /// <summary>Floats of a step's output.</summary>
    public long StepOutputLength { get; init; } = 1;

    /// <summary>Steps from output to output.</summary>
    public int AnswerPeriod { get; init; } = 1;

    /// <summary>The file of weights in the assembly, as the project names it; null where there is none.</summary>
    public string? WeightsFile { get; init; }

    /// <summary>Whether those weights can be read.</summary>
    public bool WeightsFit { get; init; }

    /// <summary>What users see when they hover over the class, line by line.</summary>
    public IReadOnlyList<string> Table { get; init; } = [];

    /// <summary>Why the network could not be compiled; null if it was.</summary>
    public string? Problem { get; init; }

    /// <summary>The class with the generated code.</summary>
    public string CompiledName => DescriptionWriter.NameOf(Class);

    /// <summary>The class as a type.</summary>
    public string Type => Class.Name + Class.Form.TypeParameters;

    /// <summary>The surface of a network that was compiled.</summary>
    public static Surface Of(Network network, BoundWeights? weights, IReadOnlyList<string> table, int answerPeriod) =>
        new(network.Class, network.Input.Length, network.Output.Length, network.ParameterCount, network.IsInferenceOnly)
        {
            Inputs = [.. network.Inputs.Select(port => new SurfacePort(port.Name, port.Shape.Length))],
            Outputs = [.. network.Outputs.Select(port => new SurfacePort(port.Name, network.LengthOf(port), port.IsTrained))],
            IsFitted = network.Fittings.Count > 0,
            IsStreaming = network.Step is not null || network.NotStreaming is not null,
            NotStreaming = network.NotStreaming,
            StateFloats = network.Step?.StateFloats ?? 0,
            StepInputLength = network.Step?.Input.Length ?? 1,
            StepOutputLength = network.Step?.Output.Length ?? 1,
            AnswerPeriod = answerPeriod,
            WeightsFile = weights?.File.FileName,
            WeightsFit = weights is { Fits: true },
            Table = table,
        };

    /// <summary>The surface of a network that failed.</summary>
    public static Surface Of(FailedNetwork network, string? weightsFile)
    {
        string[] lines = network.Problems.Count == 0
            ? [$"{network.Class.PlainName} was not compiled: C# finds mistakes in its attributes."]
            : [$"{network.Class.PlainName} was not compiled:", .. network.Problems];
        return new(network.Class, network.InputLength, network.OutputLength, network.ParameterCount, network.IsInferenceOnly)
        {
            Inputs = [.. network.Inputs.Select(name => new SurfacePort(name, FailedNetwork.Unknown))],
            Outputs = [.. network.Outputs.Select(name => new SurfacePort(name, FailedNetwork.Unknown))],
            IsFitted = network.IsFitted,
            IsStreaming = network.IsStreaming,
            WeightsFile = weightsFile,
            Table = [.. lines.Select(Text.OneLine)],
            Problem = string.Join("\n", lines),
        };
    }
}
