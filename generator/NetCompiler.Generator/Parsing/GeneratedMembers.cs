namespace NetCompiler.Generator.Parsing;

/// <summary>What is written into a network's class besides what all networks have.</summary>
[Flags]
internal enum MemberSet
{
    /// <summary>What predicts: nothing more.</summary>
    Prediction = 0,

    /// <summary>What trains.</summary>
    Training = 1,

    /// <summary>What fits layers to data, where there is training.</summary>
    Adapting = 2,
}

/// <summary>What the compiler writes into a network's class, as far as a user's own member can clash with it.</summary>
internal static class GeneratedMembers
{
    /// <summary>The method that weights in the assembly add; it has no parameters.</summary>
    public const string LoadPretrained = "LoadPretrained";

    /// <summary>The type of the only parameter of the constructor that weights in the assembly add.</summary>
    public const string CompiledNetwork = "NetCompiler.CompiledNetwork";

    private const string Floats = "System.ReadOnlySpan<float>", Labels = "System.ReadOnlySpan<int>";

    private static readonly string[] Values = ["Summary", "InputLength", "OutputLength", "ParameterCount", "Compiled"];
    private static readonly string[] TrainingValues = ["Gradients"];

    /// <summary>Each method's name and the types of its parameters.</summary>
    private static readonly string[][] Methods =
    [
        ["Load", "string"],
        ["Save", "string"],
        ["Predict", Floats, "System.Span<float>"],
        ["Classify", Floats],
        ["Classify", Floats, "System.Span<int>"],
    ];

    private static readonly string[][] TrainingMethods =
    [
        ["Fit", "NetCompiler.Dataset", "NetCompiler.FitOptions"],
        ["Evaluate", "NetCompiler.Dataset", "NetCompiler.EvaluateOptions"],
        ["TrainOnBatch", Floats, Floats, "NetCompiler.Optimizer"],
        ["TrainOnBatch", Floats, Labels, "NetCompiler.Optimizer"],
        ["ComputeGradients", Floats, Floats, "bool"],
    ];

    private static readonly string[][] AdaptingMethods = [["Adapt", "NetCompiler.Dataset"]];

    /// <summary>Whether weights in the assembly add a member of this name.</summary>
    public static bool IsPretrained(string name) => name is "Pretrained" or "_pretrained" or LoadPretrained;

    /// <summary>Whether a constant or property of this name is written.</summary>
    public static bool HasValue(string name, MemberSet written) =>
        Values.Contains(name) || written.HasFlag(MemberSet.Training) && TrainingValues.Contains(name);

    /// <summary>Whether a method of this name is written.</summary>
    public static bool HasMethod(string name, MemberSet written) => All(written).Any(method => method[0] == name);

    /// <summary>Whether a method with this name and these types of parameters is written.</summary>
    public static bool HasMethod(string name, IEnumerable<string> parameters, MemberSet written) =>
        All(written).Any(method => method[0] == name && method.Skip(1).SequenceEqual(parameters));

    private static IEnumerable<string[]> All(MemberSet written) => !written.HasFlag(MemberSet.Training) ? Methods
        : Methods.Concat(TrainingMethods).Concat(written.HasFlag(MemberSet.Adapting) ? AdaptingMethods : []);
}
