namespace NetCompiler.Generator.Parsing;

/// <summary>Finds the word that was meant.</summary>
internal static class Spelling
{
    /// <summary>The layer or option of ours that was meant; null for another framework's word, of which <see cref="ForeignWordFinder"/>
    /// knows more: ours in other capitals or with underscores, and names that are near to one of ours by chance. A digit is no slip, but a
    /// number of dimensions.</summary>
    public static string? Meant(string written, IEnumerable<string> names)
    {
        string[] ours = [.. names];
        string word = ForeignWords.Fold(written);
        return IsForeign(written) || ours.Any(name => ForeignWords.Fold(name) == word)
            ? null
            : Nearest(written, ours.Where(name => name.Where(char.IsDigit).SequenceEqual(written.Where(char.IsDigit))));
    }

    private static bool IsForeign(string word) =>
        ForeignLayers.Find(word) is not null || ForeignLayers.Absent.ContainsKey(word) || ForeignWords.Options.ContainsKey(word)
        || ForeignWords.Superfluous.ContainsKey(word) || ForeignWords.AbsentOptions.ContainsKey(word);

    /// <summary>The candidate that a few slips of the finger turn into what was written: one in a word of up to four letters, two in a
    /// longer one, however it is capitalised. Null where there is none, or where the word itself is a candidate. Of equally near ones the
    /// first by ordinal order.</summary>
    public static string? Nearest(string written, IEnumerable<string> candidates)
    {
        string[] words = [.. candidates];
        if (words.Contains(written))
            return null;
        return words
            .Select(word => (Word: word, Distance: Distance(Fold(written), Fold(word))))
            .Where(pair => pair.Distance <= (pair.Word.Length <= 4 ? 1 : 2))
            .OrderBy(pair => pair.Distance)
            .ThenBy(pair => pair.Word, StringComparer.Ordinal)
            .Select(pair => pair.Word)
            .FirstOrDefault();
    }

    /// <summary>How many letters were added, left out, replaced, or swapped with their neighbour.</summary>
    public static int Distance(string a, string b)
    {
        int[,] distance = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    distance[i, j] = i + j;
                    continue;
                }
                int replaced = distance[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                distance[i, j] = Math.Min(replaced, Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    distance[i, j] = Math.Min(distance[i, j], distance[i - 2, j - 2] + 1);
            }
        }
        return distance[a.Length, b.Length];
    }

    private static string Fold(string word) => word.ToUpperInvariant();
}
