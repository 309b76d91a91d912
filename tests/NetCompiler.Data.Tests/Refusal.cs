namespace NetCompiler.Data.Tests;

/// <summary>What is refused, and what is said about it.</summary>
internal static class Refusal
{
    /// <summary>Expects an exception whose message has a part; returns the whole message.</summary>
    public static string Of<T>(Action action, string part) where T : Exception
    {
        string message = Assert.Throws<T>(action).Message;
        Assert.Contains(part, message, StringComparison.Ordinal);
        return message;
    }

    /// <summary>The same of what would give a value.</summary>
    public static string Of<T>(Func<object?> function, string part) where T : Exception => Of<T>(() => { _ = function(); }, part);
}
