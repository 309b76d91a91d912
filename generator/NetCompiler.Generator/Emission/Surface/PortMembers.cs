using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Emission;

/// <summary>The members that a network's class has for its inputs and outputs by name, where it has more than one of either.</summary>
internal static class PortMembers
{
    private const string Runtime = "global::NetCompiler.", Call = Runtime + "CompilerServices.PortCall", Variable = "__call";
    private const string Floats = "global::System.Span<float>", ReadOnlyFloats = "global::System.ReadOnlySpan<float>";
    private const string Exception =
        "/// <exception cref=\"global::System.ArgumentException\">The lengths do not belong together.</exception>";

    /// <summary>The members; none for a network with one input and one output.</summary>
    public static IEnumerable<SurfaceMember> Of(Surface surface)
    {
        if (surface.Inputs.Count + surface.Outputs.Count > 2)
            yield return Predict(surface);
        if (surface.Outputs.Count > 1)
            foreach (SurfaceMember member in Classify())
                yield return member;
        if (surface.Inputs.Count + surface.Outputs.Count(port => port.IsTrained) > 2 && !surface.IsInferenceOnly)
            yield return TrainOnBatch(surface);
    }

    private static SurfaceMember Predict(Surface surface)
    {
        string[] checks =
        [
            .. surface.Inputs.Skip(1).Select((port, i) => $"{Variable}.CheckInput({i + 1}, {Name(port)}.Length);"),
            .. surface.Outputs.Select((port, i) => $"{Variable}.CheckOutput({i}, {Name(port)}.Length);"),
        ];
        string[] steps =
        [
            .. surface.Inputs.Select((port, i) => $"{Variable}.TakeInput({i}, {Name(port)});"),
            $"{Variable}.Predict();",
            .. surface.Outputs.Select((port, i) => $"{Variable}.GiveOutput({i}, {Name(port)});"),
        ];
        string body = $"\n{{\n    var {Variable} = new {Call}(Compiled, {Name(surface.Inputs[0])}.Length);\n"
            + string.Concat(checks.Select(check => $"    {check}\n"))
            + $"    while ({Variable}.Next())\n    {{\n" + string.Concat(steps.Select(step => $"        {step}\n")) + "    }\n}";
        return new SurfaceMember(
            MemberKind.Method, "public", "void", "Predict",
            [
                .. surface.Inputs.Select(port => new SurfaceParameter(ReadOnlyFloats, Name(port))),
                .. surface.Outputs.Select(port => new SurfaceParameter(Floats, Name(port))),
            ], body)
        {
            Summary = "Computes the answer to one sample, or to each of many, input by input and output by output: the lengths say how " +
                "many. Thread-safe. A thread's first call allocates what it computes in; all others allocate nothing.",
            Documentation =
            [
                .. surface.Inputs.Select(port => $"/// <param name=\"{port.Name}\">{Lengths(port)}</param>"),
                .. surface.Outputs.Select(port => $"/// <param name=\"{port.Name}\">Receives {Lengths(port)}</param>"),
                Exception,
            ],
        };
    }

    private static IEnumerable<SurfaceMember> Classify()
    {
        const string Output = "/// <param name=\"output\">The output's name.</param>";
        const string Unknown = "/// <exception cref=\"global::System.ArgumentException\">There is no such output, or the lengths do not " +
            "belong together.</exception>";
        yield return new SurfaceMember(
            MemberKind.Method, "public", "int", "Classify", [new("string", "output"), new(ReadOnlyFloats, "input")],
            " =>\n    Compiled.Classify(output, input);")
        {
            Summary = "The most likely class of one sample by one of the outputs.",
            Documentation = [Output, "/// <param name=\"input\">One sample, all inputs side by side.</param>", Unknown],
        };
        yield return new SurfaceMember(
            MemberKind.Method, "public", "void", "Classify",
            [new("string", "output"), new(ReadOnlyFloats, "inputs"), new("global::System.Span<int>", "classes")],
            " =>\n    Compiled.Classify(output, inputs, classes);")
        {
            Summary = "The most likely class of each of many samples by one of the outputs.",
            Documentation =
            [
                Output, "/// <param name=\"inputs\">Samples one after the other, all inputs side by side.</param>",
                "/// <param name=\"classes\">Receives one class a sample.</param>", Unknown,
            ],
        };
    }

    /// <summary>The targets are named as the outputs.</summary>
    private static SurfaceMember TrainOnBatch(Surface surface)
    {
        SurfacePort[] trained = [.. surface.Outputs.Where(port => port.IsTrained)];
        string optimizer = surface.Inputs.Concat(trained).Any(port => port.Name == "optimizer") ? "withOptimizer" : "optimizer";
        string[] steps =
        [
            $"var {Variable} = new {Runtime}CompilerServices.PortBatch(Compiled, {Name(surface.Inputs[0])}.Length);",
            .. surface.Inputs.Select((port, i) => $"{Variable}.TakeInput({i}, {Name(port)});"),
            .. trained.Select((port, i) => $"{Variable}.TakeTarget({i}, {Name(port)});"),
            $"return {Variable}.Train({optimizer});",
        ];
        return new SurfaceMember(
            MemberKind.Method, "public", "float", "TrainOnBatch",
            [
                .. surface.Inputs.Concat(trained).Select(port => new SurfaceParameter(ReadOnlyFloats, Name(port))),
                new SurfaceParameter(Runtime + "Optimizer", optimizer),
            ], "\n{\n" + string.Concat(steps.Select(step => $"    {step}\n")) + "}")
        {
            Summary = "One gradient step on one batch, input by input and target by target. Dropout is on, and batch normalisation goes " +
                "over this batch. Allocates nothing once this thread has trained a batch as large.",
            Documentation =
            [
                .. surface.Inputs.Select(port => $"/// <param name=\"{port.Name}\">{Lengths(port)}</param>"),
                .. trained.Select(port => $"/// <param name=\"{port.Name}\">What the output should give: {Lengths(port)}</param>"),
                $"/// <param name=\"{optimizer}\">Makes the step; belongs to this network from now on.</param>",
                "/// <returns>The mean loss before the step. If it is not finite, the step was not made and the weights are what they " +
                    "were.</returns>",
                Exception,
            ],
        };
    }

    /// <summary>A port as a parameter.</summary>
    private static string Name(SurfacePort port) => Text.Identifier(port.Name);

    private static string Lengths(SurfacePort port)
    {
        string length = port.Length == 1 ? "1 float" : FormattableString.Invariant($"{port.Length} floats");
        return $"{port.Name} of samples one after the other, {length} each.";
    }
}

/// <summary>An input or output as a parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Length">Floats of a sample.</param>
/// <param name="IsTrained">Whether samples have targets for it.</param>
internal sealed record SurfacePort(string Name, long Length, bool IsTrained = true);
