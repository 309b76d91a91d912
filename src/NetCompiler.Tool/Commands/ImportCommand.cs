using System.CommandLine;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Commands;

/// <summary><c>netcompiler import model.onnx -o Nets</c>: a class, its weights, and the proof that it answers as the file does.</summary>
internal static class ImportCommand
{
    /// <summary>Relative to the largest number of an answer.</summary>
    internal const double Tolerance = 1e-4;

    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "An ONNX file." };
        var output = new Option<string>("--output", "-o") { Description = "The folder for the files.", DefaultValueFactory = _ => "." };
        var name = new Option<string?>("--class") { Description = "The class's name; without it, made of the file's." };
        var space = new Option<string>("--namespace") { Description = "The class's namespace.", DefaultValueFactory = _ => "" };
        var options = new OnnxCommandOptions();
        var command = new Command(
            "import",
            "Writes a net as a C# class with attributes, its weights as safetensors, and inputs with the answers to them; compiles "
                + "the class and compares.\n\nExamples:\n  netcompiler import policy.onnx -o Nets --class Policy --namespace MyGame\n"
                + "  netcompiler import detector.onnx --shape input=1,3,240,320 --outputs scores boxes")
        {
            model, output, name, space,
        };
        options.AddTo(command);
        command.SetAction(result => CommandRunner.Run(() =>
        {
            string path = result.GetValue(model)!, type = result.GetValue(name) ?? Names.Class(path), folder = result.GetValue(output)!;
            return Import(path, folder, result.GetValue(space)!, type, options.Read(result));
        }));
        return command;
    }

    private static int Import(string path, string folder, string space, string name, OnnxOptions options)
    {
        OnnxImport import = OnnxImporter.Import(path, options);
        if (import.Problems.Count > 0)
        {
            ProblemReport.Print(path, import.Problems);
            return CommandRunner.Refused;
        }
        (NetFiles files, double difference) = Prove(import, space, name);
        foreach (string written in files.Write(folder, name))
            Console.WriteLine(written);
        Console.WriteLine();
        Console.WriteLine(files.Source);
        Console.WriteLine(FormattableString.Invariant(
            $"Compiled, and compared on {files.Golden.Inputs.Count} inputs: ")
            + FormattableString.Invariant($"the largest difference is {difference:0.0e0} of the largest answer."));
        return 0;
    }

    /// <summary>The files of a net, and how far the compiled class is from the original.</summary>
    /// <exception cref="ToolException">It does not compile, or answers otherwise.</exception>
    public static (NetFiles Files, double Difference) Prove(OnnxImport import, string space, string name)
    {
        int length = import.Net.Inputs.Sum(input => Tensor.CountOf(input.Shape));
        Golden golden = Golden.Of(length, row => import.Answer(row));
        string producer = import.Graph.Producer.Length > 0 ? $"{import.Graph.Producer}, " : "";
        NetFiles files = NetFiles.Of(
            import.Net, space, name,
                $"From {Path.GetFileName(import.Graph.Path)} ({producer}opset {import.Graph.Opset}) by netcompiler import.", golden);
        double difference = golden.Difference(files.Load(space, name));
        return difference <= Tolerance ? (files, difference) : throw new ToolException(FormattableString.Invariant(
            $"The class would answer otherwise than {import.Graph.Path}, by {difference:0.0e0} of the largest answer. ")
            + "This is a fault of netcompiler; nothing was written.");
    }
}
