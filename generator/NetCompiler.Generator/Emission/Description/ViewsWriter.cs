using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints which networks look into another.</summary>
internal static class ViewsWriter
{
    /// <summary>Prints the members of that one's <c>NetworkCode</c>; nothing where there are no views.</summary>
    public static void Write(SourceWriter writer, Plan plan)
    {
        if (plan.Views.Count == 0)
            return;
        writer.Line();
        using (writer.Block("public override NetworkCode? View(NetworkView view) => view switch", "};"))
        {
            foreach (PlannedView view in plan.Views)
                writer.Line($"NetworkView.{view.View.Kind} => {DescriptionWriter.NameOf(view.Plan.Network.Class)}.Instance,");
            writer.Line("_ => null,");
        }
        if (plan.Views.FirstOrDefault(view => view.View.Reads is not null) is { View.Reads: { } name })
        {
            writer.Line();
            writer.Line($"public override string? Seen => {Text.Literal(name)};");
        }
    }
}
