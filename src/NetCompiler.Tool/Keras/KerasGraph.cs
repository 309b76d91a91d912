using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Keras;

/// <summary>Makes a net's layers of a model's, call by call. A layer that is called again shares what it learned.</summary>
internal sealed class KerasGraph(Net net, KerasFile file)
{
    /// <summary>What a recurrent layer gives at most: its output, h and c of both directions.</summary>
    private const int MostStates = 5;

    private readonly Dictionary<KerasLayer, List<NetLayer>> _learned = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<NetValue> _unsure = [];
    private readonly KerasStates _states = new(net);
    private readonly HashSet<NetValue> _masked = [];

    /// <summary>Where channels are.</summary>
    public KerasOrder Order { get; } = new(net);

    /// <summary>Every layer that has no counterpart.</summary>
    public List<Problem> Problems { get; } = [];

    /// <summary>Calls a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">What its inputs are.</param>
    /// <returns>Its outputs.</returns>
    public IReadOnlyList<NetValue> Call(KerasModel model, IReadOnlyList<NetValue> inputs) => [.. Run(model, inputs).Select(_states.Value)];

    /// <summary>The same of a model within, whose outputs may be states that another layer begins with.</summary>
    private IReadOnlyList<NetValue> Run(KerasModel model, IReadOnlyList<NetValue> inputs)
    {
        var values = new Dictionary<KerasTensor, NetValue>();
        for (int i = 0; i < model.Inputs.Count; i++)
            values[model.Inputs[i]] = i < inputs.Count ? inputs[i]
                : throw new ToolException($"{model.Name} is called with {inputs.Count} tensors; it has {model.Inputs.Count} inputs.");
        int[] done = new int[model.Layers.Count];
        bool goesOn = true;
        while (goesOn)
        {
            goesOn = false;
            for (int i = 0; i < done.Length; i++)
            {
                KerasLayer layer = model.Layers[i];
                // A call that waits holds up the layer's later calls.
                while (done[i] < layer.Calls.Count && layer.Calls[done[i]].Tensors.All(values.ContainsKey))
                {
                    KerasCall call = layer.Calls[done[i]];
                    object[] reads = [.. call.Reads.Select(read => read is KerasTensor tensor ? values[tensor] : read)];
                    IReadOnlyList<NetValue> results = Call(layer, call, reads);
                    for (int output = 0; output < results.Count; output++)
                        values[new(layer.Name, done[i], output)] = results[output];
                    done[i]++;
                    goesOn = true;
                }
            }
        }
        return [.. model.Outputs.Select(output => values.GetValueOrDefault(output)
            ?? throw new ToolException(
                $"Output {output.Output} of call {output.Call} of {output.Layer} in {model.Name} is computed nowhere."))];
    }

    private IReadOnlyList<NetValue> Call(KerasLayer layer, KerasCall call, object[] reads)
    {
        if (!KerasStates.Kinds.Contains(layer.Config.Kind))
            reads = [.. reads.Select(read => read is NetValue value && layer.Inner is null ? _states.Value(value) : read)];
        NetValue[] values = [.. reads.OfType<NetValue>()];
        try
        {
            if (layer.IsDistributed && layer.Config.Objection is null && values is [var steps]
                && (layer.Inner is not null || !KerasRecurrents.GoesByItself(layer.Config, steps.Shape)))
            {
                NetLayer distributed = KerasSteps.Add(net, file, layer, steps, Problems);
                Follow(layer, values, distributed);
                return [distributed];
            }
            if (layer.Inner is { } inner)
            {
                KerasBuilder.Refuse(call.Objection is not null, call.Objection ?? "", "call it with its input alone");
                return Run(inner, values);
            }
            int before = net.Layers.Count;
            KerasConfig config = Order.Prepare(layer, reads);
            KerasBuilder builder = new KerasBuilder(net, file, layer, reads) { IsCausal = call.IsCausal, States = _states }.With(config);
            KerasLayers.Add(builder, call);
            Order.Follow(layer, reads, builder.Last, net.Layers[before..]);
            Learn(layer, net.Layers[before..]);
            Follow(layer, values, builder.Last);
            return [builder.Last, .. builder.Given];
        }
        catch (UnsupportedException exception)
        {
            Problem problem = new(layer.Name, layer.Config.Kind, exception.Message, exception.WayOut);
            if (!Problems.Contains(problem))
                Problems.Add(problem);
        }
        catch (ToolException) when (values.Any(_unsure.Contains))
        {
            // Its shapes follow from a layer that is a problem itself.
        }
        // Something in its place, so that what stands behind is looked at, too.
        NetValue instead = new NetLayer(typeof(LinearAttribute), values.Length > 0 ? values[0].Shape : [1]).From(values);
        _unsure.Add(instead);
        if (values.Length > 0)
            Order.Same(values[0], instead);
        int outputs = Math.Max(KerasStates.Kinds.Contains(layer.Config.Kind) ? MostStates : 1, layer.Inner?.Outputs.Count ?? 1);
        return [.. Enumerable.Repeat(instead, outputs)];
    }

    /// <summary>Gives layers of a later call the first one's weights.</summary>
    private void Learn(KerasLayer layer, List<NetLayer> added)
    {
        List<NetLayer> learns = [.. added.Where(own => own.Tensors.Count > 0)];
        if (_learned.TryAdd(layer, learns))
            return;
        for (int i = 0; i < learns.Count; i++)
        {
            learns[i].Share = _learned[layer][i];
            learns[i].Tensors.Clear();
            learns[i].Name = null;
        }
    }

    /// <summary>Follows masks, which leave out steps for layers that mix them, and shapes that are not sure.</summary>
    private void Follow(KerasLayer layer, NetValue[] values, NetValue result)
    {
        if (values.Any(_unsure.Contains))
            _unsure.Add(result);
        bool isMasked = values.Any(_masked.Contains);
        KerasBuilder.Refuse(isMasked && KerasLayers.MindsMask(layer.Config.Kind), "a mask (mask_zero) leaves out steps by their class",
            "take mask_zero out, and give the class lengths: [Network(..., Lengths = true)] leaves out steps behind a sample's last");
        if (isMasked && KerasLayers.PassesMask(layer.Config.Kind)
            || layer.Config.Kind == "Embedding" && layer.Config.Flag("mask_zero", false))
            _masked.Add(result);
    }
}
