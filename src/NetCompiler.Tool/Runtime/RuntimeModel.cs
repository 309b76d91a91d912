using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using NetCompiler.Tool.Onnx;
using Tensor = NetCompiler.Tool.Nets.Tensor;

namespace NetCompiler.Tool.Runtime;

/// <summary>An ONNX file in ONNX Runtime, on one thread, fed with our samples. Only to be touched after
/// <see cref="RuntimeLoader.Prepare"/>.</summary>
internal sealed class RuntimeModel : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly OnnxImport _import;
    private readonly string[] _inputNames, _outputNames;
    private readonly List<OrtValue> _inputs = [];

    /// <param name="import">The file's net: what it takes, and in which layout.</param>
    /// <exception cref="ToolException">The runtime refuses the file.</exception>
    public RuntimeModel(OnnxImport import)
    {
        _import = import;
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        try
        {
            _session = new InferenceSession(import.Graph.Path, options);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ToolException($"ONNX Runtime refuses {import.Graph.Path}: {exception.Message}", exception);
        }
        if (import.Net.Outputs.FirstOrDefault(output => !_session.OutputMetadata.ContainsKey(output.Original)) is { } inner)
            throw new ToolException($"{inner.Original} is no output of {import.Graph.Path}, so ONNX Runtime does not give it. "
                + $"Its outputs: {string.Join(", ", _session.OutputNames)}.");
        _inputNames = [.. _session.InputMetadata.Keys];
        _outputNames = [.. import.Net.Outputs.Select(output => output.Original)];
    }

    /// <summary>Takes a sample: all inputs side by side in the net's layout.</summary>
    public void Take(ReadOnlySpan<float> row)
    {
        foreach (OrtValue value in _inputs)
            value.Dispose();
        _inputs.Clear();
        Dictionary<string, Tensor> tensors = _import.Inputs(row);
        foreach (string name in _inputNames)
        {
            NodeMetadata metadata = _session.InputMetadata[name];
            // What the net does not need, the runtime asks for all the same.
            int[] shape = [.. metadata.Dimensions.Select(size => Math.Max(1, size))];
            Tensor tensor = tensors.GetValueOrDefault(name) ?? new(shape, new double[Tensor.CountOf(shape)]);
            long[] dimensions = [.. tensor.Shape.Select(size => (long)size)];
            _inputs.Add(metadata.ElementDataType switch
            {
                TensorElementType.Float => Value(value => (float)value),
                TensorElementType.Double => Value(value => value),
                TensorElementType.Int64 => Value(value => (long)value),
                TensorElementType.Int32 => Value(value => (int)value),
                TensorElementType.Bool => Value(value => value != 0),
                TensorElementType kind => throw new ToolException($"Input {name} of {_import.Graph.Path} is of {kind}, which is not fed."),
            });

            OrtValue Value<T>(Converter<double, T> convert) where T : unmanaged =>
                OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(tensor.Values, convert), dimensions);
        }
    }

    /// <summary>Answers to the sample, output by output, in the file's layout.</summary>
    public float[][] Run()
    {
        try
        {
            using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_options, _inputNames, _inputs, _outputNames);
            return [.. outputs.Select(output => output.GetTensorTypeAndShape().ElementDataType switch
            {
                TensorElementType.Float => output.GetTensorDataAsSpan<float>().ToArray(),
                TensorElementType.Double => Array.ConvertAll(output.GetTensorDataAsSpan<double>().ToArray(), value => (float)value),
                TensorElementType kind => throw new ToolException($"An output of {_import.Graph.Path} is of {kind}."),
            })];
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ToolException($"ONNX Runtime could not run {_import.Graph.Path}: {exception.Message}", exception);
        }
    }

    /// <summary>Runs it into outputs that are there already, as a program that cares for time would.</summary>
    public Action Repeatable()
    {
        using IDisposableReadOnlyCollection<OrtValue> first = _session.Run(_options, _inputNames, _inputs, _outputNames);
        OrtValue[] outputs = [.. first.Select(output => OrtValue.CreateTensorValueFromMemory(
            output.GetTensorDataAsSpan<float>().ToArray(), output.GetTensorTypeAndShape().Shape))];
        return () => _session.Run(_options, _inputNames, _inputs, _outputNames, outputs);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (OrtValue value in _inputs)
            value.Dispose();
        _options.Dispose();
        _session.Dispose();
    }
}
