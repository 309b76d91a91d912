using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Onnx.Operators;

/// <summary>An activation with its settings.</summary>
internal sealed record GateActivation(string Name, double Alpha, double Beta)
{
    public double Of(double x) => Name switch
    {
        "sigmoid" => Functions.Sigmoid(x),
        "tanh" => Math.Tanh(x),
        "relu" => Math.Max(x, 0),
        "hardsigmoid" => Math.Clamp(Alpha * x + Beta, 0, 1),
        "softsign" => x / (1 + Math.Abs(x)),
        "softplus" => Functions.Softplus(x),
        "elu" => x < 0 ? Alpha * Functions.ExpMinusOne(x) : x,
        "leakyrelu" => x < 0 ? Alpha * x : x,
        "affine" => Alpha * x + Beta,
        "scaledtanh" => Alpha * Math.Tanh(Beta * x),
        "thresholdedrelu" => x > Alpha ? x : 0,
        _ => throw new UnsupportedException($"activation {Name}"),
    };
}

/// <summary>An LSTM, GRU or RNN node, read in full.</summary>
internal sealed class RecurrentSettings
{
    private readonly GateActivation[] _activations;
    private readonly double _clip;
    private readonly Tensor? _peepholes, _lengths;
    private readonly bool _couplesForget;

    private RecurrentSettings(NodeReader reader)
    {
        Kind = reader.Node.Kind;
        IsBatchFirst = reader.Flag("layout");
        X = IsBatchFirst ? reader.Input(0).Transpose(1, 0, 2) : reader.Input(0);
        (W, R, B) = (reader.Input(1), reader.Input(2), reader.Optional(3));
        Units = reader.Int("hidden_size", R.Shape[2]);
        Directions = W.Shape[0];
        Direction = reader.Text("direction", "forward").ToLowerInvariant();
        _lengths = reader.Optional(4);
        InitialH = Initial(reader.Optional(5));
        if (Kind == "LSTM")
        {
            InitialC = Initial(reader.Optional(6));
            _peepholes = reader.Optional(7);
            _couplesForget = reader.Flag("input_forget");
        }
        ResetsAfter = Kind == "GRU" && reader.Flag("linear_before_reset");
        reader.Ignore("output_sequence");
        _clip = reader.Float("clip", double.PositiveInfinity);
        _activations = Activations(reader);
    }

    public string Kind { get; }

    /// <summary>[steps, batch, features].</summary>
    public Tensor X { get; }

    public Tensor W { get; }

    public Tensor R { get; }

    public Tensor? B { get; }

    public Tensor? InitialH { get; }

    public Tensor? InitialC { get; }

    public int Units { get; }

    public int Directions { get; }

    public string Direction { get; }

    public bool IsBatchFirst { get; }

    public bool ResetsAfter { get; }

    public int Gates => Kind switch { "LSTM" => 4, "GRU" => 3, _ => 1 };

    private int FunctionsOf => Kind switch { "LSTM" => 3, "GRU" => 2, _ => 1 };

    /// <summary>Whether it has what none of our layers has.</summary>
    public string? Peculiarity => _peepholes is not null && _peepholes.Values.Any(value => value != 0) ? "peepholes"
        : _couplesForget ? "input_forget" : double.IsFinite(_clip) ? "clip" : null;

    /// <summary>How many steps of a sample count; the others are zeros, and change no state.</summary>
    public int LengthOf(int sample) => _lengths is null ? X.Shape[0] : (int)_lengths.Values[sample] is var length
        && length >= 0 && length <= X.Shape[0] ? length
        : throw new UnsupportedException($"sequences of {length} steps (sequence_lens), where there are {X.Shape[0]}");

    public static RecurrentSettings Read(NodeReader reader) => new(reader);

    public bool IsReverse(int direction) => Direction == "reverse" || direction == 1;

    /// <summary>The activations of a direction: gates, candidate, output, as many as the kind has.</summary>
    public ReadOnlySpan<GateActivation> ActivationsOf(int direction) => _activations.AsSpan(direction * FunctionsOf, FunctionsOf);

    /// <summary>The sum of both biases of a gate's unit, or one of them.</summary>
    public double Bias(int direction, int index, bool ofRecurrence) =>
        B?.Values[(direction * 2 + (ofRecurrence ? 1 : 0)) * Gates * Units + index] ?? 0;

    /// <summary>The state behind one step.</summary>
    public (double[] H, double[] C) Step(int d, ReadOnlySpan<double> x, double[] h, double[] c)
    {
        double[] input = new double[Gates * Units], recurrent = new double[Gates * Units], next = new double[Units],
            cell = new double[Units];
        for (int i = 0; i < input.Length; i++)
        {
            (input[i], recurrent[i]) = (Bias(d, i, false), Bias(d, i, true));
            for (int j = 0; j < x.Length; j++)
                input[i] += W.Values[(d * Gates * Units + i) * x.Length + j] * x[j];
            if (Kind == "GRU" && !ResetsAfter && i >= 2 * Units)
                continue;
            for (int j = 0; j < Units; j++)
                recurrent[i] += R.Values[(d * Gates * Units + i) * Units + j] * h[j];
        }
        ReadOnlySpan<GateActivation> activations = ActivationsOf(d);
        GateActivation f = activations[0];
        if (Kind == "RNN")
            return ([.. input.Select((value, i) => f.Of(Clip(value + recurrent[i])))], c);
        if (Kind == "GRU")
            return (GruStep(d, input, recurrent, h, activations), c);
        for (int i = 0; i < Units; i++)
        {
            double gate = f.Of(Clip(Sum(0, i) + Peephole(d, 0, i) * c[i]));
            double forget = _couplesForget ? 1 - gate : f.Of(Clip(Sum(2, i) + Peephole(d, 2, i) * c[i]));
            cell[i] = forget * c[i] + gate * activations[1].Of(Clip(Sum(3, i)));
            next[i] = f.Of(Clip(Sum(1, i) + Peephole(d, 1, i) * cell[i])) * activations[2].Of(cell[i]);
        }
        return (next, cell);

        double Sum(int gate, int i) => input[gate * Units + i] + recurrent[gate * Units + i];
    }

    private double[] GruStep(int d, double[] input, double[] recurrent, double[] h, ReadOnlySpan<GateActivation> activations)
    {
        double[] next = new double[Units], reset = new double[Units];
        for (int i = 0; i < Units; i++)
            reset[i] = activations[0].Of(Clip(input[Units + i] + recurrent[Units + i]));
        for (int i = 0; i < Units; i++)
        {
            int at = 2 * Units + i;
            double sum = recurrent[at];
            for (int j = 0; j < Units && !ResetsAfter; j++)
                sum += R.Values[(d * 3 * Units + at) * Units + j] * h[j] * reset[j];
            double candidate = activations[1].Of(Clip(input[at] + (ResetsAfter ? reset[i] : 1) * sum));
            double update = activations[0].Of(Clip(input[i] + recurrent[i]));
            next[i] = (1 - update) * candidate + update * h[i];
        }
        return next;
    }

    private double Clip(double x) => Math.Clamp(x, -_clip, _clip);

    /// <summary>Weights from the cell to gate i (0), o (1), f (2).</summary>
    private double Peephole(int d, int gate, int i) => _peepholes?.Values[(d * 3 + gate) * Units + i] ?? 0;

    private Tensor? Initial(Tensor? state) => state is null ? null : IsBatchFirst ? state.Transpose(1, 0, 2) : state;

    private GateActivation[] Activations(NodeReader reader)
    {
        string[] usual = Kind switch { "LSTM" => ["Sigmoid", "Tanh", "Tanh"], "GRU" => ["Sigmoid", "Tanh"], _ => ["Tanh"] };
        string[] names = reader.Texts("activations") ?? [.. Enumerable.Repeat(usual, Directions).SelectMany(name => name)];
        var alphas = new Queue<double>(reader.Floats("activation_alpha") ?? []);
        var betas = new Queue<double>(reader.Floats("activation_beta") ?? []);
        if (names.Length != Directions * FunctionsOf)
            throw new UnsupportedException($"{names.Length} activations where {Directions * FunctionsOf} are needed");
        return [.. names.Select(name => name.ToLowerInvariant()).Select(name => new GateActivation(
            name,
            name is "hardsigmoid" or "elu" or "leakyrelu" or "affine" or "scaledtanh" or "thresholdedrelu"
                ? alphas.TryDequeue(out double alpha) ? alpha : name == "hardsigmoid" ? 0.2f : name == "leakyrelu" ? 0.01f : 1
                : 0,
            name is "hardsigmoid" or "affine" or "scaledtanh"
                ? betas.TryDequeue(out double beta) ? beta : name == "hardsigmoid" ? 0.5 : name == "scaledtanh" ? 1 : 0
                : 0))];
    }
}
