using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Emission;

/// <summary>The members of a network's class: the one list of them.</summary>
internal static class SurfaceMembers
{
    private const string Runtime = "global::NetCompiler.", Threading = "global::System.Threading.";
    private const string Floats = "global::System.Span<float>", ReadOnlyFloats = "global::System.ReadOnlySpan<float>";
    private const string FirstCall = "Thread-safe. A thread's first call allocates what it computes in; all others allocate nothing.";
    private const string Exception = "/// <exception cref=\"global::System.";
    private const string TensorName = "/// <param name=\"name\">Layer and tensor, as in files: dense_1/kernel.</param>";
    private const string LayerName = "/// <param name=\"name\">A layer's name, the beginning of several, or a tensor's.</param>";
    private const string UnknownTensor =
        Exception + "ArgumentException\">There is no such parameter; the message lists those that there are.</exception>";

    /// <summary>The members, in the order of the file.</summary>
    public static IEnumerable<SurfaceMember> Of(Surface surface)
    {
        IEnumerable<SurfaceMember> members = Numbers(surface).Concat(Making(surface));
        if (surface.WeightsFile is not null)
            members = members.Concat(Pretrained(surface).Select(member => member with { Occasion = MemberOccasion.Pretrained }));
        members = members.Concat(Files(surface)).Concat(Prediction(surface)).Concat(PortMembers.Of(surface)).Concat(Parameters());
        if (surface.IsStreaming)
            members = members.Concat(StreamingMembers.Of(surface).Select(member => member with { Occasion = MemberOccasion.Streaming }));
        if (!surface.IsInferenceOnly)
            members = members.Concat(Training(surface)
                .Select(member => member.Occasion == MemberOccasion.Always ? member with { Occasion = MemberOccasion.Training } : member));
        return members;
    }

    private static IEnumerable<SurfaceMember> Numbers(Surface surface)
    {
        string summary = surface.Problem is null
            ? $"{Generated(surface)}.Summary"
            : Text.Literal(surface.Problem);
        yield return Constant("string", "Summary", summary) with { Summary = "The layer table." };
        yield return Constant("int", "InputLength", surface.InputLength) with { Summary = "The number of floats in a sample." };
        yield return Constant("int", "OutputLength", surface.OutputLength) with { Summary = "The number of floats in an answer." };
        yield return Constant("int", "ParameterCount", surface.ParameterCount) with { Summary = "The number of parameters." };

        static SurfaceMember Constant(string type, string name, object value) =>
            new(MemberKind.Constant, "public const", type, name, [], FormattableString.Invariant($" = {value};"));
    }

    private static string Generated(Surface surface) => $"global::NetCompiler.Generated.{surface.CompiledName}";

    private static IEnumerable<SurfaceMember> Making(Surface surface)
    {
        yield return new SurfaceMember(
            MemberKind.Constructor, "public", "", surface.Class.Name, [new("int", "seed", " = 0")],
            $" => Compiled = new {Runtime}CompiledNetwork({Generated(surface)}.Instance, seed);")
        {
            Summary = "Makes a network with fresh parameters.",
            Documentation = ["/// <param name=\"seed\">Same seed, same parameters.</param>"],
        };
        yield return new SurfaceMember(MemberKind.Property, "public", Runtime + "CompiledNetwork", "Compiled", [], " { get; }")
        {
            Summary = "The network itself: generated arithmetic, shapes, parameters.",
        };
        yield return new SurfaceMember(
            MemberKind.Property, "public", $"global::System.Collections.Generic.IReadOnlyList<{Runtime}LayerInfo>", "Layers", [],
            " => Compiled.Layers;")
        {
            Summary = "The layers in order, as data: kinds, settings, shapes, parameters.",
        };
    }

    private static IEnumerable<SurfaceMember> Pretrained(Surface surface)
    {
        string name = surface.Class.Name, type = surface.Type;
        // While its name is being typed, it has none.
        string file = Path.GetFileName(surface.WeightsFile!.Replace('\\', '/')) is { Length: > 0 } written ? written : "a weight file";
        string problem = Text.Literal(
            $"{surface.WeightsFile} does not hold the weights of {surface.Class.PlainName}: the build says how it differs.");
        yield return new SurfaceMember(
            MemberKind.Constructor, "private", "", name, [new(Runtime + "CompiledNetwork", "compiled")], " => Compiled = compiled;");
        yield return new SurfaceMember(MemberKind.Field, "private static", type + "?", "_pretrained", [], ";");
        yield return new SurfaceMember(
            MemberKind.Property, "public static", type, "Pretrained", [],
            $" => {Threading}Volatile.Read(ref _pretrained)\n" +
            $"    ?? {Threading}Interlocked.CompareExchange(ref _pretrained, LoadPretrained(), null) ?? _pretrained;")
        {
            Summary = $"The network with the parameters of {file}, which are inside the assembly: made when first asked for, then always " +
                "the same object. For one to train further, use LoadPretrained.",
        };
        yield return new SurfaceMember(
            MemberKind.Method, "public static", type, "LoadPretrained", [],
            surface.WeightsFit
                ? $" => new(new {Runtime}CompiledNetwork({Generated(surface)}.Instance, {Generated(surface)}.Embedded));"
                : $" => throw new {Runtime}NetworkFileException({problem});")
        {
            Summary = $"Makes a network with the parameters of {file}, which are inside the assembly: one copy, no file, nothing to parse.",
        };
    }

    private static IEnumerable<SurfaceMember> Files(Surface surface)
    {
        string type = surface.Type;
        yield return new SurfaceMember(
            MemberKind.Method, "public static", type, "Load", [new("string", "path")],
            $"\n{{\n    {type} network = new();\n    {Runtime}NetworkFile.Load(network.Compiled, path);\n    return network;\n}}")
        {
            Summary = "Makes a network with the parameters of a safetensors file.",
        };
        yield return Method("void", "Save", [new("string", "path")], $"{Runtime}NetworkFile.Save(Compiled, path)") with
        {
            Summary = "Writes the parameters to a safetensors file, replacing it only once the new one is complete.",
        };
    }

    private static IEnumerable<SurfaceMember> Prediction(Surface surface)
    {
        string samples = Samples(surface);
        const string Overlap = "Must not overlap the inputs, which is not checked.</param>";
        const string Lengths = Exception + "ArgumentException\">The lengths do not belong together.</exception>";
        yield return Method(
            "void", "Predict", [new(ReadOnlyFloats, "inputs"), new(Floats, "outputs")], "Compiled.Predict(inputs, outputs)") with
        {
            Summary = "Computes the answer to one sample, or to each of many: the lengths say how many. Thread-safe. A thread's first " +
                "call with one sample and its first with several allocate what it computes in; all others allocate nothing.",
            Documentation =
            [
                samples, $"/// <param name=\"outputs\">Receives the answers, {Count(surface.OutputLength)} each. {Overlap}", Lengths,
            ],
        };
        yield return Method("float[]", "Predict", [new(ReadOnlyFloats, "inputs")], "Compiled.Predict(inputs)") with
        {
            Summary = "Computes the answer to one sample, or to each of many, in a new array. Thread-safe.",
            Documentation =
            [
                samples, $"/// <returns>The answers one after the other, {Count(surface.OutputLength)} each.</returns>",
                Exception + "ArgumentException\">The length is not a whole number of samples'.</exception>",
            ],
        };
        yield return Method("int", "Classify", [new(ReadOnlyFloats, "input")], "Compiled.Classify(input)") with
        {
            Summary = $"The most likely class of one sample. {FirstCall}",
            Documentation =
            [
                $"/// <param name=\"input\">One sample, {Count(surface.InputLength)}.</param>",
                Exception + "ArgumentException\">The length is another.</exception>",
            ],
        };
        yield return Method(
            "void", "Classify", [new(ReadOnlyFloats, "inputs"), new("global::System.Span<int>", "classes")],
            "Compiled.Classify(inputs, classes)") with
        {
            Summary = $"The most likely class of each of many samples. {FirstCall}",
            Documentation = [samples, $"/// <param name=\"classes\">Receives one class a sample. {Overlap}", Lengths],
        };
    }

    private static IEnumerable<SurfaceMember> Parameters()
    {
        const string Busy = Exception + "InvalidOperationException\">It is being trained or evaluated, outside of callbacks.</exception>";
        const string Source = "/// <param name=\"source\">A network of this class, or of one with the same layers.</param>";
        const string Different = Exception + "ArgumentException\">The networks have different parameters.</exception>";
        yield return Method("float[]", "GetParameter", [new("string", "name")], "Compiled.GetParameter(name)") with
        {
            Summary = "A copy of one parameter's values, in Keras's order.",
            Documentation = [TensorName, UnknownTensor],
        };
        yield return Method(
            "void", "SetParameter", [new("string", "name"), new(ReadOnlyFloats, "values")], "Compiled.SetParameter(name, values)") with
        {
            Summary = "Sets one parameter. Predictions on other threads use the old value or the new one, never a mixture.",
            Documentation =
            [
                TensorName, "/// <param name=\"values\">All its values, in Keras's order.</param>",
                Exception + "ArgumentException\">There is no such parameter, or the values cannot be its.</exception>", Busy,
            ],
        };
        yield return Method("void", "CopyWeightsFrom", [new(Runtime + "INetwork", "source")], "Compiled.CopyWeightsFrom(source)") with
        {
            Summary = "Takes over another network's parameters. Predictions on other threads use the old ones or the new ones, never a " +
                "mixture. Allocates nothing but in its first call.",
            Documentation = [Source, Different, Busy],
        };
        yield return Method(
            "void", "MoveTowards", [new(Runtime + "INetwork", "source"), new("double", "tau")], "Compiled.MoveTowards(source, tau)") with
        {
            Summary = "Moves every parameter towards another network's: w += (w' - w) tau. Otherwise as CopyWeightsFrom.",
            Documentation = [Source, "/// <param name=\"tau\">The share of the way, 0 to 1.</param>", Different, Busy],
        };
        yield return Method(
            "void", "WarmUp", [new("int", "batchSize", " = 1"), new(Runtime + "Optimizer?", "optimizer", " = null")],
            "Compiled.WarmUp(batchSize, optimizer)") with
        {
            Summary = "Compiles and allocates now, on this thread, what first calls would later.",
            Documentation =
            [
                "/// <param name=\"batchSize\">The most samples of a training step; 0 for no training.</param>",
                "/// <param name=\"optimizer\">What steps will be made with; belongs to this network from now on.</param>",
            ],
        };
    }

    private static IEnumerable<SurfaceMember> Training(Surface surface)
    {
        yield return Method(
            Runtime + "History", "Fit", [new(Runtime + "Dataset", "train"), new(Runtime + "FitOptions?", "options", " = null")],
            $"{Runtime}Trainer.Fit(Compiled, train, options)") with
        {
            Summary = "Trains on data. One training at a time; the same seed gives the same bits on any number of threads.",
        };
        if (surface.IsFitted)
            yield return Adapt();
        yield return Method(
            Runtime + "Evaluation", "Evaluate", [new(Runtime + "Dataset", "data"), new(Runtime + "EvaluateOptions?", "options", " = null")],
            $"{Runtime}Trainer.Evaluate(Compiled, data, options)") with
        {
            Summary = "Measures loss and metrics on data.",
        };
        yield return Step(
            surface, "One gradient step on one batch.", new(ReadOnlyFloats, "targets"),
            $"Their targets one after the other, {Count(surface.OutputLength)} each.",
            "The lengths do not fit, or a number is NaN or infinite.");
        yield return Step(
            surface, "One gradient step on one batch of labelled samples.", new("global::System.ReadOnlySpan<int>", "labels"),
            $"One class number a sample, 0 to {Math.Max(2, surface.OutputLength) - 1}.",
            "The lengths do not fit, a label is out of range, or a number is NaN or infinite.");
        yield return Method(
            "float", "ComputeGradients",
            [new(ReadOnlyFloats, "inputs"), new(ReadOnlyFloats, "targets"), new("bool", "training", " = false")],
            $"{Runtime}Trainer.ComputeGradients(Compiled, inputs, targets, training)") with
        {
            Summary = "The loss of a batch and, in Gradients, its derivative by every parameter; moves nothing. " +
                "Dropout is off unless training.",
        };
        yield return new SurfaceMember(MemberKind.Property, "public", ReadOnlyFloats, "Gradients", [], " => Compiled.Gradients;")
        {
            Summary = "The derivatives of the last step, laid out as the parameters.",
        };
        yield return Method("void", "Freeze", [new("string", "name")], "Compiled.Freeze(name)") with
        {
            Summary = "Keeps what a layer, or all whose names begin so up to a /, has learned, from the next batch on.",
            Documentation = [LayerName, Exception + "ArgumentException\">Nothing of that name has parameters.</exception>"],
        };
        yield return Method("void", "Unfreeze", [new("string", "name")], "Compiled.Unfreeze(name)") with
        {
            Summary = "Trains again what was frozen, from the next batch on.",
            Documentation = [LayerName, Exception + "ArgumentException\">Nothing of that name has parameters.</exception>"],
        };
        yield return Method("float[]", "GetGradient", [new("string", "name")], "Compiled.GetGradient(name)") with
        {
            Summary = "A copy of the loss's derivative by one parameter, as the last step left it, in Keras's order.",
            Documentation =
            [
                TensorName, UnknownTensor, Exception + "InvalidOperationException\">There was no step yet.</exception>",
            ],
        };
    }

    private static SurfaceMember Step(Surface surface, string what, SurfaceParameter wanted, string about, string lengths) => Method(
        "float", "TrainOnBatch", [new(ReadOnlyFloats, "inputs"), wanted, new(Runtime + "Optimizer", "optimizer")],
        $"{Runtime}Trainer.TrainOnBatch(Compiled, inputs, {wanted.Name}, optimizer)") with
    {
        Summary = $"{what} Dropout is on, and batch normalisation goes over this batch. " +
            "Allocates nothing once this thread has trained a batch as large.",
        Documentation =
        [
            Samples(surface),
            $"/// <param name=\"{wanted.Name}\">{about}</param>",
            "/// <param name=\"optimizer\">Makes the step; belongs to this network from now on.</param>",
            "/// <returns>The mean loss before the step. If it is not finite, the step was not made and the weights are what they were." +
                "</returns>",
            $"{Exception}ArgumentException\">{lengths}</exception>",
            Exception + "InvalidOperationException\">The network is in training already, or the optimizer belongs to another.</exception>",
        ],
    };

    private static SurfaceMember Adapt() => Method(
        "void", "Adapt", [new(Runtime + "Dataset", "data")], $"{Runtime}Trainer.Adapt(Compiled, data)") with
    {
        Occasion = MemberOccasion.Adapting,
        Summary = "Fits the Normalization layers to data, as Keras's adapt: mean and variance of the inputs, and of the targets for an " +
            "inverted one. Once, before training. Predictions on other threads use the old values or the new ones.",
        Documentation =
        [
            "/// <param name=\"data\">The samples, usually those to train on.</param>",
            Exception + "ArgumentException\">Data and network do not fit, an inverted layer gets labels, or a variance is too large for " +
                "a float; nothing has changed.</exception>",
            Exception + "InvalidOperationException\">The network is being trained or evaluated, outside of callbacks; nothing has " +
                "changed.</exception>",
        ],
    };

    private static SurfaceMember Method(string type, string name, IReadOnlyList<SurfaceParameter> parameters, string call) =>
        new(MemberKind.Method, "public", type, name, parameters, $" =>\n    {call};");

    private static string Samples(Surface surface) =>
        $"/// <param name=\"inputs\">Samples one after the other, {Count(surface.InputLength)} each.</param>";

    private static string Count(long floats) => floats == 1 ? "1 float" : FormattableString.Invariant($"{floats} floats");
}
