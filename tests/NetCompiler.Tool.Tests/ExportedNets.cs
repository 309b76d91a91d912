using System.Text;
using Microsoft.ML.OnnxRuntime;
using NetCompiler.Tests;
using NetCompiler.Tool.Export;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Networks;

namespace NetCompiler.Tool.Tests;

/// <summary>Networks for tests of what is exported.</summary>
internal static class ExportedNets
{
    /// <summary>A network of a source text, with seeded weights none of which is what it was at first.</summary>
    public static NetworkGraph Read(string source, string? name = null)
    {
        using var folder = new TemporaryDirectory();
        return NetworkReader.Read(NetworkSource.Open(folder.Write("Net.cs", Encoding.UTF8.GetBytes(source))), name, Fill);
    }

    /// <summary>Gives a network seeded weights none of which is what it was at first.</summary>
    public static void Fill(CompiledNetwork network)
    {
        var random = new Random(7);
        foreach (ParameterBlock block in network.Info.Parameters)
        {
            double least = block.Name.EndsWith("variance", StringComparison.Ordinal) ? 0.5 : -0.25;
            network.SetParameter(
                block.Name, [.. Enumerable.Range(0, block.Count).Select(_ => (float)(least + random.NextDouble() / 2))]);
        }
    }

    /// <summary>How far ONNX Runtime is, relative to the largest number of an answer, on a batch of three.</summary>
    public static double DifferenceInOnnxRuntime(NetworkGraph graph, byte[] file, bool channelsFirst)
    {
        const int batch = 3;
        using var session = new InferenceSession(file);
        IReadOnlyList<float[]> rows = Golden.Of(graph.Network.Info, _ => []).Inputs;
        var inputs = new Dictionary<string, OrtValue>();
        int start = 0;
        foreach (NetworkPort port in graph.Inputs)
        {
            int count = Tensor.CountOf(port.Shape);
            float[] values = [.. rows.SelectMany(row => Turned(row.AsSpan(start, count).ToArray(), port.Shape, channelsFirst))];
            long[] shape = [batch, .. OnnxExporter.Order(port.Shape, channelsFirst).Select(size => (long)size)];
            inputs[port.Name] = port.Value == NetworkPort.Lengths
                ? OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, value => (int)value), shape)
                : OrtValue.CreateTensorValueFromMemory(values, shape);
            start += count;
        }
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, inputs, [.. graph.Outputs.Select(port => port.Name)]);
        double largest = 0;
        for (int n = 0; n < batch; n++)
        {
            float[] answer = new float[graph.Network.Info.OutputLength];
            graph.Network.Predict(rows[n], answer);
            start = 0;
            for (int i = 0; i < graph.Outputs.Count; i++)
            {
                int count = Tensor.CountOf(graph.Outputs[i].Shape);
                float[] ours = Turned(answer.AsSpan(start, count).ToArray(), graph.Outputs[i].Shape, channelsFirst);
                float[] theirs = outputs[i].GetTensorDataAsSpan<float>().Slice(n * count, count).ToArray();
                double size = Math.Max(1e-6, ours.Max(Math.Abs));
                largest = Math.Max(largest, ours.Zip(theirs, (a, b) => Math.Abs((double)a - b)).Max() / size);
                start += count;
            }
        }
        return largest;
    }

    private static float[] Turned(float[] values, int[] shape, bool channelsFirst) => !channelsFirst || shape.Length < 2
        ? values
        : [.. new Tensor(shape, Array.ConvertAll(values, value => (double)value)).Transpose(OnnxValue.ChannelsFirst(shape.Length))
            .Values.Select(value => (float)value)];
}
