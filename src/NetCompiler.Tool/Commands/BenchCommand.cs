using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;
using NetCompiler.Tool.Runtime;
using Spectre.Console;

namespace NetCompiler.Tool.Commands;

/// <summary><c>netcompiler bench *.onnx</c>: what one answer takes here and in ONNX Runtime.</summary>
internal static class BenchCommand
{
    /// <summary>Seconds of a round: so short that some rounds have the processor for themselves.</summary>
    private const double Round = 0.004;

    public static Command Create()
    {
        var models = new Argument<string[]>("models") { Description = "ONNX files.", Arity = ArgumentArity.OneOrMore };
        var time = new Option<double>("--time") { Description = "Seconds for each of both and each file.", DefaultValueFactory = _ => 2 };
        var options = new OnnxCommandOptions();
        var command = new Command(
            "bench",
            "Measures one sample's answer on one thread, here and in ONNX Runtime, by turns: the best of several rounds. Files that cannot "
                + "be imported, or answer otherwise, are listed with the reason.\n\n"
                + "Example:\n  netcompiler bench models/*.onnx --time 2\n\n"
                + $"ONNX Runtime is found among NuGet's packages, or in the folder that {RuntimeLoader.Variable} names.") { models, time };
        options.AddTo(command);
        command.SetAction(result => CommandRunner.Run(
            () => Bench(result.GetValue(models)!, options.Read(result), result.GetValue(time))));
        return command;
    }

    private static int Bench(string[] models, OnnxOptions options, double time)
    {
        if (!(time is > 0 and <= 3600))
            throw new ToolException(FormattableString.Invariant($"--time {time}: expected seconds, above 0 and at most 3600."));
        RuntimeLoader.Prepare();
        var table = new Table().AddColumns("File", "Here, us", "ONNX Runtime, us", "times as fast");
        List<double> ratios = [];
        foreach (string path in models)
        {
            try
            {
                (double ours, double theirs) = Measure(path, options, time);
                ratios.Add(theirs / ours);
                table.AddRow(new Text(Path.GetFileName(path)), Number(ours * 1e6), Number(theirs * 1e6), Number(theirs / ours));
            }
            catch (ToolException exception)
            {
                table.AddRow(new Text(Path.GetFileName(path)), new Text(exception.Message), new Text(""), new Text(""));
            }
        }
        AnsiConsole.Write(table);
        if (ratios.Count > 0)
            Console.WriteLine(FormattableString.Invariant(
                $"{ratios.Count} of {models.Length} files, geometric mean {Math.Exp(ratios.Average(Math.Log)):0.00}, ")
                + FormattableString.Invariant($"{ratios.Count(ratio => ratio < 1)} below 1."));
        return ratios.Count == models.Length ? 0 : CommandRunner.Refused;
    }

    /// <summary>Seconds an answer, here and there.</summary>
    private static (double Ours, double Theirs) Measure(string path, OnnxOptions options, double time)
    {
        OnnxImport import = OnnxImporter.Import(path, options);
        if (import.Problems is [var problem, ..])
            throw new ToolException($"{problem.Node} ({problem.Kind}): {problem.Reason}");
        (NetFiles files, CompiledNetwork network, _) = ImportCommand.Prove(import, "", Names.Class(path));
        double difference = VerifyCommand.Compare(import, network, files.Golden!.Inputs).Max(output => output.Relative);
        if (difference > ImportCommand.Tolerance)
            throw new ToolException(FormattableString.Invariant($"answers otherwise, by {difference:0.0e0}"));
        float[] input = files.Golden.Inputs[0], output = new float[network.Info.OutputLength];
        using var model = new RuntimeModel(import);
        model.Take(input);
        Action theirs = model.Repeatable(), ours = () => network.Predict(input, output);
        double best = double.PositiveInfinity, bestTheirs = double.PositiveInfinity;
        // The first rounds are for the compiler, which replaces code that is used much.
        int rounds = (int)Math.Ceiling(time / Round);
        for (int round = -rounds / 4; round < rounds; round++)
        {
            double own = Once(ours), other = Once(theirs);
            if (round >= 0)
                (best, bestTheirs) = (Math.Min(best, own), Math.Min(bestTheirs, other));
        }
        return (best, bestTheirs);
    }

    private static double Once(Action action)
    {
        long count = 0, begin = Stopwatch.GetTimestamp();
        TimeSpan elapsed;
        int batch = 1;
        do
        {
            for (int i = 0; i < batch; i++)
                action();
            count += batch;
            elapsed = Stopwatch.GetElapsedTime(begin);
            if (elapsed.TotalSeconds < Round / 20)
                batch *= 2;
        }
        while (elapsed.TotalSeconds < Round);
        return elapsed.TotalSeconds / count;
    }

    private static Text Number(double number) =>
        new Text(number.ToString(number < 1000 ? "G3" : "N0", CultureInfo.InvariantCulture)).RightJustified();
}
