using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>Layers that become one stage.</summary>
/// <param name="Name">The stage's name: network and layer.</param>
/// <param name="HeadNode">The number of the layer it begins with; -1 where that is none of the network's.</param>
/// <param name="FirstParameter">The first of its tensors among those of that layer.</param>
/// <param name="Head">That layer: a contraction, a window or a move; null where the stage only takes its input over.</param>
/// <param name="InputLayout">Where what it reads lies, in the shape in which it reads it.</param>
/// <param name="InputGradientLayout">Where the gradient of that lies.</param>
/// <param name="Layout">Where its numbers lie.</param>
/// <param name="GradientLayout">Where their gradient lies.</param>
/// <param name="Operations">The elementwise and row layers that follow.</param>
/// <param name="OperationNodes">Their numbers.</param>
internal sealed record Group(
    string Name, int HeadNode, int FirstParameter, Layer? Head, Layout InputLayout, Layout InputGradientLayout, Layout Layout, Layout GradientLayout,
    EquatableArray<Layer> Operations, EquatableArray<int> OperationNodes)
{
    /// <summary>The number of the normalisation that is folded into the head; -1 where there is none.</summary>
    public int FoldedNode { get; init; } = -1;
}

/// <summary>
/// Groups layers into stages and decides how each stage's numbers lie in memory. Lanes are channels, so images come with pixels of whole vectors;
/// rows of numbers come without gaps; a convolution that looks over the edge wants a border. Where two layers disagree, a <see cref="Repack"/> goes between.
/// </summary>
internal sealed class Grouping
{
    private readonly Network _network;
    private readonly bool _onlyPredicts;
    private readonly List<Group> _groups = [];
    private readonly List<(int Node, Layer Layer)> _operations = [];
    private Group? _open;
    private Shape _shape;
    private bool _isReshaped, _learns;

    /// <param name="network">The network.</param>
    /// <param name="onlyPredicts">Whether the stages only predict: what does nothing then is left out, and normalisations over batches are folded where they can be.</param>
    public Grouping(Network network, bool onlyPredicts)
    {
        _network = network;
        _onlyPredicts = onlyPredicts;
        _shape = network.Input;
    }

    public EquatableArray<Group> Run()
    {
        for (int i = 0; i < _network.Nodes.Count; i++)
        {
            Layer layer = _network.Nodes[i].Layer;
            if (layer is ReshapeLayer)
                Reshape(layer);
            else if (layer is ElementwiseLayer or RowLayer)
                Append(i, layer);
            else if (layer is CompositeLayer composite)
                BeginParts(i, composite);
            else if (layer is BatchLayer && _onlyPredicts && _open is { Head: ContractionLayer, FoldedNode: < 0 } && _operations.Count == 0 && !_isReshaped)
                _open = _open with { FoldedNode = i };
            else
                Begin(i, layer);
            _learns |= layer.Parameters.Count > 0;
            _shape = layer.Output;
        }
        Finish();
        return _groups.ToEquatableArray();
    }

    /// <summary>Where the open group's numbers lie; with none open, the network's input.</summary>
    private Layout Current => _open?.Layout ?? Layout.Natural(_network.Input);

    /// <summary>Whether pixels of the present shape would have gaps if they were whole vectors, but have none.</summary>
    private bool LacksGaps => _shape.Rank > 1 && _shape.Dimensions[_shape.Rank - 1] % Padding.Lanes != 0 && Current.IsNatural;

    /// <summary>Whether the numbers lie without gaps, but for a reader of other pixels than the present shape has.</summary>
    private bool HasOtherPixels => Current.IsNatural && Current.Channels != _shape.Dimensions[_shape.Rank - 1];

    /// <summary>The network's input without gaps: pixels, where they are whole vectors; else one row.</summary>
    private Layout InputLayout => _shape.Rank > 1 && !LacksGaps ? Layout.Of(_shape, Border.None) : Layout.Row((int)_network.Input.Length);

    /// <summary>The same numbers in the present shape: without gaps, that is only another way to read them.</summary>
    private Layout View(Layout layout)
    {
        Layout natural = Layout.Natural(_shape);
        bool isSame = (layout.Height, layout.Width, layout.Channels) == (natural.Height, natural.Width, natural.Channels);
        return isSame || !layout.IsNatural ? layout : natural;
    }

    private void Append(int node, Layer layer)
    {
        if (layer is ElementwiseLayer elementwise && (elementwise.IsIdentity || _onlyPredicts && elementwise.Forward == Expression.X))
            return;
        bool needsPixels = layer is RowLayer || layer is ElementwiseLayer { IsPerChannel: true } && !_onlyPredicts;
        if (LacksGaps && (needsPixels || layer.Parameters.Count > 0) || HasOtherPixels && needsPixels)
            OpenRepack("Pixels of whole vectors", "Repack", Layout.Of(_shape, Border.None), Layout.Of(_shape, Border.None));
        _open ??= Open(layer.Name, -1, null, InputLayout, InputLayout);
        _operations.Add((node, layer));
    }

    /// <summary>Costs nothing where the numbers lie without gaps.</summary>
    private void Reshape(Layer layer)
    {
        if (_open is not null && !(_open.Layout.IsNatural && _open.GradientLayout.IsNatural))
        {
            Layout natural = Layout.Natural(layer.Output);
            OpenRepack(layer.Title, layer.GetType().Name, natural, natural, layer.Name);
        }
        _isReshaped = true;
    }

    private void BeginParts(int node, CompositeLayer composite)
    {
        int parameter = 0;
        foreach (Layer part in composite.Parts)
        {
            Begin(node, part, parameter);
            parameter += part.Parameters.Count;
            _learns |= part.Parameters.Count > 0;
            _shape = part.Output;
        }
    }

    private void Begin(int node, Layer layer, int firstParameter = 0)
    {
        var contraction = layer as ContractionLayer;
        Border border = contraction?.InputBorder ?? Border.None;
        if ((layer is WindowLayer or BlendLayer or BatchLayer || contraction is { IsLanewise: true }) && LacksGaps)
        {
            OpenRepack("Pixels of whole vectors", "Repack", Layout.Of(_shape, border), Layout.Of(_shape, Border.None));
        }
        else if (border != Border.None)
        {
            if (_open is null || _isReshaped || _open.Head is null || LacksGaps)
                OpenRepack("A border of zeros", "Pad", (LacksGaps ? Layout.Natural(_shape) : Layout.Of(_shape, Border.None)) with { Border = border }, Layout.Of(_shape, Border.None));
            else
                _open = _open with { Layout = _open.Layout with { Border = border } };
        }
        else if (contraction is { TakesRows: false } && LacksGaps && _learns)
        {
            OpenRepack("Pixels of whole vectors", "Repack", Layout.Of(_shape, Border.None), Layout.Of(_shape, Border.None));
        }
        bool needsGradientBorder = contraction is not null && (_learns || contraction.WeightsReadGradientBorder) && !_onlyPredicts;
        Border gradientBorder = needsGradientBorder ? contraction!.GradientBorder : Border.None;
        string name = layer.Name == _network.Nodes[node].Layer.Name ? layer.Name : Unused(layer.Name);
        _open = Open(name, node, layer, Layout.Of(layer.Output, Border.None), Layout.Of(layer.Output, gradientBorder)) with { FirstParameter = firstParameter };
        _isReshaped = false;
    }

    /// <summary>The network's answers lie as users see them.</summary>
    private void Finish()
    {
        if (_open is null)
            _open = Open(Unused("input"), -1, null, Layout.Row((int)_network.Input.Length), Layout.Row((int)_network.Input.Length));
        if (!(_open.Layout.IsNatural && _open.GradientLayout.IsNatural))
        {
            // What needs to know where pixels end stays before the gaps go.
            int kept = 1 + _operations.FindLastIndex(operation => operation.Layer.Parameters.Count > 0 || operation.Layer is RowLayer row && (row.Tensors.Count > 0 || _shape.Rank > 1));
            (int, Layer)[] operations = [.. _operations.Skip(kept)];
            _operations.RemoveRange(kept, operations.Length);
            Layout natural = Layout.Row((int)_network.Output.Length);
            OpenRepack("The answer without gaps", "Output", natural, natural);
            _operations.AddRange(operations);
        }
        Close();
    }

    private void OpenRepack(string reason, string kind, Layout layout, Layout gradientLayout, string? name = null)
    {
        name ??= Unused(kind.ToLowerInvariant());
        _open = Open(name, -1, new Repack(name, _shape, reason), layout, gradientLayout);
        _isReshaped = false;
    }

    /// <summary>A name that no layer and no other stage has.</summary>
    private string Unused(string word)
    {
        string name = word;
        for (int i = 2; _network.Nodes.Any(node => node.Layer.Name == name) || _groups.Any(group => group.Name == NameOf(name)) || _open?.Name == NameOf(name); i++)
            name = $"{word}_{i}";
        return name;
    }

    private string NameOf(string layer) => $"{_network.Class.Name}_{layer}";

    /// <summary>Closes the group that is open, and makes one that reads it.</summary>
    private Group Open(string name, int node, Layer? head, Layout layout, Layout gradientLayout)
    {
        Layout input = View(Current), inputGradient = View(_open?.GradientLayout ?? Current);
        Close();
        return new Group(NameOf(name), node, 0, head, input, inputGradient, layout, gradientLayout, [], []);
    }

    private void Close()
    {
        if (_open is null)
            return;
        _groups.Add(_open with
        {
            Operations = _operations.Select(operation => operation.Layer).ToEquatableArray(),
            OperationNodes = _operations.Select(operation => operation.Node).ToEquatableArray(),
        });
        _operations.Clear();
        _open = null;
    }
}
