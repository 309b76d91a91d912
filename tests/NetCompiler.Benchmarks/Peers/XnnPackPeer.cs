using System.Runtime.InteropServices;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>XNNPACK on the caller's thread, called through its C interface: one graph, kernels packed once, images channels last, ReLU
/// inside the layers.</summary>
internal sealed unsafe class XnnPackPeer : IContender
{
    private const int SinglePrecision = 1;

    private readonly nint _graph, _runtime;
    private readonly List<nint> _blocks = [];
    private readonly int _batch;
    private readonly float* _output;
    private readonly float[] _answers;

    public XnnPackPeer(Net net, int batch)
    {
        (_batch, _answers) = (batch, new float[batch * net.Output.Count]);
        NetLayer[] layers = [.. net.Layers.Where(layer => layer is not DropoutLayer)];
        XnnPack.Check(XnnPack.CreateGraph(externalValues: 2, 0, out _graph));
        bool isImage = !net.IsPerceptron;
        uint value = Tensor(isImage ? Sizes(net.Input) : Sizes(net.Input.Count), null, 0, XnnPack.ExternalInput);
        for (int i = 0; i < layers.Length; i++)
        {
            bool isClamped = i + 1 < layers.Length && layers[i + 1] is ActivationLayer { Function: "ReLU" };
            bool isLast = i + (isClamped ? 2 : 1) == layers.Length;
            isImage &= layers[i] is not DenseLayer;
            nuint[] sizes = isImage ? Sizes(layers[i].Output) : Sizes(layers[i].Output.Count);
            uint next = Tensor(sizes, null, isLast ? 1 : XnnPack.None, isLast ? XnnPack.ExternalOutput : 0);
            XnnPack.Check(Define(layers[i], isClamped ? 0 : float.NegativeInfinity, value, next));
            value = next;
            i += isClamped ? 1 : 0;
        }
        XnnPack.Check(XnnPack.CreateRuntime(_graph, threads: 0, 0, out _runtime));
        _output = Block(_answers.Length, null);
        XnnPack.Check(XnnPack.Reshape(_runtime));
        float[] samples = net.Samples(batch);
        XnnPack.Check(XnnPack.SetUp(_runtime, 2, [new(0, (nint)Block(samples.Length, samples)), new(1, (nint)_output)]));
    }

    public string Name => "XNNPACK";

    public string Form => "graph";

    public void Run(int calls)
    {
        for (int call = 0; call < calls; call++)
            XnnPack.Check(XnnPack.Invoke(_runtime));
    }

    public float[] Result()
    {
        new ReadOnlySpan<float>(_output, _answers.Length).CopyTo(_answers);
        return [.. _answers];
    }

    public void Dispose()
    {
        XnnPack.Check(XnnPack.DeleteRuntime(_runtime));
        XnnPack.Check(XnnPack.DeleteGraph(_graph));
        foreach (nint block in _blocks)
            NativeMemory.AlignedFree((void*)block);
        _blocks.Clear();
    }

    private int Define(NetLayer layer, float least, uint input, uint output)
    {
        const float most = float.PositiveInfinity;
        switch (layer)
        {
            case DenseLayer dense:
                uint matrix = Constant([(nuint)dense.Inputs, (nuint)dense.Units], dense.Kernel);
                return XnnPack.DefineDense(
                    _graph, least, most, input, matrix, Constant([(nuint)dense.Units], dense.Bias), output,
                    XnnPack.TransposeWeights | XnnPack.Reshape2D);
            case ConvolutionLayer convolution:
                (uint size, uint stride, nuint filters) = ((uint)convolution.Size, (uint)convolution.Stride, (nuint)convolution.Filters);
                nuint channels = (nuint)convolution.Input.Channels;
                (int top, int bottom) = convolution.Padding(convolution.Input.Height);
                (int left, int right) = convolution.Padding(convolution.Input.Width);
                // [line][column][in][out] becomes [out][line][column][in].
                int taps = convolution.Kernel.Length / convolution.Filters;
                uint kernel = Constant(
                    [filters, size, size, channels], Net.SwapFirst(convolution.Kernel, taps, convolution.Filters));
                return XnnPack.DefineConvolution(
                    _graph, (uint)top, (uint)right, (uint)bottom, (uint)left, size, size, stride, stride, 1, 1, groups: 1,
                    channels, filters, least, most, input, kernel, Constant([filters], convolution.Bias), output, 0);
            case PoolingLayer { Size: var window, Maximum: true }:
                return XnnPack.DefineMaxPool(
                    _graph, 0, 0, 0, 0, (uint)window, (uint)window, (uint)window, (uint)window, 1, 1, least, most, input, output, 0);
            case PoolingLayer { Size: var window }:
                return XnnPack.DefineAveragePool(
                    _graph, 0, 0, 0, 0, (uint)window, (uint)window, (uint)window, (uint)window, least, most, input, output, 0);
            case ActivationLayer { Function: "Tanh" }:
                return XnnPack.DefineUnary(_graph, XnnPack.Tanh, 0, input, output, 0);
            default:
                return XnnPack.DefineSoftmax(_graph, input, output, 0);
        }
    }

    private nuint[] Sizes(int count) => [(nuint)_batch, (nuint)count];

    private nuint[] Sizes(ImageShape shape) => [(nuint)_batch, (nuint)shape.Height, (nuint)shape.Width, (nuint)shape.Channels];

    private uint Constant(nuint[] sizes, float[] numbers) => Tensor(sizes, Block(numbers.Length, numbers), XnnPack.None, 0);

    private uint Tensor(nuint[] sizes, float* numbers, uint external, uint flags)
    {
        XnnPack.Check(XnnPack.DefineTensor(_graph, SinglePrecision, (nuint)sizes.Length, sizes, numbers, external, flags, out uint id));
        return id;
    }

    private float* Block(int count, float[]? numbers)
    {
        nuint bytes = (nuint)count * sizeof(float) + XnnPack.ExtraBytes;
        float* block = (float*)NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear(block, bytes);
        numbers.AsSpan().CopyTo(new Span<float>(block, count));
        _blocks.Add((nint)block);
        return block;
    }
}
