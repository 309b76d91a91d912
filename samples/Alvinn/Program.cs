// Teaches a network to follow a road by what a camera sees, and lets it drive; or learns from a recording how a person steered.
using Alvinn;
using NetCompiler;
using Shared;

return await AlvinnCommand.Create((options, cancellation) => Sample.RunAsync(() => Task.FromResult(
    new AlvinnRun(options, NarrowWriter.Standard()) { Progress = new ConsoleProgress() }.Run(cancellation)))).Parse(args).InvokeAsync();
