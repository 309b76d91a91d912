using System.Text.RegularExpressions;
using NetCompiler.Generator.Binding;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Keras;

/// <summary>Adds the layers of one call of a Keras layer to a net, one behind the other.</summary>
/// <param name="net">The net.</param>
/// <param name="file">Where the weights are.</param>
/// <param name="layer">The layer.</param>
/// <param name="reads">What the call reads: values of the net, and numbers of operators.</param>
internal sealed partial class KerasBuilder(Net net, KerasFile file, KerasLayer layer, IReadOnlyList<object> reads)
{
    /// <summary>The settings; within a wrapper those of the layer that it wraps.</summary>
    public KerasConfig Config { get; private init; } = layer.Config;

    /// <summary>Whether it is attention that sees nothing of what comes later.</summary>
    public bool IsCausal { get; init; }

    /// <summary>The states of recurrent layers.</summary>
    public KerasStates States { get; init; } = new(net);

    /// <summary>What the call gives besides <see cref="Last"/>.</summary>
    public IReadOnlyList<NetValue> Given { get; set; } = [];

    /// <summary>What the layer learned, in Keras's order.</summary>
    public Tensor[] Tensors => file.WeightsOf(layer);

    /// <summary>How often the layer is called.</summary>
    public int Calls => layer.Calls.Count;

    /// <summary>What the call reads.</summary>
    public IReadOnlyList<object> Reads => reads;

    /// <summary>What is there so far: at first what is read.</summary>
    public NetValue Last { get; private set; } = reads.OfType<NetValue>().FirstOrDefault()
        ?? throw new UnsupportedException("it reads no tensor");

    /// <summary>The shape of <see cref="Last"/>.</summary>
    public int[] Shape => Last.Shape;

    /// <summary>Before Keras 3 some functions had other constants.</summary>
    public bool IsOld => !(int.TryParse(file.Version.Split('.')[0], out int major) && major >= 3);

    /// <summary>Keras 1 did not say who trained a model.</summary>
    public bool IsFirst => file.IsFirst;

    /// <summary>Whether the file has the layer's channels first.</summary>
    public bool IsChannelsFirst => layer.Config.Text("data_format", "channels_last") == "channels_first";

    /// <summary>Who trained the model, such as theano; null if nobody says.</summary>
    public string? Backend => file.Backend;

    /// <summary>Remarks for the head of the class.</summary>
    public ICollection<string> Notes => net.Notes;

    /// <summary>The same call with the settings of a wrapped layer.</summary>
    public KerasBuilder With(KerasConfig config) => new(net, file, layer, reads) { Config = config, IsCausal = IsCausal, States = States };

    /// <summary>Takes over what a wrapped layer became.</summary>
    public void Continue(KerasBuilder other) => (Last, Given) = (other.Last, other.Given);

    /// <summary>Gives a value that is no layer's.</summary>
    public void Give(NetValue value) => Last = value;

    /// <summary>Adds a layer behind <see cref="Last"/>.</summary>
    public NetLayer Next<TAttribute>(int[] shape, params object[] arguments) where TAttribute : Attribute =>
        Next(typeof(TAttribute), shape, arguments);

    /// <summary>Adds a layer behind <see cref="Last"/>.</summary>
    public NetLayer Next(Type attribute, int[] shape, params object[] arguments) => Join(attribute, shape, [Last], arguments);

    /// <summary>Adds a layer that reads several values.</summary>
    public NetLayer Join(Type attribute, int[] shape, IEnumerable<NetValue> values, params object[] arguments)
    {
        Tensor.CountOf(shape);
        NetLayer next = net.Add(new NetLayer(attribute, shape, arguments).From(values));
        Last = next;
        return next;
    }

    /// <summary>The file's tensors under our names, which follow Keras's order; and the layer's name, if a person gave it one.</summary>
    public void Weights(NetLayer target, params IReadOnlyList<string> names)
    {
        target.Named(layer.Name == Usual(layer.Config.Original, layer.Name) ? null : Names.Layer(layer.Name, []));
        Tensor[] tensors = Tensors;
        if (tensors.Length < names.Count)
            throw new ToolException(
                $"Layer {layer.Name} ({layer.Config.Kind}) has {tensors.Length} weights in the file; it needs {string.Join(", ", names)}.");
        for (int i = 0; i < names.Count; i++)
            target.With(names[i], tensors[i]);
    }

    /// <summary>Refuses a setting that no layer has.</summary>
    /// <exception cref="UnsupportedException">The condition holds.</exception>
    public static void Refuse(bool condition, string reason, string wayOut)
    {
        if (condition)
            throw new UnsupportedException(reason, wayOut);
    }

    /// <summary>The name that Keras gives a layer without one: class and number; else another.</summary>
    private static string Usual(string kind, string name) =>
        Number().Replace(name, "") == LayerNames.SnakeCase(kind) ? name : kind;

    [GeneratedRegex(@"_\d+\z")]
    private static partial Regex Number();
}
