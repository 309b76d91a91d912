using System.Runtime.CompilerServices;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>What is said of many numbers: the message, which takes longer than all comparisons, is put together where one is
/// wrong.</summary>
internal static class Claim
{
    /// <summary><see cref="Assert.True(bool?, string?)"/>.</summary>
    public static void True(bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] ref Message message)
    {
        if (!condition)
            Assert.Fail(message.Text.ToStringAndClear());
    }

    /// <summary>Text that is formatted where a condition is false.</summary>
    [InterpolatedStringHandler]
    public ref struct Message
    {
        /// <summary>What is formatted.</summary>
        public DefaultInterpolatedStringHandler Text;

        public Message(int literalLength, int formattedCount, bool condition, out bool isNeeded)
        {
            isNeeded = !condition;
            Text = isNeeded ? new(literalLength, formattedCount) : default;
        }

        public void AppendLiteral(string value) => Text.AppendLiteral(value);

        public void AppendFormatted<T>(T value) => Text.AppendFormatted(value);

        public void AppendFormatted<T>(T value, string? format) => Text.AppendFormatted(value, format);
    }
}
