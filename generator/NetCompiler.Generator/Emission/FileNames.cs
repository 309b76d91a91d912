using System.Text;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Emission;

/// <summary>Names of generated files. They are compared without regard to case, unlike names in C#, and have fewer characters.</summary>
internal static class FileNames
{
    /// <summary>Longer names are cut: file systems take 255 bytes, and letters take up to three.</summary>
    private const int MaxLength = 64;

    /// <summary>The classes, by <see cref="ClassIdentity.Key"/>, whose files would have one name; hardly ever any.</summary>
    public static EquatableArray<string> Clashes(IEnumerable<ClassIdentity> classes) => classes
        .GroupBy(Name, StringComparer.OrdinalIgnoreCase)
        .Where(group => group.Count() > 1)
        .SelectMany(group => group)
        .Select(identity => identity.Key)
        .OrderBy(key => key, StringComparer.Ordinal)
        .ToEquatableArray();

    /// <summary>The file of a class: its name, numbered where names clash.</summary>
    public static string Of(ClassIdentity identity, EquatableArray<string> clashes)
    {
        for (int i = 0; i < clashes.Count; i++)
            if (clashes[i] == identity.Key)
                return FormattableString.Invariant($"{Name(identity)}.{i + 1}.g.cs");
        return $"{Name(identity)}.g.cs";
    }

    private static string Name(ClassIdentity identity)
    {
        string full = identity.FullName;
        var name = new StringBuilder();
        // The end tells most.
        foreach (char c in full.Substring(Math.Max(0, full.Length - MaxLength)).Replace("@", "").TrimStart('.'))
            name.Append(char.IsLetterOrDigit(c) || c == '.' ? c : '_');
        return name.ToString();
    }
}
