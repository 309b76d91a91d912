namespace NetCompiler.Tool.Nets;

/// <summary>A net whatever it was read from: what is written as attributes and weights.</summary>
internal sealed class Net
{
    /// <summary>The inputs in the order of a sample's row.</summary>
    public List<NetInput> Inputs { get; } = [];

    /// <summary>The layers, each behind those that it reads.</summary>
    public List<NetLayer> Layers { get; } = [];

    /// <summary>The outputs in the order of an answer's row.</summary>
    public List<NetOutput> Outputs { get; } = [];

    /// <summary>Steps of a sequence in a second; 0 where that is not known.</summary>
    public double SampleRate { get; set; }

    /// <summary>What was folded, dropped or turned, one sentence each; a comment above the class.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Whether layers that repeat are written out, instead of as a block.</summary>
    public bool IsFlat { get; set; }

    /// <summary>Adds a layer behind what it reads.</summary>
    public NetLayer Add(NetLayer layer)
    {
        Layers.Add(layer);
        return layer;
    }
}

/// <summary>Numbers with a shape that layers read.</summary>
internal abstract class NetValue(int[] shape)
{
    /// <summary>The shape of one sample, channels last, as layers see it.</summary>
    public int[] Shape { get; set; } = shape;

    /// <summary>Whether more than one reads it, or the net's answer contains it: then the layer that gives it must stay as it is.</summary>
    public bool IsShared { get; set; }

    /// <summary>What the source called it; null for a name by kind and number.</summary>
    public string? Name { get; set; }
}

/// <summary>An input.</summary>
/// <param name="name">A valid and unique name.</param>
/// <param name="shape">As layers see it.</param>
internal sealed class NetInput(string name, int[] shape) : NetValue(shape)
{
    /// <summary>What the file calls it.</summary>
    public string Original { get; } = name;

    /// <summary>Where each dimension comes from in the file's input, the batch included; null where the order is the file's.</summary>
    public int[]? Order { get; set; }

    /// <summary>Where its numbers are whole: below which they are.</summary>
    public int? Classes { get; set; }

    /// <summary>The file's shape for one sample, with the batch's 1.</summary>
    public int[] OriginalShape { get; set; } = shape;
}

/// <summary>A layer: an attribute with its arguments, and what it learned.</summary>
/// <param name="attribute">The attribute's class, which knows the defaults.</param>
/// <param name="shape">The output's shape.</param>
/// <param name="arguments">The constructor's arguments.</param>
internal class NetLayer(Type attribute, int[] shape, params object[] arguments) : NetValue(shape)
{
    /// <summary>The attribute's class.</summary>
    public Type Attribute { get; set; } = attribute;

    /// <summary>As written: <c>Conv2D</c>.</summary>
    public virtual string Word => Attribute.Name[..^nameof(System.Attribute).Length];

    /// <summary>The constructor's arguments.</summary>
    public object[] Arguments { get; set; } = arguments;

    /// <summary>Properties that are set; those at their default are not written.</summary>
    public Dictionary<string, object> Options { get; } = [];

    /// <summary>The values that it reads.</summary>
    public List<NetValue> Reads { get; } = [];

    /// <summary>Its tensors as files have them, by the last part of their names.</summary>
    public Dictionary<string, Tensor> Tensors { get; } = [];

    /// <summary>The earlier layer whose tensors it uses; null where it has its own.</summary>
    public NetLayer? Share { get; set; }

    /// <summary>The same, reading some values.</summary>
    public NetLayer From(params IEnumerable<NetValue> values)
    {
        Reads.AddRange(values);
        return this;
    }

    /// <summary>The same with an option.</summary>
    public NetLayer With(string option, object value)
    {
        Options[option] = value;
        return this;
    }

    /// <summary>The same with a tensor.</summary>
    public NetLayer With(string name, Tensor tensor)
    {
        Tensors[name] = tensor;
        return this;
    }

    /// <summary>The same under a name of the source's, if there is one.</summary>
    public NetLayer Named(string? name)
    {
        Name = name;
        return this;
    }
}

/// <summary>An output.</summary>
/// <param name="Name">A valid and unique name.</param>
/// <param name="Original">What the file calls it.</param>
/// <param name="Value">What it is.</param>
internal sealed record NetOutput(string Name, string Original, NetValue Value)
{
    /// <summary>For each number of the answer, which number of the file's output it is; null where the order is the file's.</summary>
    public int[]? Order { get; init; }
}
