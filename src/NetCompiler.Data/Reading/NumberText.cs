using System.Globalization;

namespace NetCompiler.Data;

/// <summary>Numbers as a table writes them: with one decimal sign, without signs between groups of digits.</summary>
internal sealed class NumberText(char decimalSeparator)
{
    private const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
    private readonly NumberFormatInfo _format = Format(decimalSeparator);

    /// <summary>'.' or ','.</summary>
    internal char DecimalSeparator => decimalSeparator;

    /// <summary>Whether the text is a number that a float can hold; infinities and NaN are none.</summary>
    internal bool TryRead(ReadOnlySpan<byte> text, out float value)
        => float.TryParse(text, Styles, _format, out value) && float.IsFinite(value);

    private static NumberFormatInfo Format(char decimalSeparator)
    {
        NumberFormatInfo format = (NumberFormatInfo)NumberFormatInfo.InvariantInfo.Clone();
        format.NumberDecimalSeparator = decimalSeparator.ToString();
        return NumberFormatInfo.ReadOnly(format);
    }
}
