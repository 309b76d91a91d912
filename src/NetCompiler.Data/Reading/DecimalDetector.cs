namespace NetCompiler.Data;

/// <summary>Finds out a table's decimal sign from its fields. A comma or point with one to three digits before it, the first no zero, and
/// three behind may stand between groups of digits as well and decides nothing by itself.</summary>
internal sealed class DecimalDetector
{
    private static readonly NumberText Points = new('.'), Commas = new(',');

    /// <summary>The index of the first field that only a decimal comma makes a number, or -1.</summary>
    internal int FirstComma { get; private set; } = -1;

    /// <summary>The index of the first field that only a decimal point makes a number, or -1.</summary>
    internal int FirstPoint { get; private set; } = -1;

    /// <summary>Whether the text is a number with either sign.</summary>
    internal static bool IsNumber(ReadOnlySpan<byte> text) => Points.TryRead(text, out _) || Commas.TryRead(text, out _);

    internal void Look(ReadOnlySpan<byte> text, int index)
    {
        int sign = text.IndexOfAny((byte)',', (byte)'.');
        if (sign < 0 || IsGrouped(text, sign))
            return;
        if (text[sign] == ',' && FirstComma < 0 && Commas.TryRead(text, out _))
            FirstComma = index;
        else if (text[sign] == '.' && FirstPoint < 0 && Points.TryRead(text, out _))
            FirstPoint = index;
    }

    private static bool IsGrouped(ReadOnlySpan<byte> text, int sign)
    {
        int first = text[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        return sign - first is >= 1 and <= 3 && text[first] != '0'
            && text.Length - sign == 4 && !text[(sign + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }
}
