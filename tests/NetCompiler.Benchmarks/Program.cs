using System.CommandLine;
using BenchmarkDotNet.Running;
using NetCompiler.Benchmarks;
using NetCompiler.Benchmarks.Alignment;
using NetCompiler.Benchmarks.Generator;
using NetCompiler.Benchmarks.Peers;
using NetCompiler.Benchmarks.Startup;
using NetCompiler.Benchmarks.Verify;

Command peers =
    new("peers", "Measures our networks, ONNX Runtime, TorchSharp and plain loops in one process, in turns, and prints Markdown tables.");
Option<double> scale = new("--time") { Description = "Measuring time relative to the usual two minutes.", DefaultValueFactory = _ => 1.0 };
Option<string> rows = new("--rows")
{
    Description = "Only the rows whose titles contain this: \"batch 1\", training, threads, contractions, ...",
    DefaultValueFactory = _ => ""
};
peers.Options.Add(scale);
Option<FileInfo?> chart = new("--chart") { Description = "File for a bar chart of the predictions, as SVG: the picture of the README." };
peers.Options.Add(rows);
peers.Options.Add(chart);
peers.SetAction(result => new PeersCommand(result.GetValue(scale), result.GetValue(rows)!, result.GetValue(chart), Console.Out).Run());

Command bdn = new(
    "bdn", "The same work under BenchmarkDotNet; takes its arguments, such as --filter '*Inference*'.")
{ TreatUnmatchedTokensAsErrors = false };
bdn.SetAction(result =>
{
    string[] arguments = [.. result.UnmatchedTokens];
    BenchmarkSwitcher.FromAssembly(typeof(Works).Assembly).Run(arguments, InProcessConfig.Create());
});

Command generator = new("generator", "Times the source generator: cold, after a keystroke, and on 200 layers.");
generator.SetAction(_ => GeneratorCommand.Run(Console.Out));

Command startup =
    new("startup", "Publishes small programs and measures how soon they make their first prediction: ours, ONNX Runtime's, TorchSharp's.");
startup.SetAction(_ => StartupCommand.Run(Console.Out));

Command verify = new("verify", "Compares outputs and gradients of some networks with TorchSharp's, for the same weights.");
Option<bool> golden = new("--golden")
{
    Description = "Only prints some of TorchSharp's numbers, which tests/NetCompiler.Numbers.Tests/Proof/PyTorch.txt holds.",
};
verify.Options.Add(golden);
verify.SetAction(result => result.GetValue(golden) ? new VerifyCommand(Console.Out).WriteGolden() : new VerifyCommand(Console.Out).Run());

Command alignment = new("alignment", "What reading weights where an assembly has them would cost each prediction.");
alignment.SetAction(_ => AlignmentCommand.Run(Console.Out));

RootCommand root = new(
    "Benchmarks of NetCompiler. Pin one-thread measurements to a core with: taskset -c 1 dotnet run ...")
    { peers, verify, startup, generator, alignment, bdn };
ParseResult parsed = root.Parse(args);
return FairProcess.IsFair || parsed.Errors.Count > 0 ? parsed.Invoke() : FairProcess.StartAgain(args);
