// Trains one of four networks on MNIST or Fashion-MNIST, measures it, and draws its filters and its mistakes.
using Mnist;
using NetCompiler;
using Shared;

return await MnistCommand.Create((options, cancellation) => Sample.RunAsync(async () =>
{
    await new MnistRun(options, NarrowWriter.Standard()) { Progress = new ConsoleProgress() }.RunAsync(cancellation);
    return true;
})).Parse(args).InvokeAsync();
