using System.Globalization;
using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding;

/// <summary>Makes complaints about layers that blocks were replaced by complaints about what was written: an error inside a block is one of
/// the use, which may be at fault, and tells the layer inside.</summary>
/// <param name="written">The layers as written.</param>
/// <param name="expansion">The layers that they stand for.</param>
internal sealed class BlockFaults(EquatableArray<LayerDeclaration> written, Expansion expansion)
{
    private readonly Dictionary<string, Shape> _inputs = [];

    /// <summary>Says what comes into a block.</summary>
    public void SetInput(UsedBlock used, Shape shape) => _inputs[used.Name] = shape;

    /// <summary>A complaint about a layer of the list, as one about what was written; null where nothing can be done about it.</summary>
    public DiagnosticInfo? Place(DiagnosticInfo complaint)
    {
        int number = complaint.Target.Layer;
        if (number < 0)
            return complaint;
        UsedBlock? used = expansion.Blocks.FirstOrDefault(used => used.IsOutermost && used.First <= number && number < used.End);
        return Place(complaint with { Target = Expansion.At(expansion.Layers[number].Path, complaint.Target.Argument) }, used);
    }

    /// <summary>The same for a complaint about what was written.</summary>
    /// <param name="complaint">The complaint.</param>
    /// <param name="used">The outermost block that it is about.</param>
    public DiagnosticInfo? Place(DiagnosticInfo complaint, UsedBlock? used)
    {
        if (complaint.Target.Inside.Count == 0)
            return complaint;
        LayerDeclaration use = written[complaint.Target.Layer];
        if (!complaint.IsError)
            return use.Block!.IsForeign ? null : complaint;
        string gets = used is not null && _inputs.TryGetValue(used.Name, out Shape shape) ? $", which gets the shape {shape} here," : "";
        return DiagnosticInfo.Create(
            Descriptors.BlockDoesNotFit.Id, complaint.Target, use.Block!.Name + gets, WayTo(use, complaint.Target.Inside),
            complaint.Message);
    }

    /// <summary>A layer inside a block, for people.</summary>
    private static string WayTo(LayerDeclaration use, EquatableArray<int> path)
    {
        var way = new List<string>();
        foreach (int number in path)
        {
            use = use.Block!.Layers[number];
            way.Add($"layer {(number + 1).ToString(CultureInfo.InvariantCulture)}, {use.Title}");
        }
        return string.Join(", its ", way);
    }
}
