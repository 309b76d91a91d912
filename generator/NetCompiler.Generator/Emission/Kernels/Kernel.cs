using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Emission;

/// <summary>Methods that compute something on references, wherever these come from. Two with the same text are the same kernel.</summary>
/// <param name="Names">The methods that stages call; the text may have more, which these call.</param>
/// <param name="MayBeShared">Whether other stages may call it, too.</param>
/// <param name="Parts">The methods.</param>
internal sealed record Kernel(EquatableArray<string> Names, bool MayBeShared, EquatableArray<KernelPart> Parts)
{
    /// <summary>The methods with all sizes as constants.</summary>
    public string Text { get; } = KernelSizes.Constant(KernelPart.Concatenate(Parts));

    /// <summary>Methods as they stand where several stages call them: no caller inlines what all call, and stack traces keep naming the
    /// layer.</summary>
    /// <param name="text">The methods.</param>
    /// <param name="names">Those that are called from outside.</param>
    public static string Shared(string text, IEnumerable<string> names)
    {
        string[] lines = text.Split('\n');
        for (int i = 1; i < lines.Length; i++)
        {
            if (!names.Any(name => lines[i].StartsWith($"private static void {name}(", StringComparison.Ordinal)
                || lines[i].StartsWith($"internal static void {name}(", StringComparison.Ordinal)))
                continue;
            lines[i] = "internal" + lines[i].Substring(lines[i].IndexOf(' '));
            lines[i - 1] = LoopWriter.Alone;
        }
        return string.Join("\n", lines);
    }
}
