using System.Globalization;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>The arguments that a layer was bound with, whether they were written or are defaults, under the names of the attribute's
/// properties.</summary>
internal sealed class LayerSettings
{
    private readonly List<LayerSetting> _settings = [];

    /// <summary>In the order in which they were first read.</summary>
    public EquatableArray<LayerSetting> All => _settings.ToEquatableArray();

    /// <summary>Notes a number, or replaces what was noted before.</summary>
    public int Note(string argument, int value)
    {
        Set(argument, value.ToString(CultureInfo.InvariantCulture));
        return value;
    }

    /// <summary>Notes a list.</summary>
    public IReadOnlyList<int> Note(string argument, IReadOnlyList<int> values)
    {
        Set(argument, $"[{string.Join(",", values.Select(value => value.ToString(CultureInfo.InvariantCulture)))}]");
        return values;
    }

    /// <summary>Notes a real number; none that is infinite, which stands for no bound.</summary>
    /// <param name="argument">The argument.</param>
    /// <param name="value">In the precision in which networks compute.</param>
    /// <param name="written">As it was written; null for a default.</param>
    public float Note(string argument, float value, double? written)
    {
        if (!float.IsInfinity(value))
            Set(argument, written is { } number && number != value ? Literal.Double(number) : Literal.Float(value).TrimEnd('f') + "d");
        return value;
    }

    /// <summary>Notes a switch.</summary>
    public bool Note(string argument, bool value)
    {
        Set(argument, value ? "true" : "false");
        return value;
    }

    /// <summary>Notes an enum's member.</summary>
    public string Note(string argument, string member)
    {
        Set(argument, member);
        return member;
    }

    /// <summary>Notes what an argument that only stands for others came to, and forgets that one.</summary>
    public void Stand(string argument, params (string Argument, int Value)[] others)
    {
        _settings.RemoveAll(setting => setting.Name == Property(argument));
        foreach ((string other, int value) in others)
            Note(other, value);
    }

    private static string Property(string argument) => char.ToUpperInvariant(argument[0]) + argument.Substring(1);

    private void Set(string argument, string value)
    {
        var setting = new LayerSetting(Property(argument), value);
        int known = _settings.FindIndex(other => other.Name == setting.Name);
        if (known < 0)
            _settings.Add(setting);
        else
            _settings[known] = setting;
    }
}
