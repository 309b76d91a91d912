using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;
using Onnx;

namespace NetCompiler.Tool.Tests;

/// <summary>A case of ONNX's own test data: a model, inputs, and the outputs to them.</summary>
internal sealed class BackendCase
{
    private BackendCase(string folder)
    {
        Name = Path.GetFileName(folder);
        Model = Path.Combine(folder, "model.onnx");
        string data = Path.Combine(folder, "test_data_set_0");
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Model));
        Names = [.. model.Graph.Input.Select(input => input.Name).Except(model.Graph.Initializer.Select(tensor => tensor.Name))];
        Inputs = Read(data, "input");
        Outputs = Read(data, "output");
    }

    public string Name { get; }

    public string Model { get; }

    /// <summary>The names of the inputs.</summary>
    public List<string> Names { get; }

    public Tensor[] Inputs { get; }

    public Tensor[] Outputs { get; }

    /// <summary>All cases of a kind whose values are plain tensors; where Debian's libonnx-testdata is not installed, the test is skipped.
    /// </summary>
    public static IEnumerable<BackendCase> All(string kind)
    {
        string root = Environment.GetEnvironmentVariable("NETCOMPILER_ONNX_TESTDATA") ?? "/usr/share/libonnx-testdata/data",
            folder = Path.Combine(root, kind);
        Assert.SkipUnless(Directory.Exists(folder), $"{folder} does not exist: install libonnx-testdata.");
        foreach (string path in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
        {
            BackendCase? found = null;
            try
            {
                found = new BackendCase(path);
            }
            catch (Exception exception) when (exception is ToolException or Google.Protobuf.InvalidProtocolBufferException)
            {
                // Sequences, optionals and strings are no tensors of numbers.
            }
            if (found is not null)
                yield return found;
        }
    }

    private static Tensor[] Read(string folder, string what)
    {
        var tensors = new List<Tensor>();
        for (int i = 0; Path.Combine(folder, $"{what}_{i}.pb") is var path && File.Exists(path); i++)
            tensors.Add(new OnnxTensorReader(path).Read(TensorProto.Parser.ParseFrom(File.ReadAllBytes(path)), what));
        return [.. tensors];
    }
}
