using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx.Translation;

namespace NetCompiler.Tool.Onnx;

/// <summary>Gives a net its outputs.</summary>
internal static class OnnxOutputs
{
    /// <summary>Adds the outputs: images stay (height, width, channels), everything else lies in the file's order.</summary>
    public static void Add(Translator translator, string[] outputs, List<string> notes)
    {
        var taken = new HashSet<string>(translator.Net.Inputs.Select(input => input.Name!), StringComparer.Ordinal);
        var used = new HashSet<NetValue>();
        foreach (string name in outputs)
        {
            View view = translator[name];
            int[] shape = view.Shape;
            NetValue value = view.Value;
            int[]? order = view.Order();
            if (order is not null && (shape.Length < 3 || shape.Count(size => size > 1) < 2))
            {
                value = translator.StoreInOrder(view);
                order = null;
            }
            else if (order is not null)
                notes.Add(OnnxInputs.Layout($"Output {name}", shape, value.Shape));
            if (value is NetInput || !used.Add(value))
                used.Add(value = translator.Net.Add(new NetLayer(typeof(LinearAttribute), value.Shape).From(value)));
            translator.Net.Outputs.Add(new(Names.Port(name, taken), name, value) { Order = order });
        }
        DropUnread(translator.Net);
        // A class has its outputs in the order of its layers.
        NetOutput[] sorted = [.. translator.Net.Outputs.OrderBy(output => translator.Net.Layers.IndexOf((NetLayer)output.Value))];
        translator.Net.Outputs.Clear();
        translator.Net.Outputs.AddRange(sorted);
    }

    /// <summary>Layers that no output depends on.</summary>
    private static void DropUnread(Net net)
    {
        var needed = net.Outputs.Select(output => output.Value).ToHashSet();
        for (int i = net.Layers.Count - 1; i >= 0; i--)
        {
            if (needed.Contains(net.Layers[i]))
                needed.UnionWith(net.Layers[i].Reads);
            else
                net.Layers.RemoveAt(i);
        }
    }
}
