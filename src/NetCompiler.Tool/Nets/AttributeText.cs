using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis.CSharp;

namespace NetCompiler.Tool.Nets;

/// <summary>A layer's attribute as a person would write it: what is at its default is left out.</summary>
internal static class AttributeText
{
    /// <summary>The attribute without brackets, such as <c>Conv2D(8, 5, Padding = Padding.Same)</c>.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="names">Arguments behind its own: the values that are merged.</param>
    /// <param name="from">The value that it reads, if that is not the one before.</param>
    /// <param name="share">The layer whose tensors it uses, if it has none of its own.</param>
    public static string Of(NetLayer layer, IReadOnlyList<string> names, string? from, string? share = null)
    {
        (ConstructorInfo constructor, object?[] values) = Resolve(layer);
        var attribute = (Attribute)constructor.Invoke(values);
        ParameterInfo[] parameters = constructor.GetParameters();
        int count = layer.Arguments.Length;
        while (count > 0 && count <= parameters.Length && layer.Arguments[count - 1] is not BlockSetting
            && parameters[count - 1] is { HasDefaultValue: true } last
            && Equals(Convert.ToDouble(layer.Arguments[count - 1], CultureInfo.InvariantCulture),
                Convert.ToDouble(last.DefaultValue, CultureInfo.InvariantCulture)))
            count--;

        // Behind its sequence a recurrent layer reads the state before the first step.
        bool takesState = attribute is RecurrentAttribute && names.Count > 0;
        List<string> texts = [.. layer.Arguments.Take(count).Select(Literal), .. takesState ? [] : names.Select(name => Literal(name))];
        foreach ((string option, object value) in layer.Options)
        {
            PropertyInfo property = layer.Attribute.GetProperty(option)
                ?? throw new InvalidOperationException($"{layer.Word} has no {option}.");
            if (!IsDefault(property.GetValue(attribute), value))
                texts.Add($"{option} = {Literal(value)}");
        }
        if (takesState)
            texts.Add($"{nameof(RecurrentAttribute.InitialStateFrom)} = {Literal(names[0])}");
        if (layer.Name is not null)
            texts.Add($"Name = {Literal(layer.Name)}");
        if (from is not null)
            texts.Add($"From = {Literal(from)}");
        if (share is not null)
            texts.Add($"Share = {Literal(share)}");
        return texts.Count == 0 ? layer.Word : $"{layer.Word}({string.Join(", ", texts)})";
    }

    /// <summary>Whether a value is what stands there without it; numbers count as the 32-bit floats that they become.</summary>
    private static bool IsDefault(object? otherwise, object value) => otherwise is double number && value is double given
        ? (float)number == (float)given
        : Equals(otherwise, value);

    /// <summary>A value as C#: the shortest text that gives the same float.</summary>
    public static string Literal(object value) => value switch
    {
        BlockSetting setting => $"{setting.Block}.{setting.Name}",
        string text => SymbolDisplay.FormatLiteral(text, quote: true),
        bool flag => flag ? "true" : "false",
        Enum member => $"{member.GetType().Name}.{member}",
        double.PositiveInfinity => "double.PositiveInfinity",
        double.NegativeInfinity => "double.NegativeInfinity",
        double number => Number(number),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"No text for a {value.GetType().Name}.", nameof(value)),
    };

    private static string Number(double number)
    {
        string text = ((float)number).ToString("R", CultureInfo.InvariantCulture);
        int exponent = text.IndexOf('E', StringComparison.Ordinal);
        return exponent < 0
            ? text
            : FormattableString.Invariant($"{text[..exponent]}e{int.Parse(text[(exponent + 1)..], CultureInfo.InvariantCulture)}");
    }

    /// <summary>The constructor that takes the layer's arguments, and its values; names of merged values are not among them.</summary>
    private static (ConstructorInfo Constructor, object?[] Values) Resolve(NetLayer layer)
    {
        object[] arguments = [.. layer.Arguments.Select(argument => argument is BlockSetting setting ? setting.Value : argument)];
        foreach (ConstructorInfo constructor in layer.Attribute.GetConstructors())
        {
            ParameterInfo[] parameters = constructor.GetParameters();
            if (parameters is [{ ParameterType: { IsArray: true } type }])
                return (constructor, [type == typeof(int[]) ? arguments.Cast<int>().ToArray() : Array.Empty<string>()]);
            if (parameters.Length >= arguments.Length
                && parameters.Skip(arguments.Length).All(parameter => parameter.HasDefaultValue || IsNames(parameter)))
                return (constructor, [.. parameters.Select((parameter, i) => i < arguments.Length ? arguments[i]
                    : IsNames(parameter) ? Array.Empty<string>() : parameter.DefaultValue)]);
        }
        throw new InvalidOperationException($"{layer.Word} takes no {layer.Arguments.Length} arguments.");

        static bool IsNames(ParameterInfo parameter) => parameter.ParameterType == typeof(string[]);
    }
}
