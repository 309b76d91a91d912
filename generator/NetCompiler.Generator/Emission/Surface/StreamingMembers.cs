using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Emission;

/// <summary>The members of a network that goes step by step: the struct that carries its state, and what takes steps.</summary>
internal static class StreamingMembers
{
    private const string FloatSpan = "global::System.Span<float>", ReadOnlyFloats = "global::System.ReadOnlySpan<float>";
    private const string Runtime = "global::NetCompiler.CompilerServices.NetworkState.", State = "State";
    private const string Bytes = "global::System.Span<byte>", ReadOnlyBytes = "global::System.ReadOnlySpan<byte>";

    /// <summary>The members. Of a network that cannot go step by step all say why, as errors where they are used.</summary>
    public static IEnumerable<SurfaceMember> Of(Surface surface)
    {
        string? objection = surface.NotStreaming is { } reason
            ? $"{surface.Class.PlainName} cannot go step by step: {reason}." : null;
        string modifiers = objection is null ? "public" : $"[global::System.Obsolete({Text.Literal(objection)}, true)]\npublic";
        bool works = objection is null && surface.Problem is null;
        yield return new SurfaceMember(MemberKind.Type, $"{modifiers} struct", "", State, [], works ? Struct(surface) : Stub)
        {
            Summary = "What the network carries from one step to the next. The default value is the state before the first step. " +
                "A copy is a state of its own.",
        };
        bool isRare = surface.AnswerPeriod > 1;
        string floats = Floats(surface.StepInputLength), answer = Floats(surface.StepOutputLength);
        yield return new SurfaceMember(MemberKind.Method, $"{modifiers} {(isRare ? "bool" : "void")}", "", "Step", Parameters,
            $" =>\n    {(works ? "Compiled.Step(inputs, state.Values, outputs)" : NotSupported)};")
        {
            Summary = "Takes one step of a sequence: the same bits as Predict has for the whole sequence. Thread-safe: each state " +
                "belongs to its caller. Allocates nothing, but for a large network in a thread's first call.",
            Documentation =
            [
                $"/// <param name=\"inputs\">The step, {floats}.</param>",
                "/// <param name=\"state\">What is carried; moves on.</param>",
                $"/// <param name=\"outputs\">Receives the output, {answer}. Must not overlap the inputs, which is not checked.</param>",
                .. isRare ? [$"/// <returns>Whether there is one: {Rarely(surface)}.</returns>"] : Array.Empty<string>(),
                "/// <exception cref=\"global::System.ArgumentException\">The lengths do not belong together.</exception>",
            ],
        };
        yield return new SurfaceMember(MemberKind.Method, $"{modifiers} int", "", "StepBlock", Parameters,
            $" =>\n    {(works ? "Compiled.StepBlock(inputs, state.Values, outputs)" : NotSupported)};")
        {
            Summary = "Takes many steps one after the other, as audio comes in blocks. Otherwise as Step, with the same bits.",
            Documentation =
            [
                $"/// <param name=\"inputs\">Steps one after the other, {floats} each.</param>",
                "/// <param name=\"state\">What is carried; moves on.</param>",
                $"/// <param name=\"outputs\">Receives an output for each step{(isRare ? " that gives one" : "")}, {answer}. Must not " +
                    "overlap the inputs, which is not checked.</param>",
                $"/// <returns>How many outputs were written: {(isRare ? Rarely(surface) : "as many as there are steps")}.</returns>",
                "/// <exception cref=\"global::System.ArgumentException\">The lengths do not belong together.</exception>",
            ],
        };
        yield return new SurfaceMember(MemberKind.Method, $"{modifiers} {State}", "", "Warm", [new("int", "steps")],
            works ? WarmBody(surface) : $" =>\n    {NotSupported};")
        {
            Summary = "The state behind so many steps of silence, inputs of 0: where a network begins that was trained on sequences with " +
                "silence in front. A copy of it is cheap.",
            Documentation = ["/// <param name=\"steps\">At least 0.</param>"],
        };
    }

    private static SurfaceParameter[] Parameters =>
        [new(ReadOnlyFloats, "inputs"), new("ref State", "state"), new(FloatSpan, "outputs")];

    private static string Floats(long count) => $"{count} {(count == 1 ? "float" : "floats")}";

    private static string Rarely(Surface surface) => $"one of {surface.AnswerPeriod} steps gives one";

    private const string NotSupported = "throw new global::System.NotSupportedException()";

    /// <summary>As much of the struct as needs no network.</summary>
    private static string Stub => string.Join("\n",
        "", "{", "    public const int ByteCount = 1;", "    public bool IsFinite { get { return true; } }",
        "    public void Reset() { }", $"    public void Save({Bytes} bytes) {{ }}",
        $"    public static State Load({ReadOnlyBytes} bytes) {{ return default(State); }}", "}");

    private static string Struct(Surface surface)
    {
        int floats = surface.StateFloats;
        string code = $"global::NetCompiler.Generated.{surface.CompiledName}.Instance";
        return string.Join("\n",
            " : global::System.IEquatable<State>", "{",
            "    private Floats _floats;",
            "",
            "    /// <summary>The bytes that Save writes.</summary>",
            $"    public const int ByteCount = {Runtime}HeaderBytes + {4 * floats};",
            "",
            "    /// <summary>Whether no number in it is NaN or infinite: what once is stays so until Reset.</summary>",
            $"    public bool IsFinite => {Runtime}IsFinite(Values);",
            "",
            "    [global::System.Diagnostics.CodeAnalysis.UnscopedRef]",
            $"    internal {FloatSpan} Values =>",
            $"        global::System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref _floats.First, {floats});",
            "",
            "    /// <summary>Goes back to before the first step.</summary>",
            "    public void Reset() => this = default;",
            "",
            "    /// <summary>Writes the state, as the same bytes on every machine.</summary>",
            "    /// <param name=\"bytes\">At least ByteCount.</param>",
            "    /// <exception cref=\"global::System.ArgumentException\">There are fewer.</exception>",
            $"    public void Save({Bytes} bytes) =>",
            $"        {Runtime}Save({code}, Values, bytes);",
            "",
            "    /// <summary>Reads what Save wrote.</summary>",
            "    /// <param name=\"bytes\">ByteCount bytes.</param>",
            "    /// <exception cref=\"global::System.ArgumentException\">They are the state of another network or version, or " +
                "none.</exception>",
            $"    public static State Load({ReadOnlyBytes} bytes)",
            "    {",
            "        State state = default;",
            $"        {Runtime}Load({code}, bytes, state.Values);",
            "        return state;",
            "    }",
            "",
            "    /// <summary>Whether both are the same, bit by bit.</summary>",
            $"    public bool Equals(State other) => {Runtime}Equal(Values, other.Values);",
            "",
            "    /// <inheritdoc/>",
            "    public override bool Equals(object? obj) => obj is State other && Equals(other);",
            "",
            "    /// <inheritdoc/>",
            $"    public override int GetHashCode() => {Runtime}Hash(Values);",
            "",
            "    /// <summary>Whether both are the same, bit by bit.</summary>",
            "    public static bool operator ==(State a, State b) => a.Equals(b);",
            "",
            "    /// <summary>Whether they differ in any bit.</summary>",
            "    public static bool operator !=(State a, State b) => !a.Equals(b);",
            "",
            $"    [global::System.Runtime.CompilerServices.InlineArray({floats})]",
            "    private struct Floats",
            "    {",
            "        internal float First;",
            "    }",
            "}");
    }

    private static string WarmBody(Surface surface) => string.Join("\n",
        "", "{",
        "    global::System.ArgumentOutOfRangeException.ThrowIfNegative(steps);",
        "    State state = default;",
        $"    float[] silence = new float[{surface.StepInputLength}], outputs = new float[{surface.StepOutputLength}];",
        "    for (int step = 0; step < steps; step++)",
        "        StepBlock(silence, ref state, outputs);",
        "    return state;", "}");
}
