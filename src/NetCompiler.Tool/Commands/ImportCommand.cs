using System.CommandLine;
using NetCompiler.Tool.Audio;
using NetCompiler.Tool.Keras;
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
        var model = new Argument<string>("model")
        {
            Description = "An ONNX file, a Keras file (.keras, .h5, .hdf5), or one of an audio program (.json, .aidax, .nam).",
        };
        var output = new Option<string>("--output", "-o") { Description = "The folder for the files.", DefaultValueFactory = _ => "." };
        var name = new Option<string?>("--class") { Description = "The class's name; without it, made of the file's." };
        var space = new Option<string>("--namespace") { Description = "The class's namespace.", DefaultValueFactory = _ => "" };
        var quiet = new Option<bool>("--quiet") { Description = "Says nothing unless the file cannot be imported." };
        var options = new OnnxCommandOptions();
        Option<string?> backend = Backend();
        var command = new Command(
            "import",
            "Writes a net as a C# class with attributes, its weights as safetensors, and inputs with the answers to them; compiles "
                + "the class and compares.\n\nExamples:\n  netcompiler import policy.onnx -o Nets --class Policy --namespace MyGame\n"
                + "  netcompiler import detector.onnx --shape input=1,3,240,320 --outputs scores boxes\n"
                + "  netcompiler import denoiser.onnx --state h=h_next\n"
                + "  netcompiler import digits.keras -o Nets\n  netcompiler import amplifier.nam -o Nets --class Amplifier")
        {
            model, output, name, space, quiet, backend,
        };
        options.AddTo(command);
        command.SetAction(result => CommandRunner.Run(() =>
        {
            string path = result.GetValue(model)!, type = result.GetValue(name) ?? Names.Class(path), folder = result.GetValue(output)!;
            OnnxOptions wanted = options.Read(result) with { Backend = result.GetValue(backend) };
            return Import(path, result.GetValue(space)!, type, wanted, (files, network, proof) =>
            {
                IReadOnlyList<string> paths = files.Write(folder, type);
                if (result.GetValue(quiet))
                    return;
                foreach (string written in paths)
                    Console.WriteLine(written);
                Console.WriteLine();
                Console.WriteLine(files.Source);
                Console.WriteLine(proof);
            });
        }));
        return command;
    }

    /// <summary><c>netcompiler inspect model.onnx</c>: the layers that a file would become, with shapes, parameters and
    /// multiply-adds.</summary>
    public static Command CreateInspect()
    {
        var model = new Argument<string>("model") { Description = "A file as for import." };
        var options = new OnnxCommandOptions();
        Option<string?> backend = Backend();
        var command = new Command(
            "inspect",
            "Shows the layers that a file would become, with shapes, parameters and multiply-adds, or all that stands in the way; writes "
                + "nothing.\n\nExample:\n  netcompiler inspect policy.onnx") { model, backend };
        options.AddTo(command);
        command.SetAction(result => CommandRunner.Run(() =>
        {
            string path = result.GetValue(model)!;
            OnnxOptions wanted = options.Read(result) with { Backend = result.GetValue(backend) };
            return Import(path, "", Names.Class(path), wanted, (_, network, proof) =>
            {
                Console.WriteLine(network.Info.Summary);
                Console.WriteLine(proof);
            });
        }));
        return command;
    }

    private static Option<string?> Backend()
    {
        var backend = new Option<string?>("--backend")
        {
            Description = "Who trained a file of Keras 1, which does not say it: tensorflow, or theano, which turned kernels round.",
        };
        backend.AcceptOnlyFromAmong("tensorflow", "theano");
        return backend;
    }

    internal static int Import(
        string path, string space, string name, OnnxOptions options, Action<NetFiles, CompiledNetwork, string> report)
    {
        bool isKeras = Path.GetExtension(path).ToUpperInvariant() is ".KERAS" or ".H5" or ".HDF5";
        IReadOnlyList<Problem> problems;
        if (Path.GetExtension(path).ToUpperInvariant() is ".SAFETENSORS" or ".PT" or ".PTH")
            throw new ToolException($"{path} has weights alone. Write a class of the same layers, and give it them: "
                + $"netcompiler weights {path} --into CLASS.cs");
        if (AudioImporter.IsAudio(path))
        {
            AudioImport import = AudioImporter.Import(path);
            problems = import.Problems;
            if (problems.Count == 0)
            {
                import.Net.IsFlat = options.IsFlat;
                (NetFiles files, CompiledNetwork network, string proof) = Prove(import, path, space, name);
                report(files, network, proof);
            }
        }
        else if (isKeras)
        {
            (Net net, problems, string version) = KerasImporter.Import(path, options.Shapes, options.Backend);
            if (problems.Count == 0)
            {
                net.IsFlat = options.IsFlat;
                (NetFiles files, CompiledNetwork network) = NetFiles.Make(
                    net, space, name, $"From {Path.GetFileName(path)} (Keras {version}) by netcompiler import.", null);
                report(files, network,
                    "Compiled, with all weights. Only Keras can tell what it answered: compare on your data.");
            }
        }
        else
        {
            OnnxImport import = OnnxImporter.Import(path, options);
            problems = import.Problems;
            if (problems.Count == 0)
            {
                import.Net.IsFlat = options.IsFlat;
                (NetFiles files, CompiledNetwork network, double difference) = Prove(import, space, name);
                if (options.States.Count > 0 && network.Info.StateFloats == 0)
                    throw new ToolException($"{path} cannot go step by step: a layer mixes steps, so there would be no state to carry.");
                report(files, network, FormattableString.Invariant($"Compiled, and compared on {files.Golden!.Inputs.Count} inputs: ")
                    + FormattableString.Invariant($"the largest difference is {difference:0.0e0} of the largest answer."));
            }
        }
        if (problems.Count == 0)
            return 0;
        ProblemReport.Print($"{path} was not imported", isKeras || AudioImporter.IsAudio(path) ? "layer" : "node", problems);
        return CommandRunner.Refused;
    }

    /// <summary>The files of a net that takes sound, the compiled class, and what is known about its answers.</summary>
    /// <exception cref="ToolException">It does not compile, or answers otherwise than the file's own test says.</exception>
    internal static (NetFiles Files, CompiledNetwork Network, string Proof) Prove(
        AudioImport import, string path, string space, string name)
    {
        (NetFiles files, CompiledNetwork network) = NetFiles.Make(
            import.Net, space, name, $"From {Path.GetFileName(path)} ({import.Kind}) by netcompiler import.", null);
        if (import.Answers.Count == 0)
            return (files, network, "Compiled, with all weights. The file has no answers to compare with: "
                + "netcompiler verify FILE --inputs x.csv --answers y.csv does, with some of the original's.");
        double difference = AudioImport.Difference(network, import.Inputs, import.Answers);
        return difference <= Tolerance
            ? (files, network, FormattableString.Invariant($"Compiled, and compared with {import.Answers.Count} answers in the file: ")
                + FormattableString.Invariant($"the largest difference is {difference:0.0e0} of the largest answer."))
            : throw new ToolException(FormattableString.Invariant($"The class would answer otherwise than {path} says in its own test, by ")
                + FormattableString.Invariant($"{difference:0.0e0} of the largest answer; nothing was written."));
    }

    /// <summary>The files of a net, the compiled class, and how far it is from the original.</summary>
    /// <exception cref="ToolException">It does not compile, or answers otherwise.</exception>
    public static (NetFiles Files, CompiledNetwork Network, double Difference) Prove(OnnxImport import, string space, string name)
    {
        Golden golden = Golden.Of(
            import.Net.Inputs.Select(input => (Tensor.CountOf(input.Shape), input.Classes)), row => import.Answer(row));
        string producer = import.Graph.Producer.Length > 0 ? $"{import.Graph.Producer}, " : "";
        (NetFiles files, CompiledNetwork network) = NetFiles.Make(
            import.Net, space, name,
            $"From {Path.GetFileName(import.Graph.Path)} ({producer}opset {import.Graph.Opset}) by netcompiler import.", golden);
        double difference = golden.Difference(network);
        return difference <= Tolerance ? (files, network, difference) : throw new ToolException(FormattableString.Invariant(
            $"The class would answer otherwise than {import.Graph.Path}, by {difference:0.0e0} of the largest answer. ")
            + "This is a fault of netcompiler; nothing was written.");
    }
}
