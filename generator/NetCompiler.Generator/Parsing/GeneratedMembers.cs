namespace NetCompiler.Generator.Parsing;

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

    /// <summary>Whether weights in the assembly add a member of this name.</summary>
    public static bool IsPretrained(string name) => name is "Pretrained" or "_pretrained" or LoadPretrained;

    /// <summary>Whether a constant or property of this name is written.</summary>
    public static bool HasValue(string name, bool isInferenceOnly) => Values.Contains(name) || !isInferenceOnly && TrainingValues.Contains(name);

    /// <summary>Whether a method of this name is written.</summary>
    public static bool HasMethod(string name, bool isInferenceOnly) => All(isInferenceOnly).Any(method => method[0] == name);

    /// <summary>Whether a method with this name and these types of parameters is written.</summary>
    public static bool HasMethod(string name, IEnumerable<string> parameters, bool isInferenceOnly) =>
        All(isInferenceOnly).Any(method => method[0] == name && method.Skip(1).SequenceEqual(parameters));

    private static IEnumerable<string[]> All(bool isInferenceOnly) => isInferenceOnly ? Methods : Methods.Concat(TrainingMethods);
}
