using System.Reflection;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>
/// The second opinion on every number: a network in double precision, one sample after the other, in plain loops, made from the same layer
/// attributes as the compiled one and sharing no arithmetic with it.
/// </summary>
internal sealed partial class ReferenceNetwork
{
    /// <summary>The input that says how many steps of a sample count.</summary>
    private const string Lengths = "lengths";

    private readonly List<Answer> _answers = [];
    private readonly List<LayerAttribute?> _made = [];
    private readonly int[] _inputs;

    public ReferenceNetwork(int[] input, Loss loss, double labelSmoothing, params IReadOnlyList<LayerAttribute> layers)
        : this([("input", input)], loss, labelSmoothing, layers)
    {
    }

    public ReferenceNetwork(
        (string Name, int[] Shape)[] inputs, Loss loss, double labelSmoothing, IReadOnlyList<LayerAttribute> layers, Type? lossType = null)
    {
        _inputs = [.. inputs.Select(input => input.Shape.Aggregate(1, (product, size) => product * size))];
        List<int[]> shapes = [.. inputs.Select(input => input.Shape)];
        _made.AddRange(inputs.Select(_ => (LayerAttribute?)null));
        var ports = inputs.Select((input, i) => (input.Name, i)).ToDictionary();
        int last = Build(layers, ports, "", shapes, (value, output) => AddAnswer(
            value, output.Loss == Loss.Auto ? loss : output.Loss, output.LabelSmoothing > 0 ? output.LabelSmoothing : labelSmoothing,
            output.Weight, output.LossType ?? (output.Loss is Loss.Auto or Loss.OfType ? lossType : null)));
        if (!_answers.Exists(answer => answer.Value == last))
            AddAnswer(last, loss, labelSmoothing, 1, lossType);
        Loss = _answers.Find(answer => answer.Loss is not null)?.Kind ?? Loss.None;

        void AddAnswer(int value, Loss wanted, double smoothing, double weight, Type? own)
        {
            LayerAttribute? maker = _made[value], says = _made[StepOf(value)];
            int[] shape = shapes[value];
            Loss kind = own is not null ? Loss.OfType : wanted != Loss.Auto ? wanted : says switch
            {
                SoftmaxAttribute => Loss.CategoricalCrossentropy,
                SigmoidAttribute => Loss.BinaryCrossentropy,
                StepAttribute => Loss.Perceptron,
                _ => Loss.MeanSquaredError,
            };
            bool fromLogits = (maker, kind) is (SoftmaxAttribute, Loss.CategoricalCrossentropy)
                or (SigmoidAttribute, Loss.BinaryCrossentropy) or (_, Loss.Perceptron);
            ReferenceLoss? term = kind == Loss.None ? null
                : new ReferenceLoss(kind, smoothing, fromLogits, shape[^1])
                {
                    Low = says is StepAttribute step ? step.Low : 0,
                    Own = own,
                };
            int length = shape.Aggregate(1, (product, size) => product * size);
            _answers.Add(new Answer(value, length, kind, term, weight, fromLogits ? Reads[value - inputs.Length][0] : value)
            {
                Lengths = inputs[^1].Name == Lengths && shape.Length == 2 ? inputs.Length - 1 : -1,
                StepLength = length / shape[0],
            });
        }
    }

    /// <summary>The value whose steps another puts together; else that itself.</summary>
    private int StepOf(int value) => value >= _inputs.Length && Layers[value - _inputs.Length] is ReferenceAllSteps
        ? StepOf(Reads[value - _inputs.Length][0]) : value;

    /// <summary>An output: its value, and the one that its loss takes.</summary>
    private sealed record Answer(int Value, int Length, Loss Kind, ReferenceLoss? Loss, double Weight, int LossValue)
    {
        /// <summary>The value that says how many steps count; -1 where all do.</summary>
        public int Lengths { get; init; }

        public int StepLength { get; init; }

        /// <summary>The part of each sample that counts, and its share of the mean over all steps.</summary>
        public (int Count, double Share)[] Parts(double[][][] values)
        {
            double[][] samples = values[Value];
            if (Lengths < 0)
                return [.. samples.Select(_ => (Length, 1.0 / samples.Length))];
            double all = values[Lengths].Sum(length => length[0]);
            return [.. values[Lengths].Select(length => ((int)length[0] * StepLength, all == 0 ? 0 : length[0] / all))];
        }
    }

    public List<ReferenceLayer> Layers { get; } = [];

    /// <summary>The values that each layer reads: 0 is the input, i + 1 is what layer i gives.</summary>
    private List<int[]> Reads { get; } = [];

    public Loss Loss { get; }

    public IReadOnlyList<ReferenceParameter> Parameters =>
        [.. Layers.SelectMany(layer => layer.Parameters).Where(parameter => !parameter.IsShared)];

    /// <summary>The reference of a network class, from its attributes alone.</summary>
    public static ReferenceNetwork Of(Type network)
    {
        var description = network.GetCustomAttribute<NetworkAttribute>()!;
        return new ReferenceNetwork(
            [.. InputsOf(network, description)], description.Loss, (float)description.LabelSmoothing, LayersOf(network),
            description.LossType);
    }

    private static IEnumerable<(string, int[])> InputsOf(Type network, NetworkAttribute description)
    {
        if (description.Shape.Count > 0)
            yield return ("input", [.. description.Shape]);
        foreach (InputAttribute input in network.GetCustomAttributes<InputAttribute>())
            yield return (input.Name, [.. input.Shape]);
        if (description.Lengths)
            yield return (Lengths, [1]);
    }

    private static LayerAttribute[] LayersOf(Type type) =>
        [.. type.GetCustomAttributes(typeof(LayerAttribute), inherit: false).Cast<LayerAttribute>()];

    /// <summary>Makes the layers of a class, and of the blocks that it uses, whose settings are their constants.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="inputs">The values that come in, by name: the first is what the first layer reads.</param>
    /// <param name="prefix">What names begin with.</param>
    /// <param name="shapes">The shapes of all values.</param>
    /// <param name="answer">Is told of outputs.</param>
    /// <returns>The value that the last one gives.</returns>
    private int Build(
        IReadOnlyList<LayerAttribute> layers, Dictionary<string, int> inputs, string prefix, List<int[]> shapes,
        Action<int, OutputAttribute>? answer = null)
    {
        var counts = new Dictionary<string, int>();
        var values = new Dictionary<string, int>(inputs);
        var places = new Dictionary<string, int>();
        int before = inputs.Values.Min();
        foreach (LayerAttribute layer in layers)
        {
            int[] reads =
            [
                layer.From is { } from ? values[from] : before,
                .. layer is MergeAttribute merge ? merge.With.Select(name => values[name]) : [],
                .. layer is RecurrentAttribute { InitialStateFrom: { } state } ? [StateOf(values[state], shapes)] : Array.Empty<int>(),
                .. TakesLengths(layer) && values.TryGetValue(Lengths, out int lengths) ? [lengths] : Array.Empty<int>(),
            ];
            if (layer is OutputAttribute output)
            {
                values[output.Name] = reads[0];
                answer?.Invoke(reads[0], output);
                continue;
            }
            if (layer is UseAttribute { Name: not null, Repeat: > 1 } named)
            {
                places[named.Name!] = Layers.Count;
                before = Use(named, reads[0], shapes, read =>
                {
                    for (int i = 1; i <= named.Repeat; i++)
                        read = Build(
                            LayersOf(named.Block), new() { ["input"] = read },
                            $"{prefix}{named.Name}/{KerasWord(named.Block.Name)}_{i}/", shapes);
                    return read;
                });
                values[named.Name!] = before;
                Share(layer, places[named.Name!]);
                continue;
            }
            for (int i = 0; i < (layer is UseAttribute { Repeat: var repeat } ? repeat : 1); i++)
            {
                int first = Layers.Count;
                string name = layer.Name ?? Next(layer is UseAttribute unnamed ? unnamed.Block.Name : KindOf(layer));
                before = layer is UseAttribute use
                    ? Use(use, i == 0 ? reads[0] : before, shapes, read =>
                        Build(LayersOf(use.Block), new() { ["input"] = read }, $"{prefix}{name}/", shapes))
                    : Add(layer, prefix + name, reads, shapes);
                (values[name], places[name]) = (before, first);
                Share(layer, first);
            }
        }
        return before;

        void Share(LayerAttribute layer, int first)
        {
            for (int i = first; i < Layers.Count && layer.Share is { } owner; i++)
            {
                ReferenceLayer other = Layers[places[owner] + i - first];
                foreach ((ReferenceParameter mine, ReferenceParameter its) in Layers[i].Parameters.Zip(other.Parameters))
                    mine.Share(its);
            }
        }

        string Next(string kind)
        {
            counts[kind] = counts.GetValueOrDefault(kind) + 1;
            return $"{KerasWord(kind)}_{counts[kind]}";
        }
    }

    /// <summary>A block in its place: on what comes in, or on every step of it.</summary>
    private int Use(UseAttribute use, int read, List<int[]> shapes, Func<int, int> build)
    {
        if (use.GetType().Name.StartsWith("Use", StringComparison.Ordinal))
            return build(read);
        int steps = shapes[read][0];
        int step = build(Add(new ReferenceEachStep(shapes[read]), read));
        return Add(new ReferenceAllSteps([steps, .. shapes[step]]), step);

        int Add(ReferenceLayer layer, int value)
        {
            Layers.Add(layer);
            Reads.Add([value]);
            shapes.Add(layer.OutputShape);
            _made.Add(null);
            return shapes.Count - 1;
        }
    }

    /// <summary>The last state of the recurrent layer that gives a value; of any other layer the value.</summary>
    private int StateOf(int value, List<int[]> shapes)
    {
        if (value < _inputs.Length || Layers[value - _inputs.Length] is not ReferenceRecurrent recurrent)
            return value;
        Layers.Add(new ReferenceLastState(recurrent));
        Reads.Add(Reads[value - _inputs.Length]);
        shapes.Add(Layers[^1].OutputShape);
        _made.Add(null);
        return shapes.Count - 1;
    }

    private static bool TakesLengths(LayerAttribute layer) => layer
        is RecurrentAttribute or GlobalAveragePoolAttribute or GlobalMaxPoolAttribute or MultiHeadAttentionAttribute;

    private int Add(LayerAttribute layer, string name, int[] reads, List<int[]> shapes)
    {
        if (layer is LastStateAttribute)
            return StateOf(reads[0], shapes);
        int[][] inputs = [.. reads.Select(value => shapes[value])];
        Layers.Add(layer switch
        {
            MultiHeadAttentionAttribute attention => new ReferenceAttention(name, inputs[0], inputs[attention.With.Count], attention),
            MergeAttribute several => ReferenceMerge.Make(several, inputs),
            _ => Make(layer, name, inputs[0]),
        });
        Reads.Add(reads);
        shapes.Add(Layers[^1].OutputShape);
        _made.Add(layer);
        return shapes.Count - 1;
    }

    private static string KindOf(LayerAttribute layer) => layer.GetType().Name.Replace("Attribute", "", StringComparison.Ordinal);

    /// <summary>Takes over the parameters of a compiled network, which must have the same tensors in the same order.</summary>
    public ReferenceNetwork CopyFrom(CompiledNetwork network)
    {
        Assert.Equal(Parameters.Select(parameter => parameter.Name), network.Info.Parameters.Select(block => block.Name));
        foreach ((ReferenceParameter parameter, ParameterBlock block) in Parameters.Zip(network.Info.Parameters))
        {
            Assert.Equal(parameter.Shape, block.Shape);
            Unpad(network.Weights, block).CopyTo(parameter.Values, 0);
        }
        return this;
    }

    /// <summary>One tensor of a flat buffer, without its padding.</summary>
    public static double[] Unpad(ReadOnlySpan<float> flat, ParameterBlock block)
    {
        double[] values = new double[block.Count];
        (int first, int second, int run) = block.Swap is { } swap ? (swap.First, swap.Second, swap.Run) : (1, 1, block.Count);
        for (int i = 0; i < values.Length; i++)
        {
            // In the buffer, (outer, second, first, run).
            int outer = i / (first * second * run), at = i / (second * run) % first, other = i / run % second;
            int place = ((outer * second + other) * first + at) * run + i % run;
            values[i] = flat[block.Offset + place / block.Columns * block.RowStride + place % block.Columns];
        }
        return values;
    }

    /// <summary>The answer to one sample.</summary>
    public double[] Predict(double[] x)
    {
        double[][][] values = Run([x], training: false);
        return [.. _answers.SelectMany(answer => values[answer.Value][0])];
    }

    /// <summary>The mean loss of a batch; dropout as in training where <paramref name="training"/> is set.</summary>
    public double LossOf(double[][] inputs, double[][] targets, bool training = true) => LossOf(Run(inputs, training), targets);

    private double LossOf(double[][][] values, double[][] targets)
    {
        double sum = 0;
        foreach ((Answer answer, double[][] wanted) in Terms(targets))
        {
            (int Count, double Share)[] parts = answer.Parts(values);
            for (int i = 0; i < wanted.Length; i++)
                if (parts[i].Count > 0)
                    sum += answer.Weight * parts[i].Share
                        * answer.Loss!.Value(values[answer.LossValue][i][..parts[i].Count], wanted[i][..parts[i].Count]);
        }
        return sum;
    }

    /// <summary>The outputs that have a loss, with their parts of the targets.</summary>
    private IEnumerable<(Answer Answer, double[][] Targets)> Terms(double[][] targets)
    {
        int offset = 0;
        foreach (Answer answer in _answers.Where(answer => answer.Loss is not null))
        {
            int first = offset;
            yield return (answer, [.. targets.Select(row => row[first..(first + answer.Length)])]);
            offset += answer.Length;
        }
    }

    /// <summary>Backpropagation: leaves the gradients of the mean loss in the parameters, and returns that by the inputs.</summary>
    public double[][] ComputeGradients(double[][] inputs, double[][] targets)
    {
        foreach (ReferenceParameter parameter in Parameters)
            Array.Clear(parameter.Gradient);
        double[][][] values = Run(inputs, training: true);
        var gradients = new double[]?[values.Length][];
        for (int port = 0; port < _inputs.Length; port++)
            gradients[port] = [.. values[port].Select(row => new double[row.Length])];
        foreach ((Answer answer, double[][] wanted) in Terms(targets))
        {
            (int Count, double Share)[] parts = answer.Parts(values);
            Contribute(answer.LossValue, [.. values[answer.LossValue].Select((output, i) =>
            {
                double[] gradient = new double[output.Length];
                if (parts[i].Count > 0)
                    Array.ConvertAll(
                        answer.Loss!.Derivative(output[..parts[i].Count], wanted[i][..parts[i].Count]),
                        value => answer.Weight * parts[i].Share * value).CopyTo(gradient, 0);
                return gradient;
            })]);
        }
        for (int layer = Layers.Count - 1; layer >= 0; layer--)
        {
            // What nobody reads has no gradient.
            if (gradients[layer + _inputs.Length] is not { } dy)
                continue;
            double[][][] contributions = Layers[layer].BackwardBatch([.. Reads[layer].Select(value => values[value])], dy!);
            foreach ((int value, double[][] contribution) in Reads[layer].Zip(contributions))
                Contribute(value, contribution);
        }
        return [.. inputs.Select((_, row) => gradients.Take(_inputs.Length).SelectMany(port => port[row]!).ToArray())];

        void Contribute(int value, double[][] contribution) =>
            gradients[value] = gradients[value] is null ? contribution
                : [.. gradients[value]!.Zip(contribution, (sum, more) => sum!.Zip(more, (x, y) => x + y).ToArray())];
    }

    /// <summary>The derivative of the mean loss by one number, (L(v + h) - L(v - h)) / 2h: knows nothing of backpropagation.</summary>
    public double CentralDifference(ref double value, double[][] inputs, double[][] targets) =>
        CentralDifference(ref value, Split(inputs), targets);

    /// <summary>The same by several numbers of a parameter, for which the layers before the parameter's run only once.</summary>
    public double[] CentralDifferences(ReferenceParameter parameter, int[] places, double[][] inputs, double[][] targets)
    {
        int first = 0;
        while (!Layers[first].Parameters.Contains(parameter))
            first++;
        double[][][] before = Run(Split(inputs), training: true, first);
        return Array.ConvertAll(places, place => CentralDifference(ref parameter.Values[place], before, targets));
    }

    private double CentralDifference(ref double value, double[][][] before, double[][] targets)
    {
        double at = value, h = 1e-5 * Math.Max(1, Math.Abs(at));
        value = at + h;
        double above = LossOf(Run(before, training: true, Layers.Count), targets);
        value = at - h;
        double below = LossOf(Run(before, training: true, Layers.Count), targets);
        value = at;
        return (above - below) / (2 * h);
    }

    /// <summary>All values of a batch's forward pass: the inputs, then every layer's outputs.</summary>
    public double[][][] Run(double[][] inputs, bool training) => Run(Split(inputs), training, Layers.Count);

    /// <summary>All values of one sample's prediction, those in front of a value left empty: those behind must depend on that
    /// alone.</summary>
    /// <param name="value">Its number: 0 is the input, i + 1 what layer i gives.</param>
    /// <param name="x">The value.</param>
    public double[][] PredictFrom(int value, double[] x) =>
        [.. Run([.. Enumerable.Repeat<double[][]>([[]], value), [x]], training: false, Layers.Count).Select(samples => samples[0])];

    /// <summary>Samples input by input; where there is one, those themselves.</summary>
    private double[][][] Split(double[][] inputs) =>
        _inputs.Length == 1 ? [inputs]
            : [.. _inputs.Select((length, port) => inputs.Select(row => row.AsSpan(_inputs[..port].Sum(), length).ToArray()).ToArray())];

    /// <summary>The values that are known and those that follow from them, up to those of the first layers.</summary>
    private double[][][] Run(double[][][] known, bool training, int layers)
    {
        var values = new List<double[][]>(known);
        for (int layer = values.Count - _inputs.Length; layer < layers; layer++)
            values.Add(Layers[layer].ForwardBatch([.. Reads[layer].Select(value => values[value])], training));
        return [.. values];
    }

    /// <summary>Keras's word for a kind of layer, as in file names.</summary>
    private static string KerasWord(string kind) => kind switch
    {
        "PReLU" => "p_re_lu",
        "BatchNorm" => "batch_normalization",
        "LayerNorm" => "layer_normalization",
        "RMSNorm" => "rms_normalization",
        "GroupNorm" => "group_normalization",
        "MaxPool2D" => "max_pooling2d",
        "Conv2DTranspose" => "conv2d_transpose",
        "DepthwiseConv2D" => "depthwise_conv2d",
        "SeparableConv2D" => "separable_conv2d",
        "AveragePool2D" => "average_pooling2d",
        "SimpleRNN" => "simple_rnn",
        "MultiHeadAttention" => "multi_head_attention",
        "PositionEmbedding" => "position_embedding",
        "SinePositionEncoding" => "sine_position_encoding",
        _ => kind.ToLowerInvariant(),
    };
}
