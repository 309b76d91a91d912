using System.CommandLine;
using System.Globalization;
using NetCompiler.Tool.Audio;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;
using NetCompiler.Tool.Runtime;
using Spectre.Console;

namespace NetCompiler.Tool.Commands;

/// <summary><c>netcompiler verify model.onnx</c>: the same inputs to ONNX Runtime and to the class that a file would become.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "An ONNX file, or one of an audio program (.json, .aidax, .nam)." };
        var inputs = new Option<string?>("--inputs") { Description = "For audio: numbers that go in, step by step, as text." };
        var answers = new Option<string?>("--answers") { Description = "For audio: what the original answers to them." };
        var options = new OnnxCommandOptions();
        var command = new Command(
            "verify",
            "Runs an ONNX file in ONNX Runtime, and the class that it would become, on the same inputs; shows the largest difference of "
                + "each output, and ends with 3 where one is above 0.0001 of the output's largest number. Writes nothing.\n\nExamples:\n"
                + "  netcompiler verify policy.onnx\n  netcompiler verify detector.onnx --shape input=1,3,240,320 --outputs scores\n"
                + "  netcompiler verify amplifier.json --inputs x.csv --answers y.csv\n\n"
                + "Files of audio programs are compared with the answers in them, or with those given, step by step. "
                + $"ONNX Runtime is found among NuGet's packages, or in the folder that {RuntimeLoader.Variable} names.")
        {
            model, inputs, answers,
        };
        options.AddTo(command);
        command.SetAction(result => CommandRunner.Run(() => AudioImporter.IsAudio(result.GetValue(model)!)
            ? Verify(result.GetValue(model)!, result.GetValue(inputs), result.GetValue(answers))
            : Verify(result.GetValue(model)!, options.Read(result))));
        return command;
    }

    private static int Verify(string path, OnnxOptions options)
    {
        RuntimeLoader.Prepare();
        OnnxImport import = OnnxImporter.Import(path, options);
        if (import.Problems.Count > 0)
        {
            ProblemReport.Print($"{path} cannot be imported", "node", import.Problems);
            return CommandRunner.Refused;
        }
        (NetFiles files, CompiledNetwork network, _) = ImportCommand.Prove(import, "", Names.Class(path));
        IReadOnlyList<OutputDifference> differences = Compare(import, network, files.Golden!.Inputs);
        var table = new Table().AddColumns("Output", "Numbers", "Largest", "Largest difference", "of the largest");
        foreach (OutputDifference output in differences)
            table.AddRow(new Text(output.Name), Number(output.Count, "N0"), Number(output.Size, "G4"), Number(output.Difference, "0.0e0"),
                Number(output.Relative, "0.0e0"));
        AnsiConsole.Write(table);
        double largest = differences.Max(output => output.Relative);
        bool isAlike = largest <= ImportCommand.Tolerance;
        Console.WriteLine(FormattableString.Invariant(
            $"{files.Golden.Inputs.Count} inputs: {(isAlike ? "alike" : "NOT alike")}, the largest difference is {largest:0.0e0}."));
        return isAlike ? 0 : CommandRunner.Differs;
    }

    private static int Verify(string path, string? inputs, string? answers)
    {
        AudioImport import = AudioImporter.Import(path);
        if (import.Problems.Count > 0)
        {
            ProblemReport.Print($"{path} cannot be imported", "layer", import.Problems);
            return CommandRunner.Refused;
        }
        if (inputs is null != answers is null)
            throw new ToolException("--inputs and --answers belong together.");
        import = inputs is null ? import : import with { Inputs = Numbers(inputs), Answers = Numbers(answers!) };
        if (import.Answers.Count == 0)
            throw new ToolException($"{path} has no answers to compare with: give some with --inputs and --answers.");
        (_, CompiledNetwork network) = NetFiles.Make(import.Net, "", Names.Class(path), "Audio.", null);
        double difference = AudioImport.Difference(network, import.Inputs, import.Answers);
        bool isAlike = difference <= ImportCommand.Tolerance;
        Console.WriteLine(FormattableString.Invariant(
            $"{import.Answers.Count} answers: {(isAlike ? "alike" : "NOT alike")}, the largest difference is {difference:0.0e0}."));
        return isAlike ? 0 : CommandRunner.Differs;
    }

    /// <summary>Numbers of a text file, between spaces, commas, semicolons or lines.</summary>
    internal static double[] Numbers(string path) =>
    [
        .. File.ReadAllText(path).Split([' ', ',', ';', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Select(text => double.TryParse(text, CultureInfo.InvariantCulture, out double number) ? number
                : throw new ToolException($"{path}: {text} is no number.")),
    ];

    /// <summary>Runs both on some inputs.</summary>
    public static IReadOnlyList<OutputDifference> Compare(OnnxImport import, CompiledNetwork network, IReadOnlyList<float[]> inputs)
    {
        using var model = new RuntimeModel(import);
        var differences = import.Net.Outputs
            .Select(output => new OutputDifference(output.Original, Tensor.CountOf(output.Value.Shape), 0, 0)).ToArray();
        float[] answer = new float[network.Info.OutputLength];
        foreach (float[] row in inputs)
        {
            model.Take(row);
            float[][] theirs = model.Run();
            network.Predict(row, answer);
            for (int i = 0, start = 0; i < differences.Length; start += differences[i++].Count)
            {
                if (theirs[i].Length != differences[i].Count)
                    throw new ToolException(FormattableString.Invariant(
                        $"ONNX Runtime gives {theirs[i].Length} numbers of {differences[i].Name}, the class {differences[i].Count}."));
                int[]? order = import.Net.Outputs[i].Order;
                for (int j = 0; j < theirs[i].Length; j++)
                    differences[i] = differences[i].With(theirs[i][order?[j] ?? j], answer[start + j]);
            }
        }
        return differences;
    }

    private static Text Number<T>(T number, string format) where T : IFormattable =>
        new Text(number.ToString(format, CultureInfo.InvariantCulture)).RightJustified();
}

/// <summary>How far two answers are apart.</summary>
/// <param name="Name">The output.</param>
/// <param name="Count">Its numbers.</param>
/// <param name="Size">The largest of them, without its sign.</param>
/// <param name="Difference">The largest difference; infinite where one is no number and the other is.</param>
internal sealed record OutputDifference(string Name, int Count, double Size, double Difference)
{
    /// <summary>The difference as a part of the largest number.</summary>
    public double Relative => Difference / Math.Max(1e-6, Size);

    /// <summary>The same with one more number of each.</summary>
    public OutputDifference With(double theirs, double ours)
    {
        double difference = theirs.Equals(ours) ? 0 : Math.Abs(theirs - ours);
        return this with
        {
            Size = double.IsFinite(theirs) ? Math.Max(Size, Math.Abs(theirs)) : Size,
            Difference = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(Difference, difference),
        };
    }
}
