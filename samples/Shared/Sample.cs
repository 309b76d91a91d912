using System.Globalization;

namespace Shared;

/// <summary>A sample as a program.</summary>
internal static class Sample
{
    /// <summary>Does what a sample does, in the invariant culture, and tells in one line why it could not.</summary>
    /// <param name="run">Does it, and tells whether all came out as it should.</param>
    /// <returns>The exit code: 0; 1 if something was in the way or came out otherwise; 130 after Ctrl+C.</returns>
    internal static async Task<int> RunAsync(Func<Task<bool>> run)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            return await run() ? 0 : 1;
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
}
