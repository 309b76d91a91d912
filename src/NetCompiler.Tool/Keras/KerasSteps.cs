using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Keras;

/// <summary>What Keras's <c>TimeDistributed</c> wraps, layers or models, as a block that goes over the steps.</summary>
internal static class KerasSteps
{
    /// <summary>Keras's class.</summary>
    public const string Kind = "TimeDistributed";

    /// <summary>Adds the block and its use.</summary>
    /// <param name="net">The net.</param>
    /// <param name="file">Where the weights are.</param>
    /// <param name="layer">The wrapper.</param>
    /// <param name="read">What it reads: (steps, the shape of a step).</param>
    /// <param name="problems">Takes what of its layers has no counterpart.</param>
    public static NetLayer Add(Net net, KerasFile file, KerasLayer layer, NetValue read, List<Problem> problems)
    {
        KerasBuilder.Refuse(layer.Calls.Count > 1, "it is called more than once", "give each call a layer of its own");
        KerasBuilder.Refuse(read.Shape.Length < 2, "it gets no steps", "");
        KerasConfig wrapped = layer.Config.Wrapped("layer")!;
        KerasBuilder.Refuse(
            (layer.Inner?.All.Select(own => own.Config) ?? [wrapped]).Any(own =>
                own.Text("data_format", "channels_last") == "channels_first"),
            "channels come first", "convert it to channels_last");
        var body = new Net();
        var input = new NetInput("input", read.Shape[1..]) { Name = "input", IsShared = true };
        body.Inputs.Add(input);
        NetValue step = layer.Inner is { } inner ? OfModel(body, file, inner, input, problems) : OfLayer(body, file, layer, wrapped, input);
        if (step is not NetLayer || step != body.Layers[^1])
            body.Add(new NetLayer(typeof(LinearAttribute), step.Shape).From(step));
        body.Outputs.Add(new("output", "output", body.Layers[^1]));
        net.Notes.AddRange(body.Notes.Except(net.Notes));
        var use = new NetUse(new NetBlock(Kind, body, []), body.Layers, [])
        {
            IsDistributed = true,
            Shape = [read.Shape[0], .. step.Shape],
        };
        return net.Add(use.From(read));
    }

    private static NetValue OfModel(Net body, KerasFile file, KerasModel model, NetInput input, List<Problem> problems)
    {
        KerasBuilder.Refuse(
            model.Inputs.Count != 1 || model.Outputs.Count != 1,
            $"its model has {model.Inputs.Count} inputs and {model.Outputs.Count} outputs", "wrap one of one input and one output");
        var graph = new KerasGraph(body, file);
        NetValue step = graph.Call(model, [input])[0];
        problems.AddRange(graph.Problems.Except(problems));
        return step;
    }

    private static NetValue OfLayer(Net body, KerasFile file, KerasLayer layer, KerasConfig wrapped, NetInput input)
    {
        KerasBuilder builder = new KerasBuilder(body, file, layer, [input]).With(wrapped);
        KerasLayers.Add(builder, new([input], null));
        foreach (NetLayer own in body.Layers)
            own.Name = null;
        return builder.Last;
    }
}
