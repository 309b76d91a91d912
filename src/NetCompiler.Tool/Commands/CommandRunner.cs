namespace NetCompiler.Tool.Commands;

/// <summary>Runs a command: what a user is to be told is one message on the error stream, never a stack trace.</summary>
internal static class CommandRunner
{
    /// <summary>The exit code of what cannot be imported.</summary>
    public const int Refused = 2;

    /// <summary>The exit code of damaged files and wrong options.</summary>
    public const int Failed = 1;

    /// <summary>The exit code of a comparison that found a difference.</summary>
    public const int Differs = 3;

    public static int Run(Func<int> command)
    {
        try
        {
            return command();
        }
        catch (Exception exception) when (exception is ToolException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(exception.Message);
            return Failed;
        }
    }
}
