// Learns from the textbook's photographs of people where a face looks, who it is, and whether it wears sunglasses.
using Faces;
using NetCompiler;
using Shared;

return await FacesCommand.Create((options, cancellation) => Sample.RunAsync(() => Task.FromResult(
    new FacesRun(options, NarrowWriter.Standard()) { Progress = new ConsoleProgress() }.Run(cancellation)))).Parse(args).InvokeAsync();
