using TorchSharp;
using static TorchSharp.torch;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>PyTorch's LSTM or GRU on (steps, samples, features), its fastest order, with a layer's weights.</summary>
internal sealed class TorchCell : nn.Module<Tensor, Tensor>
{
    private readonly TorchSharp.Modules.LSTM? _lstm;
    private readonly TorchSharp.Modules.GRU? _gru;
    private readonly bool _returnsSequences;

    public TorchCell(CellLayer cell) : base(nameof(TorchCell))
    {
        _returnsSequences = cell.ReturnsSequences;
        (int inputs, int units) = (cell.Input.Channels, cell.Units);
        if (cell.IsLstm)
            _lstm = nn.LSTM(inputs, units);
        else
            _gru = nn.GRU(inputs, units);
        RegisterComponents();
        (float[] input, float[] state) = cell.Biases(cell.TorchOrder);
        Dictionary<string, float[]> values = new()
        {
            ["weight_ih_l0"] = cell.Turned(cell.Kernel, cell.TorchOrder),
            ["weight_hh_l0"] = cell.Turned(cell.RecurrentKernel, cell.TorchOrder),
            ["bias_ih_l0"] = input,
            ["bias_hh_l0"] = state,
        };
        using (no_grad())
            foreach ((string name, TorchSharp.Modules.Parameter parameter) in named_parameters())
                using (Tensor value = tensor(values[name[(name.LastIndexOf('.') + 1)..]], parameter.shape))
                    parameter.copy_(value);
    }

    public override Tensor forward(Tensor input)
    {
        Tensor outputs, h;
        if (_lstm is not null)
        {
            (outputs, h, Tensor c) = _lstm.call(input);
            c.Dispose();
        }
        else
        {
            (outputs, h) = _gru!.call(input);
        }
        using (_returnsSequences ? h : outputs)
            return _returnsSequences ? outputs : Last(h);
    }

    private static Tensor Last(Tensor h)
    {
        using (h)
            return h.squeeze(0);
    }
}
