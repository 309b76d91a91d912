using System.Globalization;
using System.Text.Json;

namespace NetCompiler.Tool.Nets;

/// <summary>Inputs and what the original answers to them, as a JSON file that a test can read.</summary>
/// <param name="Inputs">Rows: all inputs side by side.</param>
/// <param name="Outputs">For each row, all outputs side by side.</param>
internal sealed record Golden(IReadOnlyList<float[]> Inputs, IReadOnlyList<double[]> Outputs)
{
    /// <summary>Beyond so many numbers of an input there is one sample.</summary>
    private const int Many = 20_000;

    /// <summary>The same for one of our networks, whose class numbers are whole.</summary>
    public static Golden Of(NetworkInfo info, Func<float[], double[]> answer) => Of(
        info.Inputs.Select((input, i) =>
            (input.Length, info.LengthsInput == i ? info.Inputs[0].Shape[0] + 1
                : info.ClassInputs.FirstOrDefault(numbers => numbers.Input == i)?.Classes)),
        answer);

    /// <summary>Three samples: a ramp whose neighbours differ, seeded noise, and extremes; class numbers are made of each.</summary>
    /// <param name="parts">The inputs: how many numbers, and below which those are that are whole.</param>
    /// <param name="answer">The original.</param>
    public static Golden Of(IEnumerable<(int Length, int? Classes)> parts, Func<float[], double[]> answer)
    {
        int inputLength = parts.Sum(part => part.Length);
        var random = new Random(1);
        float[][] inputs =
        [
            [.. Enumerable.Range(0, inputLength).Select(i => (float)((uint)(i * 2654435761L) / 4294967296.0 * 2 - 1))],
            [.. Enumerable.Range(0, inputLength).Select(_ => random.NextSingle() * 2 - 1)],
            [.. Enumerable.Range(0, inputLength).Select(_ => random.Next(4) switch { 0 => -1f, 1 => 1f, 2 => 0f, _ => 3f })],
        ];
        inputs = inputLength > Many ? inputs[..1] : inputs;
        foreach (float[] row in inputs)
        {
            int start = 0;
            foreach ((int length, int? classes) in parts)
            {
                for (int i = start; classes is { } count && i < start + length; i++)
                    row[i] = (int)(Math.Abs(row[i]) * 4099) % count;
                start += length;
            }
        }
        return new(inputs, [.. inputs.Select(answer)]);
    }

    /// <summary>The largest difference of a network's answers, relative to the largest number of the answer.</summary>
    public double Difference(CompiledNetwork network)
    {
        double largest = 0;
        float[] output = new float[network.Info.OutputLength];
        for (int i = 0; i < Inputs.Count; i++)
        {
            if (Inputs[i].Length != network.Info.InputLength || Outputs[i].Length != output.Length)
                throw new ToolException(FormattableString.Invariant(
                    $"The class takes {network.Info.InputLength} numbers and gives {output.Length}; ")
                    + FormattableString.Invariant($"the file takes {Inputs[i].Length} and gives {Outputs[i].Length}."));
            network.Predict(Inputs[i], output);
            double size = Math.Max(1e-6, Outputs[i].Max(Math.Abs));
            for (int j = 0; j < output.Length; j++)
                largest = Math.Max(largest, double.IsNaN(output[j]) ? double.PositiveInfinity : Math.Abs(output[j] - Outputs[i][j]) / size);
        }
        return largest;
    }

    /// <summary>Writes the file.</summary>
    public void Write(Stream stream)
    {
        using var writer = new Utf8JsonWriter(stream);
        writer.WriteStartArray();
        for (int i = 0; i < Inputs.Count; i++)
        {
            writer.WriteStartObject();
            Write(writer, "input", Inputs[i]);
            Write(writer, "output", Outputs[i].Select(value => (float)value));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, string name, IEnumerable<float> values)
    {
        writer.WriteStartArray(name);
        foreach (float value in values)
            writer.WriteRawValue(value.ToString("R", CultureInfo.InvariantCulture));
        writer.WriteEndArray();
    }
}
