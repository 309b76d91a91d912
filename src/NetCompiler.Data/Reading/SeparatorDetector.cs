namespace NetCompiler.Data;

/// <summary>What stands between the fields of a text of which the beginning is known.</summary>
internal static class SeparatorDetector
{
    // Decimal commas stand between semicolons, and commas in texts between tabs; hardly ever the other way round.
    private static ReadOnlySpan<byte> Candidates => "\t;|,"u8;

    /// <summary>The separator that a first line <c>sep=</c> names, or null.</summary>
    internal static char? FromHint(ReadOnlySpan<byte> text)
        => text.StartsWith("sep="u8) && text[4..] is [(> 32 and < 127) or (byte)'\t', (byte)'\r' or (byte)'\n', ..] ? (char)text[4] : null;

    /// <summary>The first candidate that all lines have equally often, outside of quotes; otherwise the one that most lines have.</summary>
    /// <param name="text">The first lines.</param>
    /// <param name="isWhole">Whether the text ends there; otherwise its last line may be cut.</param>
    internal static char Detect(ReadOnlySpan<byte> text, bool isWhole)
    {
        List<int[]> lines = CountByLine(text, isWhole);
        int best = -1, most = 0;
        for (int i = 0; i < Candidates.Length; i++)
        {
            int having = lines.Count(line => line[i] > 0);
            if (having > 0 && lines.TrueForAll(line => line[i] == lines[0][i]))
                return (char)Candidates[i];
            if (having > most)
                (best, most) = (i, having);
        }
        return best < 0 ? ',' : (char)Candidates[best];
    }

    private static List<int[]> CountByLine(ReadOnlySpan<byte> text, bool isWhole)
    {
        List<int[]> lines = [];
        int[] line = new int[Candidates.Length];
        bool quoted = false, blank = true;
        foreach (byte c in text)
        {
            if (c == '"')
                quoted = !quoted;
            if (!quoted && c is (byte)'\n' or (byte)'\r')
            {
                if (!blank)
                    lines.Add(line);
                line = new int[Candidates.Length];
                blank = true;
                continue;
            }
            blank &= c == ' ';
            int candidate = quoted ? -1 : Candidates.IndexOf(c);
            if (candidate >= 0)
                line[candidate]++;
        }
        if (!blank && (isWhole || lines.Count == 0))
            lines.Add(line);
        return lines;
    }
}
