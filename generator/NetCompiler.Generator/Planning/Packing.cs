namespace NetCompiler.Generator.Planning;

/// <summary>When something needs memory.</summary>
/// <param name="Floats">How much.</param>
/// <param name="From">The first step of a schedule that writes it.</param>
/// <param name="To">The last step that reads it.</param>
internal sealed record Life(int Floats, int From, int To)
{
    /// <summary>Whether both need memory at some step.</summary>
    public bool Meets(Life other) => From <= other.To && other.From <= To;
}

/// <summary>Gives memory to what lives at different times once: the largest first, each as far ahead as those allow that live at the same
/// time.</summary>
internal static class Packing
{
    /// <summary>Where each begins.</summary>
    /// <param name="lives">Who needs memory when.</param>
    /// <param name="floats">The memory that all need together.</param>
    public static int[] Offsets(IReadOnlyList<Life> lives, out int floats)
    {
        var offsets = new int[lives.Count];
        var placed = new List<int>();
        floats = 0;
        foreach (int i in Enumerable.Range(0, lives.Count).OrderByDescending(i => lives[i].Floats).ThenBy(i => i))
        {
            int offset = 0;
            foreach (int other in placed.Where(other => lives[other].Meets(lives[i])).OrderBy(other => offsets[other]))
                if (offsets[other] < offset + lives[i].Floats && offset < offsets[other] + lives[other].Floats)
                    offset = offsets[other] + lives[other].Floats;
            offsets[i] = offset;
            placed.Add(i);
            floats = Math.Max(floats, offset + lives[i].Floats);
        }
        return offsets;
    }
}
