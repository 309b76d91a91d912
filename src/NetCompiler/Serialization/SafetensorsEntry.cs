namespace NetCompiler;

/// <summary>One tensor of a safetensors header.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Type">Its element type, as the file names it.</param>
/// <param name="Shape">Its dimensions; none for a scalar.</param>
/// <param name="Begin">Where its bytes begin, from the end of the header.</param>
/// <param name="End">Where they end.</param>
/// <param name="Position">Where the header speaks of it, in bytes from the beginning of the file.</param>
internal sealed record SafetensorsEntry(string Name, string Type, long[] Shape, long Begin, long End, long Position);
