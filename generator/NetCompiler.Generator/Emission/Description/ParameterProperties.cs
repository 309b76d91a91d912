using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Emission;

/// <summary>What a tensor has that most have not, as an initializer of C#.</summary>
internal static class ParameterProperties
{
    /// <summary>The initializer, a blank before it; nothing where there is nothing to say.</summary>
    public static string Of(ParameterSpec spec, bool isFrozen)
    {
        string swap = spec.Swap is { } dimensions ? $"Swap = new({dimensions.First}, {dimensions.Second}, {dimensions.Run})" : "";
        string rows = spec.HasOutputRows ? "HasOutputRows = true" : "";
        string statistic = spec.IsStatistic ? "IsStatistic = true" : "";
        string trainable = isFrozen ? "IsTrainable = false" : "";
        string ones = spec.Ones is { } range ? $"Ones = ({range.First}, {range.Count})" : "";
        string first = spec.L1 > 0 ? $"L1 = {Literal.Float(spec.L1)}" : "";
        string second = spec.L2 > 0 ? $"L2 = {Literal.Float(spec.L2)}" : "";
        string[] all = [swap, rows, statistic, ones, trainable, first, second];
        string[] properties = [.. all.Where(property => property.Length > 0)];
        return properties.Length == 0 ? "" : $" {{ {string.Join(", ", properties)} }}";
    }
}
