using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Emission;

/// <summary>Methods that compute something on references, wherever these come from. Two with the same text are the same kernel.</summary>
/// <param name="Names">The methods that stages call; the text may have more, which these call.</param>
/// <param name="MayBeShared">Whether other stages may call it, too.</param>
/// <param name="Text">The methods.</param>
internal sealed record Kernel(EquatableArray<string> Names, bool MayBeShared, string Text)
{
    /// <summary>The same for several stages: no caller inlines what all call, and stack traces keep naming the layer.</summary>
    public string SharedText
    {
        get
        {
            string[] lines = Text.Split('\n');
            for (int i = 1; i < lines.Length; i++)
            {
                if (!Names.Any(name => lines[i].StartsWith($"private static void {name}(", StringComparison.Ordinal)
                    || lines[i].StartsWith($"internal static void {name}(", StringComparison.Ordinal)))
                    continue;
                lines[i] = "internal" + lines[i].Substring(lines[i].IndexOf(' '));
                lines[i - 1] = LoopWriter.Alone;
            }
            return string.Join("\n", lines);
        }
    }
}
