namespace NetCompiler;

/// <summary>What a callback remembers from one epoch to the next: numbers and arrays by name, as <see cref="BackupAndRestore"/> keeps
/// them.</summary>
public sealed class CallbackMemory
{
    internal CallbackMemory()
    {
    }

    internal Dictionary<string, double> Numbers { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, float[]> Arrays { get; } = new(StringComparer.Ordinal);

    /// <summary>A number.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public double this[string name]
    {
        get => Numbers[name];
        set => Numbers[name] = value;
    }

    /// <summary>Keeps an array as it is now.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">Is copied.</param>
    public void SetArray(string name, ReadOnlySpan<float> values)
    {
        ArgumentNullException.ThrowIfNull(name);
        Arrays[name] = values.ToArray();
    }

    /// <summary>An array that was kept, or null.</summary>
    /// <param name="name">Its name.</param>
    public float[]? GetArray(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Arrays.GetValueOrDefault(name);
    }
}
