namespace NetCompiler.Tool;

/// <summary>What a user is to be told: a file that is damaged or not understood, an option that does not fit. Its message is all that is
/// shown.</summary>
public class ToolException : Exception
{
    /// <summary>Without a message.</summary>
    public ToolException()
    {
    }

    /// <summary>With what is wrong, where, and what to do.</summary>
    public ToolException(string message) : base(message)
    {
    }

    /// <summary>With what led to it.</summary>
    public ToolException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
