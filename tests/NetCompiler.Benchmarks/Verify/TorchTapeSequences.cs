using TorchSharp;
using static TorchSharp.torch;

namespace NetCompiler.Benchmarks.Verify;

/// <summary>Recurrent layers as their equations, step by step; PyTorch differentiates them. (What <c>peers</c> compares are PyTorch's own
/// LSTM and GRU.)</summary>
internal sealed partial class TorchTape
{
    private delegate (Tensor H, Tensor C) CellStep(Tensor x, Tensor h, Tensor c, Tensor[] parameters);

    public TorchTape LSTM(bool sequences = false) => Set(Run(LstmStep, sequences, backwards: false));

    public TorchTape GRU(bool sequences = false, bool resetAfter = true, bool backwards = false) =>
        Set(Run(resetAfter ? GruStep : GruBeforeStep, sequences, backwards));

    public TorchTape SimpleRNN(bool sequences = false, bool backwards = false) => Set(Run(SimpleStep, sequences, backwards));

    /// <summary>Both directions beside each other.</summary>
    public TorchTape BidirectionalLSTM() => Set(
        cat([Run(LstmStep, sequences: true, backwards: false), Run(LstmStep, sequences: true, backwards: true).flip(2)], 1));

    /// <summary>The product of what both directions give in the end.</summary>
    public TorchTape BidirectionalGRU() => Set(
        Run(GruStep, sequences: false, backwards: false) * Run(GruStep, sequences: false, backwards: true));

    /// <summary>Goes over the steps of (samples, features, steps).</summary>
    /// <returns>(samples, units), or (samples, units, steps) in the order in which they are computed.</returns>
    private Tensor Run(CellStep cell, bool sequences, bool backwards)
    {
        Tensor[] parameters = [_parameters.Dequeue(), _parameters.Dequeue(), _parameters.Dequeue()];
        int steps = (int)Value.shape[2];
        Tensor h = zeros([Value.shape[0], parameters[1].shape[0]], Value.dtype), c = zeros_like(h);
        List<Tensor> outputs = [];
        for (int step = 0; step < steps; step++)
        {
            (h, c) = cell(Value.select(2, backwards ? steps - 1 - step : step), h, c, parameters);
            outputs.Add(h);
        }
        return sequences ? stack(outputs, 2) : h;
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
