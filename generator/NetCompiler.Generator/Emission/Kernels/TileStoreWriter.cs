using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Emission;

/// <summary>
/// Prints how a tile's row of sums goes to memory. Tiles of all heights share one method for each width, which the JIT inlines: written
/// out, these lines would be half of a tile's IL.
/// </summary>
/// <param name="contraction">The contraction's name.</param>
/// <param name="output">The output's name.</param>
/// <param name="epilogue">What is applied to every sum before it is stored.</param>
internal sealed class TileStoreWriter(string contraction, string output, Epilogue epilogue)
{
    private const string Lanes = TileWriter.Lanes;

    /// <summary>The statement that stores <paramref name="sums"/> at <paramref name="offset"/>, with the epilogue applied or, for a block
    /// of the terms, without.</summary>
    public string Call(IReadOnlyList<string> sums, string offset, bool isWhole = true)
    {
        if (isWhole && epilogue.Steps.Count > 0)
            return $"{Name(sums.Count)}({string.Join(", ", sums)}, {Kept(kept => At(kept, offset))}{At(output, offset)});";
        return sums.Count == 1 ? $"V.Store({sums[0]}, ref {output}, {offset});"
            : $"Rows.Store({string.Join(", ", sums)}, {At(output, offset)});";
    }

    /// <summary>Prints the method for rows of so many vectors, if the epilogue asks for one.</summary>
    public void WriteMethod(SourceWriter writer, int vectors)
    {
        if (epilogue.Steps.Count == 0)
            return;
        string[] sums = [.. Enumerable.Range(0, vectors).Select(v => $"c{v}")];
        writer.Line();
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        using (writer.Block($"private static void {Name(vectors)}({string.Join(", ", sums.Select(sum => $"V {sum}"))}, " +
            $"{Kept(kept => $"ref float {kept}")}ref float {output})"))
        {
            if (vectors > 1)
                writer.Line($"int {Lanes} = V.Count;");
            var constants = new List<Expression.Constant>();
            foreach (Expression step in epilogue.Steps)
                Apply(step, "", 0, constants);
            for (int i = 0; i < constants.Count; i++)
                writer.Line($"V {Name(constants[i], i)} = {ExpressionPrinter.Print(constants[i], letter => letter)};");
            foreach (Expression step in epilogue.Steps.Take(epilogue.Steps.Count - 1))
                for (int v = 0; v < vectors; v++)
                    writer.Line($"{sums[v]} = {Apply(step, sums[v], v, constants)};");
            for (int v = 0; v < vectors; v++)
                writer.Line($"V.Store({Apply(epilogue.Steps[epilogue.Steps.Count - 1], sums[v], v, constants)}, ref {output}, " +
                    $"{TileWriter.Offset(0, v)});");
        }
    }

    /// <summary>The statement that applies the epilogue to whole sums that lie in the output already.</summary>
    public string FinishCall(string columns, string rows) =>
        $"{contraction}Finish({(epilogue.Kept is { } kept ? $"ref {kept}, " : "")}ref {output}, {columns}, {rows});";

    /// <summary>Prints the method that <see cref="FinishCall"/> calls. It stores rows of one vector, see <see
    /// cref="WriteMethod"/>.</summary>
    public void WriteFinish(SourceWriter writer, int step)
    {
        writer.Line();
        writer.Line(LoopWriter.Optimized);
        string parameters = $"{Kept(kept => $"ref float {kept}")}ref float {output}, int columns, int rows";
        using (writer.Block($"private static void {contraction}Finish({parameters})"))
        {
            using (writer.Block("for (; rows > 0; rows--)"))
            {
                using (writer.Indented("for (int column = 0; column < columns; column += V.Count)"))
                    writer.Line(Call([$"V.Load(ref {output}, column)"], "column"));
                foreach (string pointer in new[] { output, epilogue.Kept }.OfType<string>())
                    writer.Line($"{pointer} = ref Unsafe.Add(ref {pointer}, {step});");
            }
        }
    }

    /// <summary>A step of the epilogue; its constants are collected, to be made once.</summary>
    private string Apply(Expression step, string sum, int vector, List<Expression.Constant> constants) => ExpressionPrinter.Print(
        step,
        letter => letter == epilogue.Sum ? sum : $"V.Load(ref {epilogue.Kept}, {TileWriter.Offset(0, vector)})",
        constant =>
        {
            if (!constants.Contains(constant))
                constants.Add(constant);
            return Name(constant, constants.IndexOf(constant));
        });

    /// <summary>What the epilogue reads, in some form and with a comma behind, if it reads anything.</summary>
    private string Kept(Func<string, string> form) => epilogue.Kept is { } kept ? $"{form(kept)}, " : "";

    /// <summary>The name of the method for rows of so many vectors; empty if the epilogue asks for none.</summary>
    public string NameOf(int vectors) => epilogue.Steps.Count > 0 ? Name(vectors) : "";

    private string Name(int vectors) => $"{contraction}Store{vectors}";

    private static string Name(Expression.Constant constant, int index) => constant.Value switch
    {
        0 => "zero",
        1 => "one",
        _ => $"constant{index}",
    };

    private static string At(string pointer, string offset) =>
        offset == "0" ? $"ref {pointer}" : $"ref Unsafe.Add(ref {pointer}, {offset})";
}
