using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>The state of a recurrent layer behind its last step.</summary>
internal sealed record LastState(string Name, Shape Input, Shape Output) : Layer(Name, Input, Output)
{
    public static readonly LayerKind Kind = new("LastState", Bind);

    public override string Title => "LastState";

    public override string Formula => Output.Rank == 1 ? "y = h behind the last step" : "y = the state behind the last step, row by row";

    public override int? StateRead => 0;

    private static Layer? Bind(LayerContext context)
    {
        LayerInput before = context.Inputs[0];
        if (before.State is null)
            context.ReportMisfit("NETC1135", null, before.Text);
        return context.HasErrors ? null : new LastState(context.Name, context.Input, before.State!);
    }
}
