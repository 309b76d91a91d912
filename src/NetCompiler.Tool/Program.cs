using System.CommandLine;
using NetCompiler.Tool.Commands;
using NetCompiler.Tool.Nets;

MemoryBound.IsOn = true;
var root = new RootCommand("Nets of other frameworks as C# classes for NetCompiler.");
root.Subcommands.Add(ImportCommand.Create());
root.Subcommands.Add(ImportCommand.CreateInspect());
root.Subcommands.Add(WeightsCommand.Create());
root.Subcommands.Add(ExportCommand.Create());
root.Subcommands.Add(VerifyCommand.Create());
root.Subcommands.Add(DiffCommand.Create());
root.Subcommands.Add(BenchCommand.Create());
return root.Parse(args).Invoke();
