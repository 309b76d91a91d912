using NetCompiler.Generator.Losses;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding;

/// <summary>Which losses can follow which outputs, as their forms say.</summary>
internal static class LossRules
{
    /// <summary>The loss that stands for "as the last layer says".</summary>
    public const string Auto = "Auto";

    /// <summary>The names of all losses that can be asked for.</summary>
    public static IEnumerable<string> Names => LossCatalog.All.Select(form => form.Name);

    /// <summary>The loss where none is given.</summary>
    public static string Default(OutputMeaning outputs) => LossCatalog.Default(outputs).Name;

    /// <summary>Why the loss cannot follow such outputs, or null where it can.</summary>
    public static string? Objection(string loss, OutputMeaning outputs) =>
        LossCatalog.Forms[loss] is var form && form.Follows.Contains(outputs) ? null : form.Needs;

    /// <summary>The losses that can follow such outputs, as members of <c>Loss</c> that mean something alone.</summary>
    public static IEnumerable<string> After(OutputMeaning outputs) =>
        LossCatalog.All.Where(form => form.Follows.Contains(outputs) && form.Name != OutputPort.OfType).Select(form => form.Name);

    /// <summary>Whether the loss has classes, so that labels can be smoothed.</summary>
    public static bool HasClasses(string loss) => LossCatalog.Forms[loss].HasClasses;
}
