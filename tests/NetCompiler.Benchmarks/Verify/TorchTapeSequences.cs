using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace NetCompiler.Benchmarks.Verify;

/// <summary>Recurrent layers as their equations, step by step; PyTorch differentiates them. (What <c>peers</c> compares are PyTorch's own
/// LSTM and GRU.)</summary>
internal sealed partial class TorchTape
{
    /// <summary>How many steps of each sample count; null where all do.</summary>
    private int[]? _lengths;

    private delegate (Tensor H, Tensor C) CellStep(Tensor x, Tensor h, Tensor c, Tensor[] parameters);

    /// <summary>Takes rows of steps with their number behind them.</summary>
    public TorchTape Lengths(int steps, int features)
    {
        _lengths = [.. Value.select(1, -1).to(ScalarType.Int32).contiguous().data<int>()];
        return Set(ChannelsFirst(Value.narrow(1, 0, steps * features).reshape(Value.shape[0], steps, features)));
    }

    public TorchTape Embedding() => Set(ChannelsFirst(
        _parameters.Dequeue().index_select(0, Value.flatten().to(ScalarType.Int64)).reshape(Value.shape[0], Value.shape[1], -1)));

    public TorchTape RepeatVector(int count) => Set(Value.unsqueeze(2).expand(-1, -1, count));

    public TorchTape LSTM(bool sequences = false) => Set(Run(LstmStep, sequences, backwards: false));

    public TorchTape GRU(bool sequences = false, bool resetAfter = true, bool backwards = false) =>
        Set(Run(resetAfter ? GruStep : GruBeforeStep, sequences, backwards));

    public TorchTape SimpleRNN(bool sequences = false, bool backwards = false) => Set(Run(SimpleStep, sequences, backwards));

    /// <summary>Both directions beside each other.</summary>
    public TorchTape BidirectionalLSTM() => Set(
        cat([Run(LstmStep, sequences: true, backwards: false), Run(LstmStep, sequences: true, backwards: true, keepsPlaces: true)], 1));

    /// <summary>What both directions give in the end, multiplied or beside each other.</summary>
    public TorchTape BidirectionalGRU(bool multiplies = true)
    {
        Tensor forward = Run(GruStep, sequences: false, backwards: false), backward = Run(GruStep, sequences: false, backwards: true);
        return Set(multiplies ? forward * backward : cat([forward, backward], 1));
    }

    /// <summary>Goes over the steps of (samples, features, steps). Samples with lengths are taken one by one, without what does not count:
    /// that is what packing them does.</summary>
    /// <returns>(samples, units), or (samples, units, steps) in the order in which they are computed, or in that of the input; zeros behind
    /// what counts.</returns>
    private Tensor Run(CellStep cell, bool sequences, bool backwards, bool keepsPlaces = false)
    {
        Tensor[] parameters = [_parameters.Dequeue(), _parameters.Dequeue(), _parameters.Dequeue()];
        if (_lengths is null)
            return Of(Value);
        return cat([.. _lengths.Select((length, i) =>
        {
            Tensor alone = Of(Value.narrow(0, i, 1).narrow(2, 0, length));
            return sequences ? Functional.pad(alone, [0, Value.shape[2] - length]) : alone;
        })], 0);

        Tensor Of(Tensor x)
        {
            int steps = (int)x.shape[2];
            Tensor h = zeros([x.shape[0], parameters[1].shape[0]], x.dtype), c = zeros_like(h);
            List<Tensor> outputs = [];
            for (int step = 0; step < steps; step++)
            {
                (h, c) = cell(x.select(2, backwards ? steps - 1 - step : step), h, c, parameters);
                outputs.Add(h);
            }
            return !sequences ? h : keepsPlaces ? stack(outputs, 2).flip(2) : stack(outputs, 2);
        }
    }

    private static (Tensor H, Tensor C) LstmStep(Tensor x, Tensor h, Tensor c, Tensor[] parameters)
    {
        Tensor[] gates = (x.matmul(parameters[0]) + h.matmul(parameters[1]) + parameters[2]).chunk(4, 1);
        c = gates[1].sigmoid() * c + gates[0].sigmoid() * gates[2].tanh();
        return (gates[3].sigmoid() * c.tanh(), c);
    }

    private static (Tensor H, Tensor C) GruStep(Tensor x, Tensor h, Tensor c, Tensor[] parameters)
    {
        Tensor[] input = (x.matmul(parameters[0]) + parameters[2].select(0, 0)).chunk(3, 1);
        Tensor[] state = (h.matmul(parameters[1]) + parameters[2].select(0, 1)).chunk(3, 1);
        Tensor z = (input[0] + state[0]).sigmoid(), r = (input[1] + state[1]).sigmoid();
        return (z * h + (1 - z) * (input[2] + r * state[2]).tanh(), c);
    }

    private static (Tensor H, Tensor C) GruBeforeStep(Tensor x, Tensor h, Tensor c, Tensor[] parameters)
    {
        Tensor[] input = (x.matmul(parameters[0]) + parameters[2]).chunk(3, 1), kernels = parameters[1].chunk(3, 1);
        Tensor z = (input[0] + h.matmul(kernels[0])).sigmoid(), r = (input[1] + h.matmul(kernels[1])).sigmoid();
        return (z * h + (1 - z) * (input[2] + (r * h).matmul(kernels[2])).tanh(), c);
    }

    private static (Tensor H, Tensor C) SimpleStep(Tensor x, Tensor h, Tensor c, Tensor[] parameters) =>
        ((x.matmul(parameters[0]) + h.matmul(parameters[1]) + parameters[2]).tanh(), c);
}
