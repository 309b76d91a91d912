using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Emission;

/// <summary>Names of generated files. They are compared without regard to case, which C# names are not.</summary>
internal static class FileNames
{
    /// <summary>The class names that differ from another only in case; hardly ever any.</summary>
    public static EquatableArray<string> Clashes(IEnumerable<string> classNames) => classNames
        .GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
        .Where(group => group.Count() > 1)
        .SelectMany(group => group)
        .OrderBy(name => name, StringComparer.Ordinal)
        .ToEquatableArray();

    /// <summary>The file of a class: its name, numbered where names clash.</summary>
    public static string Of(string className, EquatableArray<string> clashes)
    {
        string name = className.Replace("@", "");
        for (int i = 0; i < clashes.Count; i++)
            if (clashes[i] == className)
                return $"{name}.{i + 1}.g.cs";
        return $"{name}.g.cs";
    }
}
