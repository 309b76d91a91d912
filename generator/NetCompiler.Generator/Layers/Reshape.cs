using System.Globalization;
using System.Numerics;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>The same numbers in the same order, read in another shape.</summary>
internal sealed record Reshape(string Name, Shape Input, Shape Output) : ReshapeLayer(Name, Input, Output)
{
    public static readonly LayerKind Kind = new("Reshape", Bind);

    public override string Title => $"Reshape({Text(Output.Dimensions)})";

    public override string Formula => "y = x, read in another shape";

    /// <summary>One dimension may be -1: what is left for it.</summary>
    private static Layer? Bind(LayerContext context)
    {
        IReadOnlyList<int> target = context.Integers("shape");
        bool isOpen = false;
        for (int i = 0; i < target.Count; i++)
        {
            string element = $"shape[{i.ToString(CultureInfo.InvariantCulture)}]";
            if (target[i] < -1 || target[i] == 0 || target[i] == -1 && isOpen)
                context.Report("NETC1004", element, context.Kind, element, target[i], "at least 1, or once -1 for what is left");
            isOpen |= target[i] == -1;
        }
        if (context.HasErrors)
            return null;
        BigInteger count = target.Where(size => size > 0).Aggregate(BigInteger.One, (product, size) => product * size);
        long length = context.Input.Length;
        if (target.Count == 0 || (isOpen ? length % count != 0 : length != count))
            context.Report(
                "NETC1032", null, $"({Text(target)})", target.Count == 0 ? "no numbers" : (isOpen ? "a multiple of " : "") +
                $"{Literal.Grouped(count)} numbers",
                context.Input.ToString(), length);
        return context.HasErrors ? null : new Reshape(context.Name, context.Input,
            new Shape(target.Select(size => size > 0 ? size : (int)(length / count)).ToEquatableArray()));
    }

    private static string Text(IEnumerable<int> sizes) =>
        string.Join(", ", sizes.Select(size => size.ToString(CultureInfo.InvariantCulture)));
}
