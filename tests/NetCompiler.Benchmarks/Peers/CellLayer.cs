namespace NetCompiler.Benchmarks.Peers;

/// <summary>An LSTM, or a GRU whose reset gate comes after the product, over the steps of a sequence (1, steps, features).</summary>
/// <param name="Kind">LSTM or GRU.</param>
/// <param name="ReturnsSequences">Whether it gives the outputs of all steps; else that of the last.</param>
/// <param name="Kernel"><c>[in][gates · units]</c>, the gates i, f, c, o or z, r, h.</param>
/// <param name="RecurrentKernel"><c>[units][gates · units]</c>.</param>
/// <param name="Bias"><c>[gates · units]</c>, and for a GRU as many again for what the state gives.</param>
internal sealed record CellLayer(
    ImageShape Input, string Kind, int Units, bool ReturnsSequences, float[] Kernel, float[] RecurrentKernel, float[] Bias)
    : NetLayer(Input)
{
    private static readonly int[] TorchGru = [1, 0, 2], OnnxLstm = [0, 3, 1, 2];

    public override ImageShape Output => new(1, ReturnsSequences ? Input.Width : 1, Units);

    public bool IsLstm => Kind == "LSTM";

    public int Gates => IsLstm ? 4 : 3;

    /// <summary>Our number of each gate of PyTorch's: i, f, g, o and r, z, n.</summary>
    public int[] TorchOrder => IsLstm ? [0, 1, 2, 3] : TorchGru;

    /// <summary>Our number of each gate of ONNX's: i, o, f, c and z, r, h.</summary>
    public int[] OnnxOrder => IsLstm ? OnnxLstm : [0, 1, 2];

    /// <summary>A kernel with its gates in another order, turned round: <c>[gates · units][rows]</c>.</summary>
    public float[] Turned(float[] kernel, int[] order)
    {
        int columns = Gates * Units, rows = kernel.Length / columns;
        float[] turned = new float[kernel.Length];
        for (int column = 0; column < columns; column++)
            for (int row = 0; row < rows; row++)
                turned[column * rows + row] = kernel[row * columns + order[column / Units] * Units + column % Units];
        return turned;
    }

    /// <summary>The bias of what the input gives, and that of what the state gives, which is zero in an LSTM.</summary>
    public (float[] Input, float[] State) Biases(int[] order)
    {
        int count = Gates * Units;
        return (Turned(Bias[..count], order), IsLstm ? new float[count] : Turned(Bias[count..], order));
    }
}
