using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>What <c>[TimeDistributed]</c> puts in front of a block and behind it, which nobody writes.</summary>
internal static class TimeDistributed
{
    /// <summary>What stands in front.</summary>
    public static readonly LayerKind Each = new("EachStep", BindEach);

    /// <summary>What stands behind.</summary>
    public static readonly LayerKind All = new("AllSteps", BindAll);

    /// <summary>One of them; null for any other word.</summary>
    public static LayerKind? Find(string kind) => kind == Each.Name ? Each : kind == All.Name ? All : null;

    private static Layer? BindEach(LayerContext context)
    {
        if (context.Input.Rank < 2)
            context.Report("NETC1018", null, AllSteps.Attribute, "steps, each of a shape (steps, ...)", context.Input.ToString(),
                "[Network(16, 28, 28, 1)] gives 16 images, [Reshape(steps, ...)] makes steps");
        return context.HasErrors ? null : new EachStep(context.Name, context.Input);
    }

    private static Layer? BindAll(LayerContext context)
    {
        LayerInput step = context.Inputs[0];
        return step.Around.Count == 0 ? null
            : new AllSteps(context.Name, context.Input, step.Around[step.Around.Count - 1], step.Meaning);
    }
}
