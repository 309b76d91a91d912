// Trains one of three networks on MNIST or Fashion-MNIST, measures it, and draws its filters and its mistakes.
using System.Globalization;
using Mnist;
using NetCompiler;

return await MnistCommand.Create(RunAsync).Parse(args).InvokeAsync();

static async Task<int> RunAsync(MnistOptions options, CancellationToken cancellation)
{
    CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
    try
    {
        await new MnistRun(options, Console.Out) { Progress = new ConsoleProgress() }.RunAsync(cancellation);
        return 0;
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine("Cancelled.");
        return 130;
    }
    catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine(exception.Message);
        return 1;
    }
}
