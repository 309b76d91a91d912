using System.Runtime.InteropServices;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>oneDNN on one thread, called through its C interface: primitives with activations inside, weights in the layout that each one
/// wants, and in between whatever layout the next one likes.</summary>
internal sealed unsafe class OneDnnPeer : IContender
{
    private readonly nint _engine, _stream;
    private readonly List<(nint Primitive, OneDnn.Argument[] Arguments)> _steps = [];
    private readonly List<nint> _blocks = [];
    private readonly int _batch;
    private readonly float[] _answers;
    private nint _layout, _memory;
    private bool _isImage;

    public OneDnnPeer(Net net, int batch)
    {
        (_batch, _answers) = (batch, new float[batch * net.Output.Count]);
        OneDnn.Check(OneDnn.CreateEngine(out _engine, kind: 1, 0));
        OneDnn.Check(OneDnn.CreateStream(out _stream, _engine, flags: 1));
        ImageShape input = net.Input;
        _isImage = !net.IsPerceptron;
        _layout = _isImage ? Layout(OneDnn.Abcd, batch, input.Channels, input.Height, input.Width) : Layout(OneDnn.Ab, batch, input.Count);
        _memory = Memory(_layout, net.PeerSamples(batch));
        NetLayer[] layers = [.. net.Layers.Where(layer => layer is not DropoutLayer)];
        for (int i = 0; i < layers.Length; i++)
        {
            int function = i + 1 < layers.Length ? Function(layers[i + 1]) : 0;
            Add(layers[i], function);
            if (function != 0)
                i++;
        }
        // The last memory that is made: where the answers are.
        Reorder(_memory, _layout, Layout(OneDnn.Ab, batch, net.Output.Count), isOnce: false);
    }

    public string Name => "oneDNN";

    public string Form => "primitives";

    /// <summary>An activation that is computed inside the primitive before it; 0 where there is none.</summary>
    private static int Function(NetLayer layer) => layer switch
    {
        ActivationLayer { Function: "ReLU" } => OneDnn.ReLU,
        ActivationLayer { Function: "Tanh" } => OneDnn.Tanh,
        _ => 0,
    };

    public void Run(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            foreach ((nint primitive, OneDnn.Argument[] arguments) in _steps)
                OneDnn.Check(OneDnn.Execute(primitive, _stream, arguments.Length, arguments));
            OneDnn.Check(OneDnn.Wait(_stream));
        }
    }

    public float[] Result()
    {
        Marshal.Copy(_blocks[^1], _answers, 0, _answers.Length);
        return [.. _answers];
    }

    /// <summary>The objects of the library live as long as the process.</summary>
    public void Dispose()
    {
        foreach (nint block in _blocks)
            NativeMemory.AlignedFree((void*)block);
        _blocks.Clear();
    }

    private void Add(NetLayer layer, int function)
    {
        nint description;
        switch (layer)
        {
            case DenseLayer dense:
                ImageShape read = dense.Input;
                long[] sizes = _isImage ? [dense.Units, read.Channels, read.Height, read.Width] : [dense.Units, dense.Inputs];
                nint kernel = Layout(_isImage ? OneDnn.Bcda : OneDnn.Ba, sizes);
                OneDnn.Check(OneDnn.DescribeDense(
                    out description, _engine, OneDnn.ForwardInference, Layout(OneDnn.Any, [_batch, .. sizes[1..]]),
                    Layout(OneDnn.Any, sizes), Layout(OneDnn.A, dense.Units), Layout(OneDnn.Any, _batch, dense.Units),
                    Attributes(function)));
                Add(description, Memory(kernel, _isImage ? dense.KernelChannelsFirst() : dense.Kernel), kernel, dense.Bias);
                _isImage = false;
                break;
            case ConvolutionLayer convolution:
                long[] window = [convolution.Filters, convolution.Input.Channels, convolution.Size, convolution.Size];
                (long top, long bottom) = convolution.Padding(convolution.Input.Height);
                (long left, long right) = convolution.Padding(convolution.Input.Width);
                OneDnn.Check(OneDnn.DescribeConvolution(
                    out description, _engine, OneDnn.ForwardInference, OneDnn.Convolution, Image(convolution.Input),
                    Layout(OneDnn.Any, window), Layout(OneDnn.A, convolution.Filters), Image(convolution.Output),
                    [convolution.Stride, convolution.Stride], [0, 0], [top, left], [bottom, right], Attributes(function)));
                nint written = Layout(OneDnn.Abcd, window);
                Add(description, Memory(written, convolution.KernelFiltersFirst()), written, convolution.Bias);
                break;
            case PoolingLayer pool:
                OneDnn.Check(OneDnn.DescribePool(
                    out description, _engine, OneDnn.ForwardInference, pool.Maximum ? OneDnn.MaxPool : OneDnn.AveragePool, _layout,
                    Image(pool.Output), [pool.Size, pool.Size], [pool.Size, pool.Size], [0, 0], [0, 0], [0, 0], 0));
                Add(description);
                break;
            default:
                OneDnn.Check(OneDnn.DescribeSoftmax(
                    out description, _engine, OneDnn.ForwardInference, OneDnn.Softmax, _layout, _layout, 1, 0));
                Add(description);
                break;
        }
    }

    /// <summary>Adds a primitive that reads what the last one gives.</summary>
    private void Add(nint description, nint weights = 0, nint written = 0, float[]? bias = null)
    {
        nint read = OneDnn.Wanted(description, OneDnn.SourceWanted, 0);
        List<OneDnn.Argument> arguments =
            [new(OneDnn.Source, OneDnn.AreEqual(_layout, read) != 0 ? _memory : Reorder(_memory, _layout, read, isOnce: false))];
        if (bias is not null)
        {
            nint wanted = OneDnn.Wanted(description, OneDnn.WeightsWanted, 0);
            arguments.Add(new(OneDnn.Weights, Reorder(weights, written, wanted, isOnce: true)));
            arguments.Add(new(OneDnn.Bias, Memory(Layout(OneDnn.A, bias.Length), bias)));
        }
        _layout = OneDnn.Wanted(description, OneDnn.TargetWanted, 0);
        _memory = Memory(_layout, null);
        arguments.Add(new(OneDnn.Target, _memory));
        OneDnn.Check(OneDnn.CreatePrimitive(out nint primitive, description));
        _steps.Add((primitive, [.. arguments]));
    }

    /// <summary>The same numbers in another layout: now, or in every call.</summary>
    private nint Reorder(nint memory, nint layout, nint wanted, bool isOnce)
    {
        if (isOnce && OneDnn.AreEqual(layout, wanted) != 0)
            return memory;
        OneDnn.Check(OneDnn.DescribeReorder(out nint description, layout, _engine, wanted, _engine, 0));
        OneDnn.Check(OneDnn.CreatePrimitive(out nint primitive, description));
        nint target = Memory(wanted, null);
        OneDnn.Argument[] arguments = [new(OneDnn.Source, memory), new(OneDnn.Target, target)];
        if (!isOnce)
            _steps.Add((primitive, arguments));
        else
            OneDnn.Check(OneDnn.Execute(primitive, _stream, arguments.Length, arguments));
        OneDnn.Check(OneDnn.Wait(_stream));
        return target;
    }

    private static nint Attributes(int function)
    {
        if (function == 0)
            return 0;
        OneDnn.Check(OneDnn.CreateAttributes(out nint attributes));
        OneDnn.Check(OneDnn.CreatePostOperations(out nint operations));
        OneDnn.Check(OneDnn.AppendElementwise(operations, function, 0, 0));
        OneDnn.Check(OneDnn.SetPostOperations(attributes, operations));
        return attributes;
    }

    /// <summary>An image in the layout that suits a primitive.</summary>
    private nint Image(ImageShape shape) => Layout(OneDnn.Any, _batch, shape.Channels, shape.Height, shape.Width);

    private static nint Layout(int format, params long[] sizes)
    {
        OneDnn.Check(OneDnn.CreateLayout(out nint layout, sizes.Length, sizes, type: 3, format));
        return layout;
    }

    /// <summary>Memory of a layout, on a cache line, with numbers in it.</summary>
    private nint Memory(nint layout, float[]? numbers)
    {
        nuint bytes = OneDnn.Size(layout);
        nint block = (nint)NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear((void*)block, bytes);
        numbers.AsSpan().CopyTo(new Span<float>((void*)block, (int)(bytes / sizeof(float))));
        _blocks.Add(block);
        OneDnn.Check(OneDnn.CreateMemory(out nint memory, layout, _engine, block));
        return memory;
    }
}
