namespace NetCompiler.Data;

/// <summary>The choices of <see cref="MissingValues"/>.</summary>
internal enum MissingValuesKind
{
    Refuse,
    Drop,
    Mean,
    Constant,
}
