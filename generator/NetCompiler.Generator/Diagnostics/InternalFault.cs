using System.Diagnostics;
using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Diagnostics;

/// <summary>Keeps an exception within the network that it came from: one that leaves a generator takes every network of the project
/// away.</summary>
internal static class InternalFault
{
    private const int FramesShown = 3;

    /// <summary>Does one stage's work for one network.</summary>
    /// <param name="stage">What is being done, for the message.</param>
    /// <param name="work">The work.</param>
    /// <param name="instead">What comes instead where it throws, from the message's arguments after the network's name. That the user has
    /// typed on is no fault.</param>
    public static T Guard<T>(string stage, Func<T> work, Func<EquatableArray<string>, T> instead)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return instead(new[] { stage, $"{exception.GetType().Name}: {exception.Message}", Trace(exception) }.ToEquatableArray());
        }
    }

    /// <summary>The innermost methods, which tell a maintainer more than any description.</summary>
    private static string Trace(Exception exception) => string.Join(" < ", new StackTrace(exception).GetFrames()
        .Select(frame => frame.GetMethod())
        .Where(method => method is not null)
        .Take(FramesShown)
        .Select(method => $"{method.DeclaringType?.Name}.{method.Name}"));
}
