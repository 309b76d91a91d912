namespace NetCompiler.Generator.Infrastructure;

/// <summary>A stretch of source text as plain data, so that remembering it keeps no syntax tree in memory. Lines and characters count from
/// 0.</summary>
/// <param name="Path">The file.</param>
/// <param name="Start">The first character, counted from the file's beginning.</param>
/// <param name="Length">The number of characters.</param>
/// <param name="StartLine">The line of the first character.</param>
/// <param name="StartCharacter">The first character, counted from its line's beginning.</param>
/// <param name="EndLine">The line of the end.</param>
/// <param name="EndCharacter">The character behind the last one, counted from its line's beginning.</param>
internal sealed record SourceSpan(string Path, int Start, int Length, int StartLine, int StartCharacter, int EndLine, int EndCharacter);
