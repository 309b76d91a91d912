using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Model;

/// <summary>A class whose layers are used as a layer of another, as a user wrote it.</summary>
/// <param name="Name">The class's name.</param>
/// <param name="Layers">Its layer attributes in source order.</param>
internal sealed record BlockDeclaration(string Name, EquatableArray<LayerDeclaration> Layers)
{
    /// <summary>Whether the class says that it is a block, or is a network.</summary>
    public bool IsDeclared { get; init; } = true;

    /// <summary>The shape of one sample, where it is a network; null where the shape is open.</summary>
    public EquatableArray<int>? InputShape { get; init; }

    /// <summary>The network's class in generated code; null where it is none, or where that cannot name it.</summary>
    public string? Type { get; init; }

    /// <summary>Its settings, in the order of its constants.</summary>
    public EquatableArray<Setting> Settings { get; init; }

    /// <summary>Whether it is in another assembly, where its settings have become numbers.</summary>
    public bool IsForeign { get; init; }

    /// <summary>Whether all of its attributes could be read; see <see cref="NetworkDeclaration.IsWhole"/>.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>Where the class is used within itself: the classes on the way, from it to it. Its layers are then not here.</summary>
    public string? Cycle { get; init; }

    /// <summary>Its name as a layer's kind: letters, digits and underscores.</summary>
    public string Word
    {
        get
        {
            string word = new([.. Name.Where(letter => letter < 128 && (char.IsLetterOrDigit(letter) || letter == '_'))]);
            return word.Length == 0 || char.IsDigit(word[0]) ? $"Block{word}" : word;
        }
    }

    /// <summary>The settings with their values, for people.</summary>
    public string SettingsText => string.Join(", ", Settings.Select(setting => FormattableString.Invariant(
        $"{setting.Name} = {setting.Value}")));
}

/// <summary>A number that each use of a block may choose.</summary>
/// <param name="Name">The constant's name.</param>
/// <param name="Value">Its value where a use gives none.</param>
internal sealed record Setting(string Name, int Value);

/// <summary>An argument inside a block that depends on the block's settings: whole-number arithmetic.</summary>
internal abstract record SettingTerm
{
    /// <summary>The value, given those of the settings. What has none (a division by zero) is 0; what is too large is the largest
    /// number.</summary>
    public int Evaluate(IReadOnlyDictionary<string, int> settings) => (int)Math.Max(int.MinValue, Math.Min(int.MaxValue, Value(settings)));

    /// <summary>The value before it is brought into the range of a whole number.</summary>
    protected abstract decimal Value(IReadOnlyDictionary<string, int> settings);

    /// <summary>A number.</summary>
    internal sealed record Number(int Given) : SettingTerm
    {
        protected override decimal Value(IReadOnlyDictionary<string, int> settings) => Given;
    }

    /// <summary>A setting.</summary>
    internal sealed record Name(string Setting) : SettingTerm
    {
        protected override decimal Value(IReadOnlyDictionary<string, int> settings) => settings[Setting];
    }

    /// <summary>Two terms and one of + - * / %.</summary>
    internal sealed record Operation(char Sign, SettingTerm Left, SettingTerm Right) : SettingTerm
    {
        protected override decimal Value(IReadOnlyDictionary<string, int> settings)
        {
            int left = Left.Evaluate(settings), right = Right.Evaluate(settings);
            return Sign switch
            {
                '+' => (decimal)left + right,
                '-' => (decimal)left - right,
                '*' => (decimal)left * right,
                _ when right == 0 => 0,
                '/' => decimal.Truncate((decimal)left / right),
                _ => (decimal)left % right,
            };
        }
    }
}
