namespace NetCompiler.Data;

/// <summary>What becomes of a sample that lacks an input. A missing label or target is never made up: such a row is refused or
/// dropped.</summary>
public readonly record struct MissingValues
{
    private MissingValues(MissingValuesKind kind, float value = 0) => (Kind, Value) = (kind, value);

    /// <summary>A <see cref="DataFileException"/> names the first of them. The default.</summary>
    public static MissingValues Refuse => default;

    /// <summary>The row is left out.</summary>
    public static MissingValues Drop => new(MissingValuesKind.Drop);

    /// <summary>A number becomes the mean of its column, where it is known; of a one-hot column all inputs are 0.</summary>
    public static MissingValues Mean => new(MissingValuesKind.Mean);

    internal MissingValuesKind Kind { get; }

    internal float Value { get; }

    /// <summary>A number becomes <paramref name="value"/>; of a one-hot column all inputs are 0.</summary>
    /// <param name="value">A finite number.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is not finite.</exception>
    public static MissingValues Constant(float value) => float.IsFinite(value)
        ? new(MissingValuesKind.Constant, value)
        : throw new ArgumentOutOfRangeException(nameof(value), value, "The value must be finite.");

    /// <summary>What was chosen, for people.</summary>
    public override string ToString()
        => Kind == MissingValuesKind.Constant ? FormattableString.Invariant($"Constant({Value})") : Kind.ToString();
}
