using System.Text.Json;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Audio;

/// <summary>A file of an audio program as a net.</summary>
/// <param name="Net">The net; of no use where there are problems.</param>
/// <param name="Problems">All that has no counterpart.</param>
/// <param name="Kind">Whose file it is, such as <c>RTNeural</c>.</param>
/// <param name="Inputs">Inputs of the file's own test, step by step; empty where it has none.</param>
/// <param name="Answers">What belongs to them.</param>
internal sealed record AudioImport(
    Net Net, IReadOnlyList<Problem> Problems, string Kind, IReadOnlyList<double> Inputs, IReadOnlyList<double> Answers)
{
    /// <summary>Goes through a sequence step by step, from a state of zeros.</summary>
    /// <returns>The largest difference from what is expected, of the largest number of that.</returns>
    /// <exception cref="ToolException">There are not as many answers as steps.</exception>
    public static double Difference(CompiledNetwork network, IReadOnlyList<double> inputs, IReadOnlyList<double> answers)
    {
        NetworkInfo info = network.Info;
        if (inputs.Count == 0 || inputs.Count % info.StepInputLength != 0
            || answers.Count != inputs.Count / info.StepInputLength * info.StepOutputLength)
            throw new ToolException(
                FormattableString.Invariant($"{inputs.Count} inputs and {answers.Count} answers do not belong together: ")
                + FormattableString.Invariant($"a step takes {info.StepInputLength} numbers and gives {info.StepOutputLength}."));
        float[] state = new float[info.StateFloats], outputs = new float[answers.Count];
        network.StepBlock([.. inputs.Select(value => (float)value)], state, outputs);
        double largest = Math.Max(1e-6, answers.Max(Math.Abs)), difference = 0;
        for (int i = 0; i < outputs.Length; i++)
            difference = Math.Max(difference, float.IsNaN(outputs[i]) ? double.PositiveInfinity : Math.Abs(outputs[i] - answers[i]));
        return difference / largest;
    }
}

/// <summary>Makes nets of the JSON files of RTNeural, AIDA-X, GuitarML and Neural Amp Modeler.</summary>
internal static class AudioImporter
{
    /// <summary>Whether a file is of this kind by its name.</summary>
    public static bool IsAudio(string path) => Path.GetExtension(path).ToUpperInvariant() is ".JSON" or ".NAM" or ".AIDAX";

    /// <summary>Reads a file and makes layers of its layers.</summary>
    /// <exception cref="ToolException">It is damaged, or of another kind.</exception>
    public static AudioImport Import(string path)
    {
        try
        {
            using JsonDocument document = JsonText.Parse(File.ReadAllBytes(path), path);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new ToolException($"{path} is a list or a value, not a net.");
            return root.TryGetProperty("architecture", out _) ? NamReader.Read(root)
                : root.TryGetProperty("layers", out _) ? RtNeuralReader.Read(root)
                : root.TryGetProperty("state_dict", out JsonElement state) ? TorchJsonReader.Read(root, state)
                : root.EnumerateObject().Any(property => property.Name.Contains('.', StringComparison.Ordinal))
                    ? TorchJsonReader.Read(null, root)
                : throw new ToolException($"{path} is no file of RTNeural, AIDA-X, GuitarML or Neural Amp Modeler: it has "
                    + $"{string.Join(", ", root.EnumerateObject().Take(5).Select(property => property.Name))}.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException
            or KeyNotFoundException or ArithmeticException or ArgumentException or IndexOutOfRangeException)
        {
            throw new ToolException($"{path} is damaged, or of a kind that is not read: {exception.Message}", exception);
        }
    }
}
