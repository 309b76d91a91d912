using System.Text.Json;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Audio;

/// <summary>PyTorch's state dicts as JSON: GuitarML's files, which say what the net is, and RTNeural's, which have names alone.</summary>
internal static class TorchJsonReader
{
    /// <param name="root">GuitarML's file; null for a state dict alone.</param>
    /// <param name="state">The tensors by name.</param>
    public static AudioImport Read(JsonElement? root, JsonElement state)
    {
        JsonElement model = root is { } file ? file.GetProperty("model_data") : default;
        var tensors = state.EnumerateObject().ToDictionary(
            property => property.Name, property => AudioJson.Tensor(property.Value), StringComparer.Ordinal);
        string[] modules = [.. state.EnumerateObject().Select(property => Module(property.Name)).Distinct()];
        var problems = new List<Problem>();
        if (root is not null && AudioJson.Text(model, "model") is var kind and not ("SimpleRNN" or ""))
            problems.Add(new("model_data", kind, "only SimpleRNN is known: recurrent layers and a dense one", "use it as ONNX"));
        string first = modules.Length > 0 ? modules[0] : throw new ToolException("The file has no tensors.");
        int features = root is null ? Width(tensors, first) : AudioJson.Size(model, "input_size", 1);
        var net = new AudioNet(features, root is null ? 0 : AudioJson.Number(model, "sample_rate", 0));
        foreach (string module in modules)
        {
            if (tensors.ContainsKey($"{module}.weight_ih_l0"))
                Recurrent(net, tensors, module, root is null ? null : AudioJson.Text(model, "unit_type", "LSTM"));
            else if (tensors.TryGetValue($"{module}.weight", out Tensor? weight) && weight.Rank == 2)
                net.Dense(weight.Transpose(1, 0), tensors.GetValueOrDefault($"{module}.bias"));
            else
                problems.Add(new(module, "module", "a state dict does not say how far its taps are apart, or what it is",
                    "save it as RTNeural's layers, or as ONNX"));
        }
        if (problems.Count == 0 && root is not null && AudioJson.Number(model, "skip", 0) != 0)
            net.AddInput();
        if (root is null)
            net.Net.Notes.Add("The file has tensors alone: activations between its layers would not be in it, and there are none here.");
        if (features > 1)
            net.Net.Notes.Add($"A step is the sound and {features - 1} knobs, from 0 to 1 as in training.");
        return new(problems.Count == 0 ? net.Finish() : net.Net, problems, root is null ? "PyTorch's tensors as JSON" : "GuitarML", [], []);
    }

    private static string Module(string name) => name.LastIndexOf('.') is > 0 and int end ? name[..end]
        : throw new ToolException($"{name} is no tensor of a module.");

    private static int Width(Dictionary<string, Tensor> tensors, string module) =>
        (tensors.GetValueOrDefault($"{module}.weight_ih_l0") ?? tensors.GetValueOrDefault($"{module}.weight"))?.Shape[^1]
        ?? throw new ToolException($"{module} has no weights.");

    private static void Recurrent(AudioNet net, Dictionary<string, Tensor> tensors, string module, string? unit)
    {
        for (int i = 0; tensors.TryGetValue($"{module}.weight_ih_l{i}", out Tensor? input); i++)
        {
            Tensor recurrent = tensors[$"{module}.weight_hh_l{i}"];
            if (recurrent is not { Rank: 2, Count: > 0 })
                throw new ToolException(
                    $"{module}.weight_hh_l{i} has the shape ({string.Join(", ", recurrent.Shape)}), not rows of gates.");
            int units = recurrent.Shape[^1], gates = recurrent.Shape[0] / units;
            string own = gates switch { 4 => "LSTM", 3 => "GRU", 1 => "RNN", _ => throw new ToolException($"{module} has {gates} gates.") };
            if (unit is not null && unit != own)
                throw new ToolException($"{module} is said to be {unit}, but has the {gates} gates of {own}.");
            // PyTorch's LSTM has Keras's order of gates; its GRU r, z, n of z, r, h.
            int[] order = own switch { "LSTM" => [0, 1, 2, 3], "GRU" => [1, 0, 2], _ => [0] };
            Tensor? bias = null;
            if (tensors.TryGetValue($"{module}.bias_ih_l{i}", out Tensor? one))
            {
                Tensor a = Rows(one.As(one.Count, 1)), b = Rows(tensors[$"{module}.bias_hh_l{i}"].As(one.Count, 1));
                bias = own == "GRU" ? new([2, one.Count], [.. a.Values, .. b.Values])
                    : new([one.Count], [.. a.Values.Zip(b.Values, (x, y) => x + y)]);
            }
            net.Recurrent(own, Rows(input).Transpose(1, 0), Rows(recurrent).Transpose(1, 0), bias);

            Tensor Rows(Tensor tensor) => Tensor.Concat(0, [.. order.Select(gate => tensor.Slice(0, gate * units, units))]);
        }
    }
}
